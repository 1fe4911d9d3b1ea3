"""How far visits are: their state, and how much of their checklist is open."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from checklists import assess
from server.domain.progress import Progress
from server.domain.visit import VisitState
from server.store.events import AnySession
from server.store.field import FieldState
from server.store.visits import Visit


def read_progress(session: AnySession, visits: Sequence[Visit]) -> dict[str, Progress]:
    """By id of the visit."""
    on_site = [visit.id for visit in visits if visit.state is VisitState.ON_SITE]
    answers: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    for field in session.scalars(sa.select(FieldState).where(FieldState.visit_id.in_(on_site))):
        answers[field.visit_id][field.field] = list(field.shown)
    return {
        visit.id: Progress(visit.state, visit.state_since, _share_left(visit, answers.get(visit.id, {})))
        for visit in visits
    }


def _share_left(visit: Visit, answers: dict[str, list[dict[str, Any]]]) -> float | None:
    if not any(name.startswith("step/") for name in answers):
        return None
    assessment = assess(visit.checklist, answers)
    minutes = {step["id"]: step["minutes"] for step in visit.checklist["steps"]}
    required = sum(minutes[step] for step in assessment["required"])
    return sum(minutes[step] for step in assessment["missing"]) / required if required else 0.0
