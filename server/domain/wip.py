"""The board: its columns, what each one promises in words, which moves a card may make, and limits on work in progress."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from server.domain.problems import Conflict
from server.domain.ticket import TicketState
from server.domain.visit import VisitState

Text = dict[str, str]


class Column(StrEnum):
    TRIAGE = "triage"
    READY = "ready"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    SIGN_OFF = "sign_off"
    DONE = "done"


@dataclass(frozen=True)
class ColumnWords:
    title: Text
    policy: Text


WORDS: dict[Column, ColumnWords] = {
    Column.TRIAGE: ColumnWords(
        {"en": "Triage", "ru": "Разбор"},
        {
            "en": "Ask, check remotely, decide. A card leaves when trades, kit and time are known, or when it is solved.",
            "ru": "Расспросить, проверить удалённо, решить. Карточка уходит, когда известны работы, комплект и время, или когда всё уже работает.",
        },
    ),
    Column.READY: ColumnWords(
        {"en": "Ready", "ru": "Готово к выезду"},
        {
            "en": "Everything is known for one trip. The planner takes the oldest and most urgent first.",
            "ru": "Для одного выезда известно всё. Сначала планируем самое срочное и самое давнее.",
        },
    ),
    Column.PLANNED: ColumnWords(
        {"en": "Planned", "ru": "Запланировано"},
        {
            "en": "A crew and a time are promised to the customer.",
            "ru": "Заказчику обещаны бригада и время.",
        },
    ),
    Column.UNDER_WAY: ColumnWords(
        {"en": "Under way", "ru": "В работе"},
        {
            "en": "The crew is travelling or on site. Help comes to the owner; the card is not passed on.",
            "ru": "Бригада едет или на месте. Помощь приходит к ответственному, карточку никому не передают.",
        },
    ),
    Column.SIGN_OFF: ColumnWords(
        {"en": "Sign-off", "ru": "Подписание"},
        {
            "en": "The work is done. The customer tries it and signs; a refusal or absence is settled by a dispatcher.",
            "ru": "Работа сделана. Заказчик проверяет и подписывает; отказ или отсутствие закрывает диспетчер.",
        },
    ),
    Column.DONE: ColumnWords(
        {"en": "Done today", "ru": "Завершено сегодня"},
        {
            "en": "Signed on site or solved remotely today. Each one has written or strengthened an article.",
            "ru": "Подписано на месте или решено удалённо сегодня. Каждый случай пополнил базу знаний.",
        },
    ),
}

# A card older than this in its column is stale: somebody should look at it.
STALE_AFTER: dict[Column, timedelta] = {
    Column.TRIAGE: timedelta(hours=2),
    Column.READY: timedelta(hours=24),
    Column.UNDER_WAY: timedelta(hours=4),
    Column.SIGN_OFF: timedelta(hours=1),
}
OF_STATE: dict[TicketState, Column] = {
    TicketState.NEW: Column.TRIAGE,
    TicketState.TRIAGED: Column.TRIAGE,
    TicketState.READY: Column.READY,
    TicketState.PLANNED: Column.PLANNED,
    TicketState.UNDER_WAY: Column.UNDER_WAY,
    TicketState.DONE: Column.DONE,
    TicketState.SOLVED_REMOTELY: Column.DONE,
}
WAITS_FOR_WORD = frozenset({VisitState.WORK_DONE, VisitState.SIGNED, VisitState.SEALED})


def column_of(state: TicketState, visit: VisitState | None) -> Column | None:
    """Where a ticket with its latest visit hangs; None for a cancelled one, which leaves the board."""
    if state is TicketState.UNDER_WAY and visit in WAITS_FOR_WORD:
        return Column.SIGN_OFF
    return OF_STATE.get(state)


class NotAllowed(Conflict):
    """A move that the board does not make; `text` says in both languages what to do instead."""

    def __init__(self, text: Text) -> None:
        super().__init__("not_allowed", text["en"], text=text)


_INSTEAD: dict[Column, Text] = {
    Column.PLANNED: {
        "en": "A ticket is planned by a visit: choose crew and time on the plan and publish it.",
        "ru": "Заявку планируют выездом: выберите в плане бригаду и время и назначьте его.",
    },
    Column.UNDER_WAY: {
        "en": "The crew starts the visit on the phone; the card then moves by itself.",
        "ru": "Выезд начинает бригада в телефоне; карточка перейдёт сама.",
    },
    Column.SIGN_OFF: {
        "en": "The crew reports the work as done on the phone; the card then moves by itself.",
        "ru": "О завершении работ сообщает бригада в телефоне; карточка перейдёт сама.",
    },
    Column.DONE: {
        "en": "Only the customer's sign-off ends a ticket. If it was solved remotely, record that in triage; "
        "if the customer refused or was absent, settle the visit.",
        "ru": "Заявку завершает только подпись заказчика. Если решили удалённо, запишите это в разборе; "
        "если заказчик отказался или отсутствовал, закройте выезд решением диспетчера.",
    },
}
_NOT_COMPLETE: Text = {
    "en": "Triage is not complete: record the symptom, the outcome and the trades it needs, then move it to Ready.",
    "ru": "Разбор не закончен: укажите симптом, решение и нужные работы, затем переносите в «Готово к выезду».",
}
_LEAVES: dict[Column, Text] = {
    Column.PLANNED: {
        "en": "A visit is promised. Cancel the visit with a reason; the ticket then returns to Ready.",
        "ru": "Выезд уже обещан. Отмените выезд с указанием причины, и заявка вернётся в «Готово к выезду».",
    },
    Column.UNDER_WAY: {
        "en": "The crew is under way. Only the crew can stop the visit on the phone, or you cancel it with a reason.",
        "ru": "Бригада уже в работе. Остановить выезд может бригада в телефоне, либо отмените его с указанием причины.",
    },
    Column.SIGN_OFF: {
        "en": "The work is done and waits for the customer's word. Without it, settle the visit: done, or again with a reason.",
        "ru": "Работа сделана, ждём слова заказчика. Если его не будет, закройте выезд: завершено или повторно с причиной.",
    },
    Column.DONE: {
        "en": "A finished ticket stays finished. Open a new ticket; within the set time it counts as a repeat.",
        "ru": "Завершённая заявка остаётся завершённой. Откройте новую: в установленный срок она считается повторной.",
    },
}


def check_move(now: Column, to: Column, *, is_triage_complete: bool) -> None:
    """Raises NotAllowed unless a person may move a card so: only between triage and ready. Staying in a column is allowed."""
    if now is to:
        return
    if now in _LEAVES:
        raise NotAllowed(_LEAVES[now])
    if to in _INSTEAD:
        raise NotAllowed(_INSTEAD[to])
    if to is Column.READY and not is_triage_complete:
        raise NotAllowed(_NOT_COMPLETE)


def is_triage_complete(*, symptom: str | None, outcome: str | None, trades: Iterable[str]) -> bool:
    """Enough is known for one trip: what it is, that it needs a visit, and whose work it is."""
    return bool(symptom) and outcome in ("visit", "swarm") and any(True for _ in trades)


def limit_text(column: Column, limit: int, count: int, *, per_person: bool) -> Text:
    title = WORDS[column].title
    if per_person:
        return {
            "en": f"{title['en']}: the limit is {limit} for one person and {count} are there. Finish one first, or say why not.",
            "ru": f"«{title['ru']}»: лимит на человека {limit}, сейчас {count}. Сначала завершите одну или укажите причину.",
        }
    return {
        "en": f"{title['en']}: the limit is {limit} and {count} are there. Finish one first, or say why not.",
        "ru": f"«{title['ru']}»: лимит {limit}, сейчас {count}. Сначала завершите одну или укажите причину.",
    }
