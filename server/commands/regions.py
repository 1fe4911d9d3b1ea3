"""A large day in regions: each is planned by a job of its own, the last one asks for all to be joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dispatch import Plan, Problem
from server.commands.plans import UNDER_WAY, Begun, find_running, is_divided, take_facts
from server.domain.planning import PRICES, Prices
from server.domain.travel import TravelRule
from server.store.events import AnySession
from server.store.gate import read_session, write_tx
from server.store.jobs import enqueue
from server.store.visits import Proposal, ProposalRegion

# What of the whole is done when every region has its plan; the borders are the rest.
SHARE_OF_REGIONS = 0.7


@dataclass(frozen=True)
class RegionToPlan:
    """The problem document of the whole day, which jobs and engineers of it are here, and the promises to stay close to."""

    document: dict[str, Any]
    jobs: list[str]
    engineers: list[str]
    promised: dict[str, Any] | None


def divide_proposal(*, proposal: str, begun: Begun, regions: Sequence[Problem], at: datetime) -> None:
    """Keep the regions and ask for the plan of each. Nothing happens when that is done already, or nobody waits any more."""
    with write_tx() as session:
        found = find_running(session, proposal)
        # Another attempt of the same job may have taken newer facts meanwhile: the regions would not fit them.
        if found is None or found.base_rev != begun.base_rev or is_divided(session, proposal):
            return
        for number, region in enumerate(regions):
            session.add(
                ProposalRegion(
                    proposal_id=proposal,
                    number=number,
                    jobs=[job.id for job in region.jobs],
                    engineers=[engineer.id for engineer in region.engineers],
                    promised=begun.promised,
                )
            )
            enqueue(
                session,
                "plan_region",
                key=f"plan_region/{proposal}/{number}",
                at=at,
                payload={"proposal": proposal, "region": number},
            )


def begin_region(*, proposal: str, region: int) -> RegionToPlan | None:
    """What the planner works on. None when it is planned already, or nobody waits any more."""
    session = read_session()
    found = session.get(Proposal, proposal)
    row = session.get(ProposalRegion, (proposal, region))
    if found is None or found.state != "running" or row is None or row.planned_at is not None:
        return None
    assert found.problem is not None
    return RegionToPlan(found.problem, row.jobs, row.engineers, row.promised)


def keep_region_progress(*, proposal: str, region: int, share: float, best: float) -> bool:
    """Show how far all regions together are. False when a dispatcher stopped the proposal."""
    with write_tx() as session:
        found = find_running(session, proposal)
        if found is None:
            return False
        row = session.get_one(ProposalRegion, (proposal, region))
        # A second attempt begins anew; what was shown does not go back.
        row.share, row.best = max(row.share, share), best
        found.progress = _sum_up(session, proposal)
    return True


def finish_region(*, proposal: str, region: int, plan: Plan, at: datetime) -> None:
    """Keep the plan of a region, once; the last one asks for all to be joined."""
    with write_tx() as session:
        # The proposal's row is locked: of two regions that end together, the second sees the first.
        found = find_running(session, proposal)
        if found is None:
            return
        row = session.get_one(ProposalRegion, (proposal, region))
        if row.planned_at is not None:
            return
        row.share, row.best, row.plan, row.planned_at = 1.0, plan.total, plan.to_json(), at
        found.progress = _sum_up(session, proposal)
        if not _count_open(session, proposal):
            enqueue(
                session,
                "join_regions",
                key=f"join_regions/{proposal}",
                at=at,
                payload={"proposal": proposal},
            )


def begin_join(
    *, proposal: str, travel: TravelRule, prices: Prices = PRICES, at: datetime
) -> tuple[Begun, Sequence[dict[str, Any]]] | None:
    """The facts as they are now, and the plans of the regions. None when nobody waits for this proposal any more."""
    begun = take_facts(proposal=proposal, travel=travel, prices=prices, at=at)
    if begun is None:
        return None
    plans = sa.select(ProposalRegion.plan).where(ProposalRegion.proposal_id == proposal)
    return begun, [plan for plan in read_session().scalars(plans.order_by(ProposalRegion.number)) if plan]


def drop_old_regions() -> None:
    """Remove the regions of proposals that nobody works on any more."""
    with write_tx() as session:
        over = sa.select(Proposal.id).where(Proposal.state.not_in(UNDER_WAY))
        session.execute(sa.delete(ProposalRegion).where(ProposalRegion.proposal_id.in_(over)))


def _count_open(session: AnySession, proposal: str) -> int:
    waiting = sa.select(sa.func.count()).where(
        ProposalRegion.proposal_id == proposal, ProposalRegion.planned_at.is_(None)
    )
    return session.scalar(waiting) or 0


def _sum_up(session: AnySession, proposal: str) -> dict[str, Any]:
    rows = session.execute(
        sa.select(ProposalRegion.share, ProposalRegion.best).where(ProposalRegion.proposal_id == proposal)
    ).all()
    costs = [row.best for row in rows]
    return {
        "share": round(SHARE_OF_REGIONS * sum(row.share for row in rows) / len(rows), 3),
        "best": None if None in costs else round(sum(costs)),
    }
