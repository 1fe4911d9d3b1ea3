"""Scenarios, for a lead who wonders what a change would have made of recent days."""

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field, StringConstraints

from server.commands.scenarios import ask_scenario, cancel_scenario
from server.domain.actor import Actor
from server.domain.scenario import AddedEngineer, Change, NoJoint, RaisedSkill
from server.domain.travel import Place
from server.queries.scenarios import RECENT_DAYS, get_scenario, list_scenarios
from server.web.api import JInt, Model, route
from server.web.console.values import PLANNERS, Created, Day, Id, Short, Word, now

scenarios = Blueprint("scenarios", __name__, url_prefix="/api/plan/scenarios")

HourMinute = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Level = Annotated[JInt, Field(ge=1, le=4)]


class SkillNeeded(Model):
    trade: Word
    level: Level


class HoursBody(Model):
    start: HourMinute
    end: HourMinute


class HomeBody(Model):
    label: Short
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class RaisedSkillBody(Model):
    """A person has at least this level."""

    kind: Literal["skill"]
    person: Id
    trade: Word
    level: Level

    def value(self) -> Change:
        return RaisedSkill(self.person, self.trade, self.level)


class AddedEngineerBody(Model):
    """One engineer more, who starts from home and goes home."""

    kind: Literal["engineer"]
    skills: Annotated[list[SkillNeeded], Field(min_length=1, max_length=40)]
    shift: HoursBody
    home: HomeBody

    def value(self) -> Change:
        return AddedEngineer(
            skills={skill.trade: skill.level for skill in self.skills},
            start=self.shift.start,
            end=self.shift.end,
            label=self.home.label,
            home=Place(self.home.lat, self.home.lon),
        )


class NoJointBody(Model):
    """No joint visits."""

    kind: Literal["no_joint"]

    def value(self) -> Change:
        return NoJoint()


class ScenarioBody(Model):
    change: Annotated[RaisedSkillBody | AddedEngineerBody | NoJointBody, Field(discriminator="kind")]
    days: Annotated[list[Day], Field(min_length=1, max_length=RECENT_DAYS)]


class ScenarioLine(Model):
    """`before` and `after` are sums over the `counted` days that have figures."""

    id: str
    state: Literal["queued", "running", "ready", "failed", "cancelled"]
    asked_by: str | None
    asked_at: str
    change: dict[str, Any]
    days: list[str]
    progress: float
    counted: int
    before: dict[str, int] | None
    after: dict[str, int] | None


class ScenarioAnswer(ScenarioLine):
    outcomes: list[dict[str, Any]]
    search: dict[str, int] | None
    error: str | None


class ScenariosAnswer(Model):
    """`days` are the recent days that can be tried, each with where its facts come from."""

    items: list[ScenarioLine]
    days: list[dict[str, str]]


@route(scenarios, "GET", "", callers=PLANNERS, answer=ScenariosAnswer)
def show_all(actor: Actor) -> dict[str, Any]:
    """The newest scenarios, and the recent days that can be tried."""
    return list_scenarios(at=now())


@route(scenarios, "POST", "", callers={"lead"}, body=ScenarioBody, answer=Created, status=202)
def ask(actor: Actor, body: ScenarioBody) -> dict[str, Any]:
    """Ask what days would have been with a change; ask again for the outcome."""
    return {"id": ask_scenario(change=body.change.value(), days=body.days, by=actor, at=now())}


@route(scenarios, "GET", "/<uuid:scenario>", callers=PLANNERS, answer=ScenarioAnswer)
def show(actor: Actor, scenario: object) -> dict[str, Any]:
    """How far a scenario is, or each day without and with its change."""
    return get_scenario(str(scenario))


@route(scenarios, "POST", "/<uuid:scenario>/cancel", callers={"lead"})
def cancel(actor: Actor, scenario: object) -> None:
    """Stop a scenario that is under way."""
    cancel_scenario(scenario=str(scenario), by=actor, at=now())
