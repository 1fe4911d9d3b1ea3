"""Customers and sites: the lists that forms choose from, and one site with all that is known about it."""

from typing import Any

import sqlalchemy as sa

from server.domain.problems import NotFound
from server.queries.paging import Page, contains
from server.queries.shapes import asset_json, contact_json, site_json
from server.queries.tickets import list_tickets
from server.queries.visits import list_visits
from server.store.events import AnySession
from server.store.gate import read_session
from server.store.people import Person
from server.store.sites import Asset, Contact, Customer, Site, SitePerson

MOST_SITES = 500


def list_customers() -> dict[str, Any]:
    customers = read_session().scalars(sa.select(Customer).order_by(Customer.name, Customer.id)).all()
    items = [
        {"id": customer.id, "name": customer.name, "language": customer.language, "email": customer.email}
        for customer in customers
    ]
    return {"items": items, "next": None, "total": len(items)}


def list_sites(*, q: str | None) -> dict[str, Any]:
    """Sites whose name, address or customer contains `q`, by name; at most 500."""
    found = sa.select(Site, Customer).join(Customer, Customer.id == Site.customer_id)
    if q:
        found = found.where(
            sa.or_(contains(Site.name, q), contains(Site.address, q), contains(Customer.name, q))
        )
    session = read_session()
    total = session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    rows = session.execute(found.order_by(Site.name, Site.id).limit(MOST_SITES)).all()
    return {"items": [site_json(site, customer) for site, customer in rows], "next": None, "total": total}


def get_site(site: str) -> dict[str, Any]:
    """Raises NotFound."""
    session = read_session()
    found = session.get(Site, site)
    if found is None:
        raise NotFound("There is no such site.")
    contacts = session.scalars(
        sa.select(Contact).where(Contact.site_id == site).order_by(Contact.name, Contact.id)
    )
    assets = session.scalars(sa.select(Asset).where(Asset.site_id == site).order_by(Asset.name, Asset.id))
    latest = Page(limit=20)
    return {
        **site_json(found, session.get_one(Customer, found.customer_id)),
        "networks": found.networks,
        "check_networks": found.check_networks,
        "contacts": [contact_json(contact) for contact in contacts],
        "assets": [asset_json(asset) for asset in assets],
        "people": _people(session, site),
        "tickets": list_tickets(page=latest, site=site)["items"],
        "visits": list_visits(page=latest, site=site)["items"],
    }


def _people(session: AnySession, site: str) -> list[dict[str, Any]]:
    """Who is preferred there, then who may not go there, each by name."""
    rows = session.execute(
        sa.select(SitePerson, Person.name)
        .join(Person, Person.id == SitePerson.person_id)
        .where(SitePerson.site_id == site)
        .order_by(SitePerson.rule.desc(), Person.name, Person.id)
    )
    return [
        {"id": found.person_id, "name": name, "rule": found.rule.value, "reason": found.reason}
        for found, name in rows
    ]
