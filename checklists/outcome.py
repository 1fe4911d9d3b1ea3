"""What a visit leaves behind: facts verified before and after, and failures that stay open as named follow-ups."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from checklists.findings import Finding, without_history

Step = Mapping[str, Any]


def list_verified(steps: Sequence[Step], findings: Mapping[str, Finding]) -> list[dict[str, Any]]:
    """The facts that prove the service, and those that were put right; `before` is the failure, if there was one."""
    verified = []
    for step in steps:
        finding = findings[step["id"]]
        if finding.result == "open" or not (step["verify"] or finding.fixed):
            continue
        before = dict(finding.was) if finding.was is not None else {"k": "fail"} if finding.fixed else None
        verified.append({"fact": step["fact"], "before": before, "after": without_history(finding.value)})
    return verified


def list_follow_ups(
    steps: Sequence[Step],
    findings: Mapping[str, Finding],
    accepted: Collection[str],
    excused: Collection[str],
) -> list[dict[str, Any]]:
    """What stays to be done after this visit, each with its name: failures left open knowingly, and what they hold up."""
    return [
        {"step": step["id"], "title": step["title"], "remedy": step["remedy"], "trades": list(step["trades"])}
        for step in steps
        if step["id"] in excused or (step["id"] in accepted and findings[step["id"]].result == "fail")
    ]
