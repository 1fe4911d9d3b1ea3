"""What a sentence needs besides the plan: the language, people's names, and how a time is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "ru"]


def show_clock(seconds: float) -> str:
    """Seconds since midnight as HH:MM."""
    minutes = round(seconds / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Words:
    """Ids stand for themselves where no name is given."""

    language: Language = "en"
    names: Mapping[str, str] = field(default_factory=dict)
    skills: Mapping[str, str] = field(default_factory=dict)
    show_time: Callable[[float], str] = show_clock

    def name(self, engineer_id: str) -> str:
        return self.names.get(engineer_id, engineer_id)

    def skill(self, skill: str) -> str:
        return self.skills.get(skill, skill)

    def length(self, seconds: float) -> str:
        """As "45 min" or "1 h 20 min"; never less than a minute."""
        hours, minutes = divmod(max(1, round(seconds / 60)), 60)
        h, m = self.pick("h", "ч"), self.pick("min", "мин")
        if not hours:
            return f"{minutes} {m}"
        return f"{hours} {h} {minutes} {m}" if minutes else f"{hours} {h}"

    def count(self, number: int, *forms: str) -> str:
        """A number with its noun: English (one, many), Russian (one, few, many) as «1 выезд, 2 выезда, 5 выездов»."""
        return f"{number} {forms[min(self._form(number), len(forms) - 1)]}"

    def _form(self, number: int) -> int:
        if self.language == "en":
            return 0 if number == 1 else 1
        if number % 10 == 1 and number % 100 != 11:
            return 0
        return 1 if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else 2

    def join(self, texts: list[str]) -> str:
        """A list as in a sentence: "a, b and c"."""
        if len(texts) < 2:
            return "".join(texts)
        last = " and " if self.language == "en" else " и "
        return ", ".join(texts[:-1]) + last + texts[-1]

    def pick(self, english: str, russian: str) -> str:
        return english if self.language == "en" else russian


ENGLISH = Words()
RUSSIAN = Words("ru")
