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
        unit = "min" if self.language == "en" else "мин"
        return f"{max(1, round(seconds / 60))} {unit}"

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
