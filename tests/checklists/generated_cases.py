"""Makes templates, answers and conditions at random, and what the Python engine says about them."""

import random
from typing import Any

from checklists import ConflictingFact, InvalidAnswer, assess, compose, judge
from checklists.logic import OPERATORS, evaluate

FACTS = [f"{group}.{name}" for group in ("phone", "port", "desk") for name in ("a", "b", "c", "d")]
SCALARS: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2.5,
    10,
    "",
    "0",
    "1",
    "10",
    "9",
    "yes",
    "no",
    "a",
    " 1 ",
    "1e2",
    [],
    [1],
]
KINDS = ("yes_no", "number", "test_call", "text", "scan", "reading", "number")
ENTERED: list[Any] = [
    *SCALARS,
    "yes",
    "ok",
    "4,5",
    "−4.25",
    "12.0",
    4.0,
    "00:1b:0c:ab:cd:ef",
    "mac 001b.0cab.cdef",
    " \u00a0",
    ["ab12", 1, ""],
    {"a": 1},
    "2026-11-24T10:00:00Z",
]
LAZY = ("if", "?:", "and", "or")
OVER_ITEMS = ("map", "filter", "all", "some", "none")
ARITHMETIC = ("/", "%", "min", "max", "reduce", "missing_some", "substr", "map", "merge", "var", "missing")


def make_checklist_cases(chance: random.Random, number: int) -> dict[str, Any]:
    """One composition, one assessment and one answer, with the templates they need; names are unique by the number."""
    names = [f"{name}{number}" for name in ("one", "two", "three")[: chance.randint(1, 3)]]
    templates = {name: _make_template(chance, f"trade{index}.{name}") for index, name in enumerate(names)}
    ticket = {"symptom": chance.choice(["silent", "dead", None]), "history": _make_history(chance)}
    case: dict[str, Any] = {"name": f"case {number}", "do": "compose", "templates": names, "ticket": ticket}
    try:
        checklist = compose(list(templates.values()), ticket)
    except ConflictingFact:
        return {"templates": templates, "cases": [{**case, "expect": {"": {"error": "ConflictingFact"}}}]}
    answers = _make_answers(chance, checklist)
    levels = {f"trade{index}": chance.randint(1, 4) for index in range(3)} if chance.random() < 0.4 else None
    assessed = {**case, "do": "assess", "answers": answers, "levels": levels}
    assessed["expect"] = {"": assess(checklist, answers, levels)}
    judged = _make_judgement(chance, case, checklist)
    return {"templates": templates, "cases": [{**case, "expect": {"": checklist}}, assessed, judged]}


def make_logic_case(chance: random.Random, number: int) -> dict[str, Any]:
    data = {
        "a": chance.choice(SCALARS),
        "b": {"c": chance.choice(SCALARS)},
        "l": chance.sample(SCALARS[:15], 3),
    }
    logic = _make_logic(chance, 3)
    return {
        "name": f"logic {number}",
        "do": "logic",
        "logic": logic,
        "data": data,
        "expect": {"": evaluate(logic, data)},
    }


def _make_history(chance: random.Random) -> Any:
    if chance.random() < 0.5:
        return chance.choice([None, [], {"visits": "3"}, {"visits": 0}])
    counts = {f"cause-{chance.randint(1, 6)}": chance.choice([0, 1, 3, 20, -1, "2", None]) for _ in range(4)}
    steps = {chance.choice(FACTS): chance.choice([1, 5, 2.5, True]) for _ in range(3)}
    return {"visits": chance.randint(1, 30), "causes": counts, "steps": chance.choice([steps, None, []])}


def _make_judgement(chance: random.Random, case: dict[str, Any], checklist: dict[str, Any]) -> dict[str, Any]:
    step = chance.choice(checklist["steps"])
    key = chance.choice(["opt", "num", "text", "opts", "files", "at"])
    raw = chance.choice([{key: chance.choice(ENTERED)}, {"k": "na", "why": chance.choice(ENTERED)}, {}])
    before = [_make_value(chance, step) for _ in range(chance.choice([0, 1, 2]))]
    expected: dict[str, Any]
    try:
        expected = judge(step, raw, before)
    except InvalidAnswer as error:
        expected = {"error": error.code}
    return {**case, "do": "judge", "step": step["id"], "raw": raw, "before": before, "expect": {"": expected}}


