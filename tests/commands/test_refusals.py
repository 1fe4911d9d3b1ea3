"""What a dispatcher reads when a visit is refused: person, visit, rule and time, in both languages."""

from datetime import date, datetime, timedelta

import pytest

from server.commands.refusals import refuse_named
from server.domain.broken import Broken
from server.domain.local_day import LocalDay

MONDAY = LocalDay(date(2026, 11, 23), "Europe/Moscow")
ANNA = {"anna": "Anna Ivanova"}


def clock(hour: int, minute: int = 0) -> datetime:
    return MONDAY.midnight + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("rule", "english", "russian"),
    [
        (
            Broken("overlap", person="anna", visit="V-0001", at=clock(10), until=clock(11)),
            "Anna Ivanova has V-0001 from 10:00 to 11:00, its drive included.",
            "Anna Ivanova: с 10:00 до 11:00 выезд V-0001, считая дорогу.",
        ),
        (
            Broken("running_late", person="anna", visit="V-0001", minutes=25),
            "Anna Ivanova is still on V-0001, by its checklist for about 25 min more.",
            "Anna Ivanova: ещё на выезде V-0001, по чек-листу примерно 25 мин.",
        ),
        (
            Broken("absent", person="anna", at=clock(12), until=clock(14)),
            "Anna Ivanova is away from 12:00 to 14:00.",
            "Anna Ivanova: отсутствие с 12:00 до 14:00.",
        ),
        (
            Broken("not_an_engineer", person="anna"),
            "Anna Ivanova is no active engineer.",
            "Anna Ivanova не числится среди инженеров.",
        ),
        (
            Broken("changed", ticket="T-0001", trades=("network", "power")),
            "The crew does not cover what ticket T-0001 needs now: network, power. Look for a plan again.",
            "Заявке T-0001 теперь нужны другие работы: сеть, питание. Подберите план заново.",
        ),
        (
            Broken("not_ready", ticket="T-0001", state="cancelled"),
            "Ticket T-0001 is cancelled; only a ready one can be planned.",
            "Заявка T-0001 сейчас не готова к выезду: отменена.",
        ),
        (
            Broken("begun", visit="V-0001", state="on_site"),
            "Visit V-0001 is on site meanwhile.",
            "Выезд V-0001 тем временем уже на месте.",
        ),
        (
            Broken("repeat_reason_needed", visit="V-0001", ticket="T-0001"),
            "Visit V-0001 already went to ticket T-0001; say why another trip is needed.",
            "К заявке T-0001 уже выезжали (V-0001). Укажите, почему нужен ещё один выезд.",
        ),
        (
            Broken("locked", visit="V-0001"),
            "Visit V-0001 was locked meanwhile.",
            "Выезд V-0001 тем временем закрепили.",
        ),
    ],
    ids=lambda one: one.code if isinstance(one, Broken) else "",
)
def test_a_refusal_names_who_what_and_when(rule: Broken, english: str, russian: str) -> None:
    refusal = refuse_named(rule, ANNA, MONDAY)

    assert (refusal.code, refusal.detail) == (rule.code, english)
    assert refusal.extra["text"] == {"en": english, "ru": russian}
