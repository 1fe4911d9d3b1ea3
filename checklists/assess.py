"""What the answers of a visit amount to: findings, causes, progress, and whether it may be signed off."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checklists.causes import rate_causes
from checklists.judge import RANK, worst
from checklists.logic import evaluate, is_true
from checklists.next_step import find_next_step

SETTLED = ("pass", "na", "done")

Shown = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Finding:
    """What the shown values of one step amount to; the worst of several counts."""

    result: str
    conflict: bool = False
    disputed: bool = False
    """The values disagree about pass and fail; only people can settle that."""
    fixed: bool = False
    value: Mapping[str, Any] = field(default_factory=dict)


def assess(checklist: Mapping[str, Any], answers: Mapping[str, Shown]) -> dict[str, Any]:
    """Assess the shown values of each field. Answers of steps that are not visible count for nothing."""
    findings = _find_visible(checklist, answers)
    steps = [step for step in checklist["steps"] if step["id"] in findings]
    accepted = _read_accepted(answers)
    unmet = {step["id"]: _find_unmet(step, findings) for step in steps}
    excused = _find_excused(steps, findings, accepted, unmet)
    required = [step["id"] for step in steps if step["required"] and step["id"] not in excused]
    missing = [step for step in required if findings[step].result == "open"]
    causes = rate_causes(checklist["causes"], findings, _read_named_causes(answers))
    open_failures = [s for s, finding in findings.items() if finding.result == "fail" and s not in accepted]
    disputed = [s for s, finding in findings.items() if finding.disputed]
    why_not = _list_why_not(missing, open_failures, disputed)
    return {
        "visible": list(findings),
        "required": required,
        "missing": missing,
        "blocked": {s: facts for s, facts in unmet.items() if facts and findings[s].result == "open"},
        "findings": {s: {"result": f.result, "conflict": f.conflict} for s, f in findings.items()},
        "conflicts": _list_conflicts(findings, answers),
        "causes": causes,
        "progress": _measure_progress(steps, findings, required),
        "next": find_next_step(
            steps=steps,
            findings=findings,
            unmet=unmet,
            excused=excused,
            missing=missing,
            open_failures=open_failures,
            causes=[{**cause, **rated} for cause, rated in zip(checklist["causes"], causes, strict=True)],
        ),
        "may_sign_off": not why_not,
        "why_not": why_not,
    }


def _find_visible(checklist: Mapping[str, Any], answers: Mapping[str, Shown]) -> dict[str, Finding]:
    """Walk the steps in order; a condition sees the ticket and the visible steps before it."""
    data: dict[str, Any] = {"given": checklist.get("given", {})}
    findings: dict[str, Finding] = {}
    for step in checklist["steps"]:
        if step["visible"] is not None and not is_true(evaluate(step["visible"], data)):
            continue
        finding = _find_result(answers.get(f"step/{step['id']}", ()))
        findings[step["id"]] = finding
        group, name = step["fact"].split(".")
        data.setdefault(group, {})[name] = _describe(finding)
    return findings


def _find_result(shown: Shown) -> Finding:
    values = [item["value"] for item in shown]
    if not values:
        return Finding("open")
    results = {value["k"] for value in values}
    result = worst(sorted(results))
    # Among equals the newest operation counts: its id grows with time.
    chosen = max(shown, key=lambda item: (RANK[item["value"]["k"]], item.get("op_id", "")))
    return Finding(
        result=result,
        conflict=_differ(values),
        disputed=len(results) > 1 and bool(results & {"pass", "fail"}),
        fixed=any(value.get("fixed", False) for value in values),
        value=chosen["value"],
    )


def _describe(finding: Finding) -> dict[str, Any]:
    """The view of a finding that conditions have; numbers are numbers there."""
    described = {key: finding.value[key] for key in ("opt", "opts", "text") if key in finding.value}
    if "num" in finding.value:
        described["num"] = float(finding.value["num"])
    return {"result": finding.result, **described}


def _differ(values: Sequence[Mapping[str, Any]]) -> bool:
    forms = {json.dumps({k: v for k, v in value.items() if k != "fixed"}, sort_keys=True) for value in values}
    return len(forms) > 1


def _read_accepted(answers: Mapping[str, Shown]) -> set[str]:
    """Failures that stay open knowingly; where people disagree, only what all of them named."""
    named = [set(item["value"].get("steps", ())) for item in answers.get("outcome/open", ())]
    return set.intersection(*named) if named else set()


def _read_named_causes(answers: Mapping[str, Shown]) -> set[str]:
    return {item["value"]["opt"] for item in answers.get("outcome/cause", ()) if item["value"].get("opt")}


def _find_unmet(step: Mapping[str, Any], findings: Mapping[str, Finding]) -> list[str]:
    return [fact for fact in step["after"] if fact in findings and findings[fact].result not in SETTLED]


def _find_excused(
    steps: Sequence[Mapping[str, Any]],
    findings: Mapping[str, Finding],
    accepted: set[str],
    unmet: Mapping[str, Sequence[str]],
) -> set[str]:
    """Open steps that cannot be done because a failure before them stays open knowingly."""
    excused: set[str] = set()
    for step in steps:
        stuck = any(
            fact in excused or (fact in accepted and findings[fact].result == "fail")
            for fact in unmet[step["id"]]
        )
        if stuck and findings[step["id"]].result == "open":
            excused.add(step["id"])
    return excused


def _list_why_not(
    missing: Sequence[str], open_failures: Sequence[str], disputed: Sequence[str]
) -> list[dict[str, Any]]:
    reasons = (("missing_steps", missing), ("open_failure", open_failures), ("conflict", disputed))
    return [{"code": code, "steps": list(steps)} for code, steps in reasons if steps]


def _list_conflicts(findings: Mapping[str, Finding], answers: Mapping[str, Shown]) -> list[str]:
    on_steps = [f"step/{step}" for step, finding in findings.items() if finding.conflict]
    on_outcome = [
        name
        for name in sorted(answers)
        if name.startswith("outcome/") and _differ([item["value"] for item in answers[name]])
    ]
    return on_steps + on_outcome


def _measure_progress(
    steps: Sequence[Mapping[str, Any]], findings: Mapping[str, Finding], required: Sequence[str]
) -> dict[str, Any]:
    """Required steps, and optional ones once they are answered: an optional step is never a debt."""
    answered = [step for step in steps if findings[step["id"]].result != "open"]
    left = [step for step in steps if step["id"] in required and findings[step["id"]].result == "open"]
    return {
        "done": len(answered),
        "total": len(answered) + len(left),
        "minutes_left": sum(step["minutes"] for step in left),
    }
