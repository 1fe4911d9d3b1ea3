"""What an article says, how much it weighs, and how private data leave a text before it becomes one."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.domain.problems import WrongState
from server.domain.text import fold


class ArticleState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


S = ArticleState
TRANSITIONS: dict[ArticleState, frozenset[ArticleState]] = {
    S.DRAFT: frozenset({S.PUBLISHED, S.RETIRED}),
    S.PUBLISHED: frozenset({S.RETIRED}),
    S.RETIRED: frozenset({S.PUBLISHED}),
}
# Two texts about one symptom that share this part of their words tell the same case.
ALIKE = 0.6
HALF_LIFE_DAYS = 365.0


def move(now: ArticleState, to: ArticleState) -> ArticleState:
    """The new state. Raises WrongState with both in the sentence."""
    if to not in TRANSITIONS[now]:
        raise WrongState(f"The article is {now}; it cannot become {to}.")
    return to


@dataclass(frozen=True)
class Content:
    """The words of an article: plain text, without names of people or of the customer."""

    title: str
    environment: str
    cause: str
    remedy: str

    @property
    def text(self) -> str:
        """What the index counts. The title stands twice: a word in it says more about the article."""
        return "\n".join((self.title, self.title, self.environment, self.cause, self.remedy))


def standing(relevance: float, *, evidence: int, fresh_at: datetime, at: datetime) -> float:
    """Rank of an article: relevance to the question × evidence × freshness.

    Each doubling of the evidence adds as much as the first case did; an article loses half of its second half in a year,
    so that an old but only answer is still found.
    """
    age_days = max((at - fresh_at).total_seconds() / 86_400, 0.0)
    freshness: float = 0.5 + 0.5 * 0.5 ** (age_days / HALF_LIFE_DAYS)
    return relevance * (1 + 0.5 * math.log2(1 + evidence)) * freshness


@dataclass(frozen=True)
class Known:
    """What the installation knows to be private about a case: names of people, of the customer and site, addresses, numbers."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


_MARKS = {
    "en": {"name": "[name]", "organisation": "[organisation]", "address": "[address]", "number": "[number]", "mail": "[e-mail]", "phone": "[phone]", "network": "[network address]"},
    "ru": {"name": "[имя]", "organisation": "[организация]", "address": "[адрес]", "number": "[номер]", "mail": "[почта]", "phone": "[телефон]", "network": "[сетевой адрес]"},
}  # fmt: skip
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])(?:\+\d|8(?=[\s(-]*9\d\d))[\s().-]*(?:\d[\s().-]*){8,13}\d(?!\w)")
# Private networks only: four numbers with dots are also how phones write their firmware.
_NETWORK = re.compile(
    r"(?<![\w.])(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\.\d{1,3}\.\d{1,3}(?![\w.]\d)"
    r"|(?<!\w)(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}(?!\w)"
)
_ADDRESSED = re.compile(r"\b(?:Mrs?|Ms|Miss|Dr|Sir|Madam)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Case endings of Russian names, nouns and adjectives; a known name with one of them is still that name.
_ENDINGS = "(?:а|я|у|ю|е|и|ы|о|й|ь|ой|ою|ей|ею|ом|ем|ым|им|ых|их|ого|его|ому|ему|ая|яя|ую|юю|ый|ий|ые|ие|ами|ями|ам|ям|ах|ях|ов|ев|ия|ии|ию|ием|ией|'s|’s|s)?"
_VOWELS = "аеиоуыэюяйь"
# Words that stand in many customers' names and say nothing about whose they are.
_PLAIN_WORDS = """
    ооо оао зао пао ао ип фирма компания группа центр офис склад магазин филиал отдел сервис завод школа больница
    клиника аптека телефон сеть связь интернет кабинет этаж корпус здание улица проспект переулок площадь дом строение
    llc ltd inc company group center centre office warehouse shop store branch service services factory school hospital
    clinic pharmacy phone network telecom internet room floor building street avenue road lane square house the and
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())


def clean(text: str, known: Known, *, language: str, is_person_name: Callable[[str], bool]) -> str:
    """The text with private data replaced by marks such as [name]; Russian case endings do not hide a name.

    `is_person_name` is asked for words that nobody told us about.
    """
    marks = _MARKS[language]
    for pattern, mark in ((_MAIL, "mail"), (_NETWORK, "network"), (_PHONE, "phone"), (_ADDRESSED, "name")):
        text = pattern.sub(marks[mark], text)
    for phrases, mark in (
        (known.numbers, "number"),
        (known.addresses, "address"),
        (known.organisations, "organisation"),
        (known.people, "name"),
    ):
        text = _replace_phrases(text, phrases, marks[mark])
    text = _WORD.sub(lambda found: marks["name"] if is_person_name(found.group()) else found.group(), text)
    for mark in marks.values():
        text = re.sub(rf"{re.escape(mark)}(?:[\s,]+{re.escape(mark)})+", mark, text)
    return text.strip()


def _replace_phrases(text: str, phrases: Iterable[str], mark: str) -> str:
    """Whole phrases first, then their telling words alone, the longest first."""
    wanted = sorted({phrase.strip() for phrase in phrases if len(phrase.strip()) > 2}, key=len, reverse=True)
    for phrase in wanted:
        text = re.sub(rf"(?<!\w){_inflected(phrase)}(?!\w)", mark, text, flags=re.IGNORECASE)
    telling = {word for phrase in wanted for word in _WORD.findall(phrase) if _is_telling(word)}
    for word in sorted(telling, key=lambda word: (-len(word), word)):
        text = re.sub(rf"(?<!\w){_inflected(word)}(?!\w)", mark, text, flags=re.IGNORECASE)
    return text


def _is_telling(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and fold(word) not in _PLAIN


def _inflected(phrase: str) -> str:
    """A pattern for the phrase in any case, any spacing, with ё written either way."""
    return r"[\s«»\"“”,.-]+".join(_inflected_word(word) for word in re.findall(r"\w+", phrase))


def _inflected_word(word: str) -> str:
    stem = fold(word)
    if not word.isalpha():
        return re.escape(stem)
    if len(stem) > 3:
        stem = stem[:-2] if stem.endswith(("ий", "ый", "ой", "ая", "яя", "ия")) and len(stem) > 4 else stem
        stem = stem[:-1] if stem[-1] in _VOWELS else stem
    elif len(stem) == 3 and stem[-1] in "аяий":
        stem = stem[:-1]
    return re.escape(stem).replace("е", "[её]") + _ENDINGS
