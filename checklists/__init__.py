"""The checklist engine: templates in, one composed checklist out, and what its answers amount to. Pure."""

from checklists.assess import assess
from checklists.compose import ConflictingFact, compose
from checklists.judge import InvalidAnswer, judge

__all__ = ["ConflictingFact", "InvalidAnswer", "assess", "compose", "judge"]
