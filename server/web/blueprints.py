"""All blueprints, in the order they are registered; `pages` is last, since it answers every other path with the app."""

from server.web.console.acts import acts
from server.web.console.addresses import addresses
from server.web.console.attention import attention
from server.web.console.board import board
from server.web.console.catalogue import catalogue
from server.web.console.files import pictures
from server.web.console.kept_ops import kept_ops
from server.web.console.knowledge import knowledge
from server.web.console.live_checks import live_checks
from server.web.console.measures import measures
from server.web.console.people import people
from server.web.console.plan import plan
from server.web.console.scenarios import scenarios
from server.web.console.sites import sites
from server.web.console.stream import stream
from server.web.console.tickets import tickets
from server.web.console.visits import visits
from server.web.field.files import files
from server.web.field.sync import sync
from server.web.health import health
from server.web.pages import pages
from server.web.public.acts import public_acts
from server.web.session import session

ALL = (
    session,
    people,
    sites,
    addresses,
    catalogue,
    tickets,
    live_checks,
    plan,
    scenarios,
    visits,
    knowledge,
    board,
    measures,
    stream,
    sync,
    files,
    pictures,
    kept_ops,
    acts,
    attention,
    public_acts,
    health,
    pages,
)
