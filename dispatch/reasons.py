"""Why a job is left out, as far as the problem alone can say, before anyone looks at a plan."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.problem import Engineer, Job, Part, Problem


def find_skilled(problem: Problem, part: Part) -> list[Engineer]:
    return [engineer for engineer in problem.engineers if engineer.can_do(part)]


def find_allowed(problem: Problem, job: Job, part: Part) -> list[Engineer]:
    """Those with the skill and level who may go to this customer and may make a stop at all."""
    return [engineer for engineer in find_skilled(problem, part) if engineer.id not in job.forbidden]


def has_soloist(problem: Problem, job: Job) -> bool:
    """Somebody may do all of it alone."""
    return (job.staffing != "separate" or len(job.parts) == 1) and any(
        engineer.id not in job.forbidden and all(engineer.can_do(part) for part in job.parts)
        for engineer in problem.engineers
    )


def find_lasting_reason(problem: Problem, job: Job) -> tuple[str, Part | None] | None:
    """`no_skill`, `forbidden` or `no_crew` with the part that fails; None when the people exist."""
    for part in job.parts:
        if not find_skilled(problem, part):
            return "no_skill", part
    for part in job.parts:
        if not find_allowed(problem, job, part):
            return "forbidden", part
    if job.staffing == "separate" and not _can_all_differ(
        [[engineer.id for engineer in find_allowed(problem, job, part)] for part in job.parts]
    ):
        return "no_crew", None
    return None


def _can_all_differ(choices: Sequence[Sequence[str]]) -> bool:
    """Every part can have an engineer of its own (augmenting paths)."""
    taken: dict[str, int] = {}

    def assign(part: int, tried: set[str]) -> bool:
        for who in choices[part]:
            if who not in tried:
                tried.add(who)
                if who not in taken or assign(taken[who], tried):
                    taken[who] = part
                    return True
        return False

    return all(assign(part, set()) for part in range(len(choices)))
