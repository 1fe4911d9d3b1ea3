"""What the answers of a visit amount to: findings, causes, progress, and whether it may be signed off."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checklists.causes import rate_causes
from checklists.findings import Answers, Finding, differ, find_differences, find_visible, read_values
from checklists.history import count_found, weigh_causes
from checklists.next_step import find_next_step
from checklists.outcome import list_follow_ups, list_verified

SETTLED = ("pass", "na", "done")


def assess(
    checklist: Mapping[str, Any], answers: Answers, levels: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Assess the shown values of each field. Answers of steps that are not visible count for nothing.

    `levels` is the level in each trade of whoever is there; what nobody there may do is not the next step.
    """
    findings = find_visible(checklist, answers)
    steps = [step for step in checklist["steps"] if step["id"] in findings]
    accepted = _read_accepted(steps, answers)
    unmet = {step["id"]: _find_unmet(step, findings) for step in steps}
    excused = _find_excused(steps, findings, accepted, unmet)
    required = [step["id"] for step in steps if step["required"] and step["id"] not in excused]
    missing = [step for step in required if findings[step].result == "open"]
    history = checklist.get("history")
    weights = weigh_causes(checklist["causes"], history)
    causes = rate_causes(checklist["causes"], findings, _read_named_causes(answers), weights)
    failures = [s for s, finding in findings.items() if finding.result == "fail" and s not in accepted]
    disputed = [s for s, finding in findings.items() if finding.disputed]
    why_not = _list_why_not(steps, missing, failures, disputed)
    return {
        "visible": list(findings),
        "required": required,
        "missing": missing,
        "blocked": {s: facts for s, facts in unmet.items() if facts and findings[s].result == "open"},
        "findings": {s: _show_finding(finding) for s, finding in findings.items()},
        "conflicts": _list_conflicts(findings, answers),
        "differences": find_differences(steps, findings, answers),
        "causes": causes,
        "progress": _measure_progress(steps, findings, required),
        "next": find_next_step(
            steps=steps,
            findings=findings,
            unmet=unmet,
            excused=excused,
            missing=missing,
            open_failures=failures,
            causes=[
                {**cause, **rated, "weight": weight}
                for cause, rated, weight in zip(checklist["causes"], causes, weights, strict=True)
            ],
            levels=levels,
            visits=history["visits"] if history else 0,
            found=lambda fact: count_found(fact, checklist["causes"], history),
        ),
        "verified": list_verified(steps, findings),
        "follow_ups": list_follow_ups(steps, findings, accepted, excused),
        "may_sign_off": not why_not,
        "why_not": why_not,
    }


def _show_finding(finding: Finding) -> dict[str, Any]:
    shown = {"result": finding.result, "conflict": finding.conflict}
    return {**shown, "source": "reading"} if finding.is_read else shown


def _read_accepted(steps: Iterable[Mapping[str, Any]], answers: Answers) -> set[str]:
    """Failures that stay open knowingly; where people disagree, only what all of them named.

    A step that demands a re-check cannot stay open: it is put right, or the visit is not signed off.
    """
    named = [_read_names(value.get("steps")) for value in read_values(answers.get("outcome/open"))]
    demanding = {step["id"] for step in steps if step.get("recheck")}
    return set.intersection(*named) - demanding if named else set()


def _read_names(given: Any) -> set[str]:
    return {name for name in given if isinstance(name, str)} if isinstance(given, list | tuple) else set()


def _read_named_causes(answers: Answers) -> set[str]:
    named = (value.get("opt") for value in read_values(answers.get("outcome/cause")))
    return {cause for cause in named if isinstance(cause, str)}


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
    steps: Sequence[Mapping[str, Any]],
    missing: Sequence[str],
    failures: Sequence[str],
    disputed: Sequence[str],
) -> list[dict[str, Any]]:
    demanding = {step["id"] for step in steps if step.get("recheck")}
    reasons = (
        ("missing_steps", missing),
        ("recheck_needed", [step for step in failures if step in demanding]),
        ("open_failure", [step for step in failures if step not in demanding]),
        ("conflict", disputed),
    )
    return [{"code": code, "steps": list(steps)} for code, steps in reasons if steps]


def _list_conflicts(findings: Mapping[str, Finding], answers: Answers) -> list[str]:
    on_steps = [
        f"{'parsed' if finding.is_read else 'step'}/{step}"
        for step, finding in findings.items()
        if finding.conflict
    ]
    on_outcome = [
        name for name in sorted(answers) if name.startswith("outcome/") and differ(read_values(answers[name]))
    ]
    return on_steps + on_outcome


def _measure_progress(
    steps: Sequence[Mapping[str, Any]], findings: Mapping[str, Finding], required: Sequence[str]
) -> dict[str, Any]:
    """Required steps, and optional ones once they are answered: an optional step is never a debt."""
    wanted = set(required)
    answered = [step for step in steps if findings[step["id"]].result != "open"]
    left = [step for step in steps if step["id"] in wanted and findings[step["id"]].result == "open"]
    return {
        "done": len(answered),
        "total": len(answered) + len(left),
        "minutes_left": sum(step["minutes"] for step in left),
    }
