"""Customers, sites, contacts and assets, and who goes to a site, for the console."""

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field, StringConstraints

from server.commands import sites as commands
from server.domain.actor import Actor
from server.domain.site import SiteRule
from server.queries.sites import get_site, list_customers, list_sites
from server.web.api import Model, route
from server.web.console.values import OFFICE, PLANNERS, Created, Id, Language, ListAnswer, Long, Short, now

sites = Blueprint("sites", __name__, url_prefix="/api")

KEEPERS = {"operator", "dispatcher", "lead"}
Hours = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")
]


class CustomerBody(Model):
    name: Short
    language: Language = "ru"
    email: Short | None = None


class SiteBody(Model):
    """`hours` in the site's own zone, as 08:00-20:00; null: always open."""

    customer: Id
    name: Short
    address: Short
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    zone: Short
    hours: Hours | None = None
    access: Long | None = None


class ContactBody(Model):
    site: Id
    name: Short
    position: Short | None = None
    phone: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    email: Short | None = None


class AssetBody(Model):
    site: Id
    kind: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    name: Short
    model: Short | None = None
    serial: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = None
    label: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = None


class RuleBody(Model):
    """`forbidden` needs a reason."""

    rule: Literal["preferred", "forbidden"]
    reason: Short | None = None


class NetworksBody(Model):
    """As 10.20.1.0/24; a single device as 10.20.1.5/32."""

    networks: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=60)]], Field(max_length=100)
    ]


class SitesQuery(Model):
    q: Annotated[str, StringConstraints(max_length=200)] | None = None


class SiteAnswer(Model):
    id: str
    name: str
    address: str
    lat: float
    lon: float
    zone: str
    hours: str | None
    access: str | None
    customer: dict[str, Any]
    networks: list[Any]
    check_networks: list[str]
    contacts: list[dict[str, Any]]
    assets: list[dict[str, Any]]
    people: list[dict[str, Any]]
    tickets: list[dict[str, Any]]
    visits: list[dict[str, Any]]


@route(sites, "GET", "/customers", callers=OFFICE, answer=ListAnswer)
def show_customers(actor: Actor) -> dict[str, Any]:
    """All customers by name."""
    return list_customers()


@route(sites, "POST", "/customers", callers=KEEPERS, body=CustomerBody, answer=Created, status=201)
def add_customer(actor: Actor, body: CustomerBody) -> dict[str, Any]:
    """Add a customer."""
    customer = commands.add_customer(
        name=body.name, language=body.language, email=body.email, by=actor, at=now()
    )
    return {"id": customer}


@route(sites, "GET", "/sites", callers=OFFICE, query=SitesQuery, answer=ListAnswer)
def show_sites(actor: Actor, query: SitesQuery) -> dict[str, Any]:
    """Sites whose name, address or customer contains `q`."""
    return list_sites(q=query.q)


@route(sites, "POST", "/sites", callers=KEEPERS, body=SiteBody, answer=SiteAnswer, status=201)
def add_site(actor: Actor, body: SiteBody) -> dict[str, Any]:
    """Add a site of a customer."""
    site = commands.add_site(site=commands.NewSite(**body.model_dump()), by=actor, at=now())
    return get_site(site)


@route(sites, "GET", "/sites/<uuid:site>", callers=OFFICE, answer=SiteAnswer)
def show_site(actor: Actor, site: object) -> dict[str, Any]:
    """One site with contacts, assets, who is preferred or forbidden there, and its latest tickets and visits."""
    return get_site(str(site))


@route(sites, "PUT", "/sites/<uuid:site>/people/<uuid:person>", callers=PLANNERS, body=RuleBody)
def set_rule(actor: Actor, site: object, person: object, body: RuleBody) -> None:
    """An engineer is preferred at a site, or may not go there."""
    commands.set_rule(
        site=str(site),
        person=str(person),
        rule=SiteRule(body.rule),
        reason=body.reason,
        by=actor,
        at=now(),
    )


@route(sites, "DELETE", "/sites/<uuid:site>/people/<uuid:person>", callers=PLANNERS)
def clear_rule(actor: Actor, site: object, person: object) -> None:
    """An engineer goes to a site like everybody else again."""
    commands.clear_rule(site=str(site), person=str(person), by=actor, at=now())


@route(sites, "PUT", "/sites/<uuid:site>/networks", callers={"lead"}, body=NetworksBody)
def set_networks(actor: Actor, site: object, body: NetworksBody) -> None:
    """The networks of a site in which live checks may ask."""
    commands.set_networks(site=str(site), networks=body.networks, by=actor, at=now())


@route(sites, "POST", "/contacts", callers=KEEPERS, body=ContactBody, answer=Created, status=201)
def add_contact(actor: Actor, body: ContactBody) -> dict[str, Any]:
    """Add a contact at a site."""
    contact = commands.NewContact(**body.model_dump())
    return {"id": commands.add_contact(contact=contact, by=actor, at=now())}


@route(sites, "POST", "/assets", callers=KEEPERS, body=AssetBody, answer=Created, status=201)
def add_asset(actor: Actor, body: AssetBody) -> dict[str, Any]:
    """Add an asset at a site."""
    return {"id": commands.add_asset(asset=commands.NewAsset(**body.model_dump()), by=actor, at=now())}