def _make_template(chance: random.Random, template: str) -> dict[str, Any]:
    facts = chance.sample(FACTS, chance.randint(1, 6))
    steps = [_make_step(chance, fact) for fact in facts]
    causes = [
        {
            "id": f"cause-{chance.randint(1, 6)}",
            "title": _text("cause"),
            "prior": chance.randint(1, 9),
            "prior_for": {"silent": chance.randint(1, 9)},
            "shown_by": chance.sample(facts, min(len(facts), chance.randint(1, 2))),
            "remedy": _text("remedy"),
        }
        for _ in range(chance.randint(0, 4))
    ]
    return {
        "id": template,
        "version": chance.randint(1, 9),
        "trade": template.split(".")[0],
        "title": _text(template),
        "steps": steps,
        "causes": causes,
    }


def _make_step(chance: random.Random, fact: str) -> dict[str, Any]:
    """The kind follows from the fact, so that most templates agree; limits and conditions do not."""
    kind = KINDS[FACTS.index(fact) % len(KINDS)]
    step: dict[str, Any] = {"fact": fact, "kind": kind, "title": _text(fact)}
    step |= {"minutes": chance.randint(1, 5), "level": chance.randint(1, 4)}
    step |= {"required": chance.random() < 0.6, "verify": chance.random() < 0.2}
    step["after"] = chance.sample(FACTS, chance.choice([0, 0, 0, 1, 2]))
    if kind == "number":
        step["limits"] = {"unit": "W", "min": chance.randint(0, 5), "max": chance.randint(4, 9)}
        step |= chance.choice([{}, {}, {"decimals": chance.randint(0, 2)}])
    if kind == "scan":
        step |= chance.choice([{}, {"scan": "mac"}])
    if chance.random() < 0.15:
        step |= {"recheck": True, "remedy": _text("remedy")}
    if chance.random() < 0.15:
        step |= {"picture": "socket.png", "help": _text("help")}
    if chance.random() < 0.2:
        step["visible"] = {
            "!=": [{"var": f"{chance.choice(FACTS)}.result"}, chance.choice(["fail", "open", None])]
        }
    return step


def _make_answers(chance: random.Random, checklist: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for step in checklist["steps"]:
        values = [_make_value(chance, step) for _ in range(chance.choice([0, 0, 1, 1, 1, 2, 3]))]
        for field in chance.choice([["step"], ["step"], ["parsed"], ["step", "parsed"]]):
            if values:
                answers[f"{field}/{step['id']}"] = [_make_shown(chance, value) for value in values]
                values = [_make_value(chance, step)]
    for _ in range(chance.choice([0, 0, 1, 2])):
        steps = chance.sample(FACTS, 3)
        answers.setdefault("outcome/open", []).append({"value": {"k": "done", "steps": steps}})
    if chance.random() < 0.2:
        answers["outcome/cause"] = [{"value": {"k": "done", "opt": f"cause-{chance.randint(1, 6)}"}}]
    return answers


def _make_shown(chance: random.Random, value: Any) -> Any:
    if chance.random() < 0.03:
        return chance.choice([None, "x", {"value": None}, {"value": {"k": "maybe"}}, {"value": [value]}])
    return {"value": value, "op_id": f"op-{chance.randint(100, 999)}", "author": "anna"}


def _make_value(chance: random.Random, step: dict[str, Any]) -> dict[str, Any]:
    if step["kind"] in ("text", "scan", "reading"):
        return {"k": "done", "text": chance.choice(["x", "y"])}
    if chance.random() < 0.15:
        return {"k": "na", "why": "none here"}
    result = chance.choice(["pass", "pass", "fail"])
    number = chance.choice(["4.5", "4.5", "4.50", 4.5, "four"])
    value = {"k": result, "num": number} if step["kind"] == "number" else {"k": result, "opt": result}
    if result != "pass" or chance.random() > 0.25:
        return value
    return {**value, **chance.choice([{"fixed": True}, {"fixed": True, "was": {"k": "fail"}}, {"fixed": 1}])}


def _make_logic(chance: random.Random, depth: int) -> Any:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(
            [*SCALARS, {"var": "a"}, {"var": "b.c"}, {"var": ["b.x", 7]}, {"var": "l.1"}, {"var": "l"}]
        )
    operator = chance.choice([name for name in OPERATORS if name not in ARITHMETIC])
    if operator in OVER_ITEMS:
        condition = {chance.choice(["==", "<", "!="]): [{"var": ""}, chance.choice(SCALARS)]}
        return {operator: [{"var": chance.choice(["l", "a"])}, condition]}
    fewest, most = OPERATORS[operator]
    count = chance.randint(max(fewest, 1), min(most or 3, 3))
    return {operator: [_make_logic(chance, depth - 1) for _ in range(count)]}


def _text(word: str) -> dict[str, str]:
    return {"en": word, "ru": f"{word} по-русски"}
