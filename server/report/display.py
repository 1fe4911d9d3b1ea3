"""How values look in an act. Formatted by hand, so that the phone and the server write the same characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import rfc8785

from server.report import words_en, words_ru

LANGUAGES: Mapping[str, ModuleType] = {"en": words_en, "ru": words_ru}

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))",
    re.ASCII,
)
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def word(key: str, language: str) -> str:
    """The word of act.json for `key`."""
    found: str = LANGUAGES[language].ACT[key]
    return found


def text(value: Any, language: str) -> str:
    """A plain string, or the wanted language of a `Text`, else its other one. Nothing becomes an empty string."""
    if isinstance(value, Mapping):
        other = "ru" if language == "en" else "en"
        value = value.get(language) or value.get(other)
    if value is None:
        return ""
    # A lone surrogate cannot be written as UTF-8, so it could never be hashed.
    return _LONE_SURROGATES.sub("\ufffd", value) if isinstance(value, str) else plain_number(value)


def plain_number(value: float) -> str:
    """Digits as JSON writes them (RFC 8785), the same in both languages of the code."""
    return rfc8785.dumps(value).decode()


def number(value: Any, language: str) -> str:
    """A measured value with the decimal sign of the language and a true minus."""
    digits: str = LANGUAGES[language].number(text(value, language))
    return "\u2212" + digits[1:] if digits.startswith("-") else digits


def unit(symbol: str, language: str) -> str:
    """The unit as the trade writes it in this language; an unknown one stands as it is."""
    known: str = LANGUAGES[language].UNITS.get(symbol, symbol)
    return known


def duration(minutes: int, language: str) -> str:
    """Whole minutes as `1 h 20 min`."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours} {word('hours', language)}")
    if rest or not hours:
        parts.append(f"{rest} {word('minutes', language)}")
    return " ".join(parts)


def photo_count(count: int, language: str) -> str:
    return f"{count} {word('photo_one' if count == 1 else 'photo_many', language)}"


def moment(instant: Any, zone: str, language: str) -> str:
    """An RFC 3339 instant as day, minute and offset of the site's zone; anything else is shown as it stands."""
    local = _local_time(instant, zone)
    if local is None:
        return text(instant, language)
    day: str = LANGUAGES[language].day(local.year, local.month, local.day)
    return f"{day}, {local.hour:02d}:{local.minute:02d} ({_offset(local)})"


def _local_time(instant: Any, zone: str) -> datetime | None:
    match = _INSTANT.fullmatch(instant) if isinstance(instant, str) else None
    # Outside these years the two calendars of the code need not agree, and no visit happens there.
    if match is None or not 1970 <= int(match[1]) <= 2199:
        return None
    offset = timedelta(hours=int(match[8] or 0), minutes=int(match[9] or 0))
    try:
        stamp = datetime(
            int(match[1]), int(match[2]), int(match[3]), int(match[4]), int(match[5]), int(match[6] or 0),
            tzinfo=timezone(-offset if match[7] == "-" else offset),
        )  # fmt: skip
    except ValueError:
        return None
    return stamp.astimezone(_find_zone(zone))


def _find_zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def sort_key(instant: Any) -> str:
    """Orders instants written with different offsets; what cannot be read comes first, by its text."""
    stamp = _local_time(instant, "UTC")
    return stamp.strftime("%Y-%m-%dT%H:%M:%S") if stamp else f" {instant}"
