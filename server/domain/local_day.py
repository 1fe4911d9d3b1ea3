"""One calendar day in one zone, and the hours of a site in it; days of 23 and 25 hours included."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class LocalDay:
    """Seconds of the day are elapsed seconds since local midnight, so they stay right when the clocks change."""

    day: date
    zone: str

    @property
    def midnight(self) -> datetime:
        return self.at("00:00")

    @property
    def next_midnight(self) -> datetime:
        return LocalDay(self.day + timedelta(days=1), self.zone).midnight

    def at(self, hour_minute: str, *, zone: str | None = None) -> datetime:
        """The moment of a wall clock time on this day; "24:00" is the next midnight."""
        hour, minute = (int(part) for part in hour_minute.split(":"))
        days, hour = divmod(hour, 24)
        local = datetime.combine(
            self.day + timedelta(days=days), time(hour, minute), ZoneInfo(zone or self.zone)
        )
        return local.astimezone(UTC)

    def seconds(self, moment: datetime) -> int:
        return round((moment - self.midnight).total_seconds())

    def moment(self, seconds: float) -> datetime:
        return self.midnight + timedelta(seconds=round(seconds))

    def clock(self, seconds: float) -> str:
        """HH:MM on the wall."""
        return self.moment(seconds).astimezone(ZoneInfo(self.zone)).strftime("%H:%M")


def local_day_of(moment: datetime, zone: str) -> LocalDay:
    return LocalDay(moment.astimezone(ZoneInfo(zone)).date(), zone)


def opening_hours(hours: str | None, day: LocalDay, *, zone: str) -> tuple[datetime, datetime] | None:
    """From when to when a site lets people in on this day, or None when it names no hours: then always."""
    found = _HOURS.search(hours or "")
    if found is None:
        return None
    opens = day.at(f"{found[1]}:{found[2]}", zone=zone)
    closes = day.at(f"{found[3]}:{found[4]}", zone=zone)
    return opens, closes if closes > opens else closes + timedelta(days=1)
