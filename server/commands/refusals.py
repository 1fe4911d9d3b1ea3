"""A broken rule as the refusal of a request: its code, and its sentence in both languages with names, visits and times."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from dispatch import Words
from server.commands.planner_words import trade_words
from server.commands.rule_words import say_rule
from server.domain.broken import Broken
from server.domain.local_day import LocalDay, local_day_of
from server.domain.problems import Conflict
from server.store.events import AnySession, get_installation
from server.store.people import Person


def refuse(session: AnySession, rule: Broken, *, on: datetime) -> Conflict:
    """To raise. `on` is the day of the visit: times of another day are said with their date."""
    day = local_day_of(on, get_installation(session).zone)
    people = [person for person in (rule.person, *rule.people) if person]
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(people)))
    return refuse_named(rule, {row.id: row.name for row in rows}, day)


def refuse_named(rule: Broken, names: Mapping[str, str], day: LocalDay) -> Conflict:
    """As `refuse`, with names that are known already."""
    text = {
        "en": say_rule(rule, Words("en", names, trade_words("en"), day.clock), day),
        "ru": say_rule(rule, Words("ru", names, trade_words("ru"), day.clock), day),
    }
    return Conflict(rule.code, text["en"], text=text)
