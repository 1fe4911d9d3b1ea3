"""All SQL of the product: tables, one module per aggregate, and migrations. Importing this package registers every table."""

from server.store import (
    acts,
    articles,
    board,
    events,
    field,
    jobs,
    live_checks,
    people,
    requests,
    scenarios,
    sites,
    tickets,
    visits,
)

__all__ = [
    "acts",
    "articles",
    "board",
    "events",
    "field",
    "jobs",
    "live_checks",
    "people",
    "requests",
    "scenarios",
    "sites",
    "tickets",
    "visits",
]
