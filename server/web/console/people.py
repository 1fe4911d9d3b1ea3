"""People, skills and absences, for the console."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from flask import Blueprint
from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from server.commands import access
from server.commands import people as commands
from server.domain.actor import Actor
from server.queries.people import list_people
from server.web.api import JInt, Model, route
from server.web.auth import services

people = Blueprint("people", __name__, url_prefix="/api")

Role = Literal["operator", "dispatcher", "engineer", "expert", "lead", "admin"]
Short = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
HourMinute = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class SkillBody(Model):
    trade: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,38}$")]
    level: Annotated[JInt, Field(ge=1, le=4)]


class SkillsBody(Model):
    skills: Annotated[list[SkillBody], Field(max_length=40)]


class BreakBody(Model):
    """Begins between `earliest` and `latest`."""

    earliest: HourMinute
    latest: HourMinute
    minutes: Annotated[JInt, Field(ge=5, le=120)]

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.earliest > self.latest:
            raise ValueError(
                f"The break begins at {self.earliest} at the earliest and {self.latest} at the latest."
            )
        return self


class ShiftBody(Model):
    """`overtime_minutes` may follow the end when the plan needs it."""

    start: HourMinute
    end: HourMinute
    days: Annotated[list[Annotated[JInt, Field(ge=0, le=6)]], Field(max_length=7)] = Field(
        default_factory=lambda: [0, 1, 2, 3, 4]
    )
    rest: Annotated[BreakBody | None, Field(alias="break")] = None
    overtime_minutes: Annotated[JInt, Field(ge=0, le=240)] = 0

    @model_validator(mode="after")
    def _check_break(self) -> Self:
        rest = self.rest
        if rest is not None and (rest.latest < self.start or rest.earliest >= self.end):
            raise ValueError(
                f"The break begins between {rest.earliest} and {rest.latest}, outside the shift "
                f"from {self.start} to {self.end}."
            )
        return self


class HomeBody(Model):
    address: Short
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class NewPersonBody(Model):
    login: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,79}$")]
    name: Short
    password: Annotated[str, StringConstraints(min_length=8, max_length=200)] | None = None
    roles: Annotated[list[Role], Field(min_length=1, max_length=6)]
    language: Literal["en", "ru"] = "ru"
    group: Short | None = None
    phone: Short | None = None
    email: Short | None = None
    skills: Annotated[list[SkillBody], Field(max_length=40)] = Field(default_factory=list)
    shift: ShiftBody | None = None
    home: HomeBody | None = None


class PersonChanges(Model):
    """Only members that were sent count; the defaults of the others are never used."""

    name: Short = ""
    roles: Annotated[list[Role], Field(min_length=1, max_length=6)] = Field(default_factory=list)
    language: Literal["en", "ru"] = "ru"
    group: Short | None = None
    phone: Short | None = None
    email: Short | None = None
    shift: ShiftBody | None = None
    active: bool = True


class AbsenceBody(Model):
    starts: Annotated[AwareDatetime, Field(alias="from")]
    ends: Annotated[AwareDatetime, Field(alias="to")]
    reason: Short


class Created(Model):
    id: str


class PeopleAnswer(Model):
    items: list[dict[str, Any]]


@route(people, "GET", "/people", callers={"operator", "dispatcher", "lead", "expert"}, answer=PeopleAnswer)
def show_people(actor: Actor) -> dict[str, Any]:
    """Everybody, with skills, shifts, absences and devices."""
    return {"items": list_people()}


@route(people, "POST", "/people", callers={"admin", "lead"}, body=NewPersonBody, answer=Created, status=201)
def add(actor: Actor, body: NewPersonBody) -> dict[str, Any]:
    """Make an account."""
    person = commands.NewPerson(
        login=body.login,
        name=body.name,
        roles=body.roles,
        password=body.password,
        language=body.language,
        group=body.group,
        phone=body.phone,
        email=body.email,
        skills={skill.trade: skill.level for skill in body.skills},
        shift=None if body.shift is None else body.shift.model_dump(by_alias=True),
        home=None if body.home is None else body.home.model_dump(),
    )
    return {"id": commands.add_person(person=person, by=actor, at=_now())}


@route(people, "PATCH", "/people/<uuid:person>", callers={"admin", "lead"}, body=PersonChanges)
def change(actor: Actor, person: object, body: PersonChanges) -> None:
    """Change the named members of an account; the others stay."""
    commands.change_person(
        person=str(person), changes=body.model_dump(exclude_unset=True, by_alias=True), by=actor, at=_now()
    )


@route(people, "PUT", "/people/<uuid:person>/skills", callers={"admin", "lead"}, body=SkillsBody)
def put_skills(actor: Actor, person: object, body: SkillsBody) -> None:
    """Replace a person's skills."""
    skills = {skill.trade: skill.level for skill in body.skills}
    commands.set_skills(person=str(person), skills=skills, by=actor, at=_now())


@route(
    people,
    "POST",
    "/people/<uuid:person>/absences",
    callers={"dispatcher", "lead"},
    body=AbsenceBody,
    answer=Created,
    status=201,
)
def add_absence(actor: Actor, person: object, body: AbsenceBody) -> dict[str, Any]:
    """Note an absence."""
    absence = commands.add_absence(
        person=str(person), starts_at=body.starts, ends_at=body.ends, reason=body.reason, by=actor, at=_now()
    )
    return {"id": absence}


@route(people, "DELETE", "/people/<uuid:person>/absences/<uuid:absence>", callers={"dispatcher", "lead"})
def remove_absence(actor: Actor, person: object, absence: object) -> None:
    """Take back an absence that was noted by mistake."""
    commands.remove_absence(person=str(person), absence=str(absence), by=actor, at=_now())


@route(people, "POST", "/devices/<device>/revoke", callers={"admin", "dispatcher"})
def revoke(actor: Actor, device: str) -> None:
    """Withdraw a lost phone; its sessions end at once."""
    access.revoke_device(device=device, by=actor, at=_now())


def _now() -> datetime:
    return services().clock()
