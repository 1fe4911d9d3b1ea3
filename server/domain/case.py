"""A closed case as knowledge sees it, and the words of the article that it makes."""

from dataclasses import dataclass, field
from datetime import datetime

from server.domain.article import Content
from server.domain.text import language_of

Text = dict[str, str]
OTHER_SYMPTOM = "other"
TITLE_LENGTH = 300


@dataclass(frozen=True)
class WrittenDraft:
    """What an engineer wrote as an article on the phone; empty members were left out."""

    title: str = ""
    cause: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class FailedStep:
    title: Text
    remedy: Text | None = None
    fact: str = ""


@dataclass(frozen=True)
class Case:
    """One visit or remote fix. `worked` is None when nobody could say: the customer refused or was absent."""

    source: str
    kind: str
    at: datetime
    symptom: str
    symptom_title: Text
    ticket: str
    default_language: str
    cause_code: str | None = None
    cause_title: Text | None = None
    cause_remedy: Text | None = None
    remedy: str = ""
    notes: tuple[str, ...] = ()
    failed: tuple[FailedStep, ...] = ()
    draft: WrittenDraft | None = None
    linked_article: str | None = None
    environment: str = ""
    minutes: int | None = None
    trades: tuple[str, ...] = ()
    parts: tuple[str, ...] = field(default=())
    worked: bool | None = True

    @property
    def language(self) -> str:
        """The language its people wrote in; of the ticket where they wrote nothing."""
        draft = self.draft or WrittenDraft()
        written = " ".join((draft.title, draft.cause, draft.remedy, self.remedy, *self.notes)).strip()
        return language_of(written) if written else self.default_language


_WORDS = {
    "en": {"unknown": "The cause was not recorded.", "failed": "Found on site: {steps}", "no_remedy": "The remedy was not recorded.", "no_help": "Tried, and it did not help: {remedy}"},
    "ru": {"unknown": "Причина не записана.", "failed": "Выявлено на месте: {steps}", "no_remedy": "Что сделали, не записано.", "no_help": "Пробовали, не помогло: {remedy}"},
}  # fmt: skip


def content_of_case(case: Case) -> Content:
    """The article in the case's language, before private data are cleaned away. A case without a coded cause makes one too."""
    language = case.language
    words = _WORDS[language]
    draft = case.draft or WrittenDraft()
    cause = draft.cause or _cause(case, language)
    remedy = draft.remedy or _remedy(case, language)
    if case.worked is False:
        remedy = words["no_help"].format(remedy=remedy)
    title = draft.title or f"{case.symptom_title[language]}: {_short_cause(case, language, cause)}"
    return Content(title[:TITLE_LENGTH], case.environment, cause, remedy)


def _cause(case: Case, language: str) -> str:
    words = _WORDS[language]
    if case.cause_title is not None:
        return case.cause_title[language]
    if case.failed:
        return words["failed"].format(steps="; ".join(step.title[language] for step in case.failed))
    return "\n".join(case.notes) or words["unknown"]


def _short_cause(case: Case, language: str, cause: str) -> str:
    if case.cause_title is None and case.failed:
        return case.failed[0].title[language]
    return cause.split("\n", 1)[0].rstrip(".")


def _remedy(case: Case, language: str) -> str:
    if case.remedy:
        return case.remedy
    known = [step.remedy[language] for step in case.failed if step.remedy is not None]
    if case.cause_remedy is not None:
        known.insert(0, case.cause_remedy[language])
    return "\n".join(dict.fromkeys(known)) or "\n".join(case.notes) or _WORDS[language]["no_remedy"]
