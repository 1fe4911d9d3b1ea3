"""Customers, their sites, the contacts and assets there, who is preferred or forbidden there, and where live checks may ask."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.domain.actor import Actor
from server.domain.check_networks import is_own, read_networks
from server.domain.problems import Invalid, NotFound
from server.domain.site import SiteRule
from server.store.events import record
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.people import Person
from server.store.sites import Asset, Contact, Customer, Site, SitePerson


@dataclass(frozen=True)
class NewSite:
    """`hours` as "08:00-20:00" in the site's own zone; None: always open."""

    customer: str
    name: str
    address: str
    lat: float
    lon: float
    zone: str
    hours: str | None = None
    access: str | None = None


@dataclass(frozen=True)
class NewContact:
    site: str
    name: str
    position: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class NewAsset:
    site: str
    kind: str
    name: str
    model: str | None = None
    serial: str | None = None
    label: str | None = None


def add_customer(*, name: str, language: str, email: str | None, by: Actor, at: datetime) -> str:
    customer = new_id()
    with write_tx() as session:
        session.add(Customer(id=customer, name=name, language=language, email=email))
        record(session, "customer.added", by=by, at=at, data={"customer": customer})
    return customer


def add_site(*, site: NewSite, by: Actor, at: datetime) -> str:
    """Raises Invalid for a zone that does not exist and NotFound for an unknown customer."""
    try:
        ZoneInfo(site.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid("/zone", f"{site.zone} is not a time zone; use a name such as Europe/Moscow.") from None
    site_id = new_id()
    with write_tx() as session:
        if session.get(Customer, site.customer) is None:
            raise NotFound("There is no such customer.")
        values = asdict(site)
        session.add(Site(id=site_id, customer_id=values.pop("customer"), **values))
        record(session, "site.added", by=by, at=at, data={"site": site_id})
    return site_id


def add_contact(*, contact: NewContact, by: Actor, at: datetime) -> str:
    return _add_to_site(Contact, contact, "contact", by=by, at=at)


def add_asset(*, asset: NewAsset, by: Actor, at: datetime) -> str:
    return _add_to_site(Asset, asset, "asset", by=by, at=at)


def set_rule(*, site: str, person: str, rule: SiteRule, reason: str | None, by: Actor, at: datetime) -> None:
    """An engineer is preferred at a site, or may not go there. What was said of them before is replaced.

    Promised visits stay: the plan that follows the event moves them, and until then they are facts.
    """
    if rule is SiteRule.FORBIDDEN and reason is None:
        raise Invalid("/reason", "Say why this person may not go there; a dispatcher will be told.")
    with write_tx() as session:
        if session.get(Site, site) is None:
            raise NotFound("There is no such site.")
        # Held, as publishing holds it: a visit is promised before this rule or judged by it.
        found = session.get(Person, person, with_for_update=True)
        if found is None:
            raise NotFound("There is no such person.")
        if "engineer" not in found.roles:
            raise Invalid("/person", f"{found.name} is no engineer; only engineers go to sites.")
        session.merge(SitePerson(site_id=site, person_id=person, rule=rule, reason=reason))
        data = {"site": site, "person": person, "rule": rule.value, "reason": reason}
        record(session, "site.person_set", by=by, at=at, data=data)


def clear_rule(*, site: str, person: str, by: Actor, at: datetime) -> None:
    """Somebody goes to a site like everybody else again. Doing it twice is a quiet success."""
    with write_tx() as session:
        found = session.get(SitePerson, (site, person))
        if found is None:
            return
        session.delete(found)
        record(session, "site.person_cleared", by=by, at=at, data={"site": site, "person": person})


def set_networks(*, site: str, networks: Sequence[str], by: Actor, at: datetime) -> None:
    """Where live checks of a site may ask; an empty list: nowhere. Raises Invalid for what is no network.

    Loopback and link-local reach the server itself and its neighbours, so only an administrator opens them.
    """
    read = read_networks(networks)
    for index, network in enumerate(read):
        if is_own(network) and not by.may("admin"):
            raise Invalid(
                f"/networks/{index}", f"{network} reaches the server itself; only an administrator sets it."
            )
    with write_tx() as session:
        found = session.get(Site, site, with_for_update=True)
        if found is None:
            raise NotFound("There is no such site.")
        if found.check_networks == read:
            return
        found.check_networks = read
        record(session, "site.networks_set", by=by, at=at, data={"site": site, "networks": read})


def _add_to_site(
    table: type[Contact | Asset], new: NewContact | NewAsset, name: str, *, by: Actor, at: datetime
) -> str:
    """Raises NotFound for an unknown site."""
    new_one = new_id()
    with write_tx() as session:
        if session.get(Site, new.site) is None:
            raise NotFound("There is no such site.")
        values = asdict(new)
        session.add(table(id=new_one, site_id=values.pop("site"), **values))
        record(session, "site.changed", by=by, at=at, data={"site": new.site, name: new_one})
    return new_one
