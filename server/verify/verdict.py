"""What the verifier says: one line per check, and yes only if all hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class NotWhole(Exception):
    """A check does not hold. `reason` is a key of the words, `details` fill its sentence."""

    def __init__(self, reason: str, **details: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass(frozen=True)
class Check:
    """`name` and `reason` are keys of the words; `reason` is empty when the check holds."""

    name: str
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Verdict:
    sha256: str
    checks: Sequence[Check]
    # What the file says of itself, as far as it could be read: number, act_id, signers and so on.
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return bool(self.checks) and all(one.holds for one in self.checks)

    def as_json(self) -> dict[str, Any]:
        return {
            "whole": self.is_whole,
            "sha256": self.sha256,
            "checks": [
                {"name": one.name, "holds": one.holds, "reason": one.reason, "details": dict(one.details)}
                for one in self.checks
            ],
            "facts": dict(self.facts),
        }
