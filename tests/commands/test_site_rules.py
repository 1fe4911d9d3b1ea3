"""Who is preferred at a site and who may not go there: in a plan, among places, by hand, in a crew, and on a planned day.

Everybody starts at the office, 27 minutes from the clinic. Anna and Viktor do network; Anna alone does both trades.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from server.commands.crew import change_crew
from server.commands.places import find_places, take_place
from server.commands.plans import ask_proposal, lock_proposed
from server.commands.publish import publish_proposal
from server.commands.sites import clear_rule, set_rule
from server.core import Services
from server.domain.actor import Actor
from server.domain.planning import Prices
from server.domain.problems import Conflict, Invalid
from server.domain.site import SiteRule
from server.domain.visit import VisitState
from server.jobs import plan_day
from server.queries.plan import get_proposal
from server.queries.sites import get_site
from server.store.events import get_installation
from server.store.gate import db, read_session
from server.store.visits import Proposal, Visit
from tests.cast import Cast
from tests.commands.flow import NETWORK_30, TODAY, TRAVEL, get, propose, ready_ticket, report
from tests.commands.test_by_hand import TEN, look, publish, rules, shares
from tests.commands.test_moves import publish_network, replan, solo_network
from tests.commands.test_replan import automatic, work
from tests.conftest import MONDAY, HeldClock

WHY = "the head nurse asked for somebody else"


def prefer(cast: Cast, who: Actor) -> None:
    set_rule(
        site=cast.site,
        person=who.person or "",
        rule=SiteRule.PREFERRED,
        reason=None,
        by=cast.dispatcher,
        at=MONDAY,
    )


def forbid(cast: Cast, who: Actor) -> None:
    set_rule(
        site=cast.site,
        person=who.person or "",
        rule=SiteRule.FORBIDDEN,
        reason=WHY,
        by=cast.dispatcher,
        at=MONDAY,
    )


def crew_of(app: Flask, cast: Cast) -> list[str]:
    """Names in the only visit that the planner proposes."""
    (visit,) = get_proposal(propose(app, cast, MONDAY).id)["visits"]
    return [member["name"] for member in visit["crew"]]


def test_the_planner_sends_who_is_preferred_and_says_so(app: Flask, cast: Cast) -> None:
    """Anna and Viktor have the same way; being preferred decides, either way round."""
    ready_ticket(cast, MONDAY, NETWORK_30)
    prefer(cast, cast.viktor)
    (visit,) = get_proposal(propose(app, cast, MONDAY).id)["visits"]

    clear_rule(site=cast.site, person=cast.viktor.person or "", by=cast.dispatcher, at=MONDAY)
    prefer(cast, cast.anna)

    assert [member["name"] for member in visit["crew"]] == ["Viktor Lebedev"]
    assert "Viktor Lebedev is preferred here." in visit["why"]["en"]
    assert "Здесь предпочитают: Viktor Lebedev." in visit["why"]["ru"]
    assert crew_of(app, cast) == ["Anna Ivanova"]


def test_the_planner_never_sends_who_may_not_go_there_and_says_so(app: Flask, cast: Cast) -> None:
    """Alone Anna covers both trades; without her it takes two."""
    ready_ticket(cast, MONDAY)
    forbid(cast, cast.anna)

    (visit,) = get_proposal(propose(app, cast, MONDAY).id)["visits"]

    assert {member["name"] for member in visit["crew"]} == {"Boris Smirnov", "Viktor Lebedev"}
    assert "Anna Ivanova is not allowed here." in visit["why"]["en"]
    assert "Сюда нельзя: Anna Ivanova." in visit["why"]["ru"]


def test_a_ticket_for_which_everybody_is_forbidden_is_left_with_that_reason(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY, NETWORK_30)
    forbid(cast, cast.anna)
    forbid(cast, cast.viktor)

    (left,) = get_proposal(propose(app, cast, MONDAY).id)["unplanned"]

    assert left["reason"] == "forbidden"


def test_a_proposal_from_before_the_rule_is_not_published_against_it(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    proposal = propose(app, cast, MONDAY)
    forbid(cast, cast.anna)

    outcome = publish_proposal(
        proposal=proposal.id, keys=None, repeat_reasons={}, travel=TRAVEL, by=cast.dispatcher, at=MONDAY
    )

    assert get_proposal(proposal.id)["changed_since"]
    (refusal,) = outcome.refused
    assert (refusal.key, refusal.code) == ("T-0001", "forbidden_here")
    assert refusal.text == {
        "en": f"Anna Ivanova may not go to this site: {WHY}.",
        "ru": f"Anna Ivanova: на этот объект нельзя, причина — {WHY}.",
    }


def test_a_kept_visit_of_who_may_not_go_there_any_more_is_let_go(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    first = propose(app, cast, MONDAY)
    lock_proposed(proposal=first.id, key="T-0001", locked=True, by=cast.dispatcher, at=MONDAY)
    forbid(cast, cast.anna)

    second = get_proposal(propose(app, cast, MONDAY + timedelta(minutes=1)).id)

    assert second["let_go"] == ["T-0001"]
    assert "Anna Ivanova" not in [member["name"] for member in second["visits"][0]["crew"]]


def test_best_places_leave_out_who_may_not_go_there_and_one_found_before_is_gone(
    app: Flask, cast: Cast
) -> None:
    ticket = ready_ticket(cast, MONDAY)
    before = find_places(ticket=ticket, day=None, travel=TRAVEL, at=MONDAY)["items"]
    with_anna = next(p for p in before if p["crew"][0]["person"] == cast.anna.person)
    forbid(cast, cast.anna)

    after = find_places(ticket=ticket, day=None, travel=TRAVEL, at=MONDAY)["items"]

    assert cast.anna.person not in {member["person"] for place in after for member in place["crew"]}
    with pytest.raises(Conflict) as refused:
        take_place(
            ticket=ticket,
            day=None,
            place=with_anna["key"],
            repeat_reason=None,
            travel=TRAVEL,
            by=cast.dispatcher,
            at=MONDAY,
        )
    assert refused.value.code == "place_gone"


def test_by_hand_nobody_goes_where_they_may_not_whatever_the_reason(app: Flask, cast: Cast) -> None:
    ticket, crew = ready_ticket(cast, MONDAY), shares(cast.anna, cast.anna)
    forbid(cast, cast.anna)

    preview = look(ticket, TEN, crew)

    assert rules(preview)["forbidden_here"] == (True, f"Anna Ivanova may not go to this site: {WHY}.")
    with pytest.raises(Conflict) as refused:
        publish(cast, ticket, TEN, crew, reason="Nobody else is free")
    assert refused.value.code == "forbidden_here"


def test_what_it_is_worth_to_send_whom_a_site_prefers_is_a_setting(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    """Five minutes of driving as delivered; twenty here."""
    services: Services = sqlite_app.extensions["onevisit"]
    assert services.prices.not_preferred == 5 * 60
    ready_ticket(sqlite_cast, MONDAY)
    proposal = ask_proposal(day=TODAY, by=sqlite_cast.dispatcher, at=MONDAY)

    plan_day.run(replace(services, prices=Prices(not_preferred=20 * 60)), {"proposal": proposal})

    problem = db.session.get_one(Proposal, proposal).problem
    assert problem is not None
    assert problem["costs"]["not_preferred"] == 20 * 60


def test_by_hand_somebody_who_is_not_preferred_needs_a_reason(app: Flask, cast: Cast) -> None:
    """Half an hour of network, which Viktor could do as well."""
    ticket = ready_ticket(cast, MONDAY, NETWORK_30)
    crew = [shares(cast.anna, cast.boris)[0]]
    prefer(cast, cast.viktor)

    preview = look(ticket, TEN, crew)

    assert rules(preview) == {"not_preferred": (False, "This site prefers Viktor Lebedev.")}
    with pytest.raises(Conflict) as refused:
        publish(cast, ticket, TEN, crew)
    assert refused.value.code == "reason_needed"
    assert publish(cast, ticket, TEN, crew, reason="Viktor is at a training")


def test_who_is_preferred_and_could_not_do_the_work_demands_no_reason(app: Flask, cast: Cast) -> None:
    """Viktor does network only; Anna does both trades alone, which is the best place all the same."""
    prefer(cast, cast.viktor)

    assert look(ready_ticket(cast, MONDAY), TEN, shares(cast.anna, cast.anna))["rules"] == []


def test_a_crew_cannot_be_changed_to_who_may_not_go_there(app: Flask, cast: Cast) -> None:
    visit = solo_network(cast, cast.anna, 2)
    forbid(cast, cast.viktor)

    with pytest.raises(Conflict) as refused:
        change_crew(
            visit=visit,
            crew=[cast.viktor.person or ""],
            reason="Anna is needed elsewhere",
            travel=TRAVEL,
            by=cast.dispatcher,
            at=MONDAY,
        )

    assert refused.value.code == "forbidden_here"


def test_nobody_joins_a_running_visit_where_they_may_not_go_but_who_is_there_may_stay(
    app: Flask, cast: Cast
) -> None:
    ticket = ready_ticket(cast, MONDAY)
    visit = publish(cast, ticket, TEN, shares(cast.anna, cast.anna))
    report(visit, VisitState.ON_SITE, cast.anna, TEN)
    forbid(cast, cast.anna)
    forbid(cast, cast.viktor)

    def join(who: Actor) -> None:
        change_crew(
            visit=visit,
            crew=[cast.anna.person or "", who.person or ""],
            reason="Help is needed",
            travel=TRAVEL,
            by=cast.dispatcher,
            at=TEN,
        )

    with pytest.raises(Conflict, match="Viktor Lebedev may not go"):
        join(cast.viktor)
    join(cast.boris)

    assert {member.person_id for member in get(Visit, visit).crew} == {
        cast.anna.person,
        cast.boris.person,
    }


def test_a_promised_visit_stays_until_a_plan_that_may_move_it_sends_somebody_else(
    app: Flask, cast: Cast
) -> None:
    visit = solo_network(cast, cast.anna, 2)
    forbid(cast, cast.anna)

    kept = get_proposal(replan(app, cast, may_move=False))
    moved = get_proposal(replan(app, cast, may_move=True))

    assert kept["visits"] == []
    (card,) = moved["visits"]
    assert card["visit"] == visit
    assert [member["name"] for member in card["crew"]] == ["Viktor Lebedev"]


def test_a_rule_against_a_promised_visit_plans_its_day_again(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    publish_network(cast, ready_ticket(cast, MONDAY, NETWORK_30), cast.anna, TEN + timedelta(hours=2))
    prefer(cast, cast.viktor)
    work(app, clock, minutes=1)
    after_preferred = len(automatic())
    forbid(cast, cast.anna)

    work(app, clock, minutes=1)

    assert after_preferred == 0
    (proposal,) = automatic()
    assert proposal.reason == {
        "en": f"Anna Ivanova may not go to Aist clinic, Taganka: {WHY}",
        "ru": f"Anna Ivanova: нельзя на объект Aist clinic, Taganka, причина — {WHY}",
    }


def test_a_rule_is_shown_at_the_site_replaced_and_taken_back_once(app: Flask, cast: Cast) -> None:
    forbid(cast, cast.viktor)
    prefer(cast, cast.anna)
    forbid(cast, cast.boris)
    prefer(cast, cast.boris)

    shown = [(one["name"], one["rule"], one["reason"]) for one in get_site(cast.site)["people"]]
    for _ in range(2):
        clear_rule(site=cast.site, person=cast.viktor.person or "", by=cast.dispatcher, at=MONDAY)
    db.session.rollback()
    rev = get_installation(read_session()).rev
    clear_rule(site=cast.site, person=cast.viktor.person or "", by=cast.dispatcher, at=MONDAY)

    assert shown == [
        ("Anna Ivanova", "preferred", None),
        ("Boris Smirnov", "preferred", None),
        ("Viktor Lebedev", "forbidden", WHY),
    ]
    db.session.rollback()
    assert [one["name"] for one in get_site(cast.site)["people"]] == ["Anna Ivanova", "Boris Smirnov"]
    assert get_installation(read_session()).rev == rev


def test_a_ban_says_why_and_only_engineers_go_to_sites(app: Flask, cast: Cast) -> None:
    def say(who: Actor, rule: SiteRule) -> str:
        with pytest.raises(Invalid) as refused:
            set_rule(
                site=cast.site,
                person=who.person or "",
                rule=rule,
                reason=None,
                by=cast.dispatcher,
                at=MONDAY,
            )
        pointer: str = refused.value.extra["errors"][0]["pointer"]
        return pointer

    assert say(cast.anna, SiteRule.FORBIDDEN) == "/reason"
    assert say(cast.operator, SiteRule.PREFERRED) == "/person"
