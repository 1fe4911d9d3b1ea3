"""The inputs of one act with the language and the site's zone applied: names, times and answers as displayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.report import display, shown
from server.report.shown import Fields, Shown

Json = dict[str, Any]


class Scene:
    def __init__(
        self,
        record: Mapping[str, Any],
        fields: Fields,
        assessment: Mapping[str, Any],
        language: str,
    ) -> None:
        checklist = record["checklist"]
        visible = set(assessment["visible"])
        self.record = record
        self.fields = fields
        self.language = language
        self.zone: str = record["site"]["zone"]
        self.missing = set(assessment["missing"])
        self.steps = [one for one in checklist["steps"] if one["id"] in visible]
        self._names = {one["person"]: one["name"] for one in record["crew"]}
        self._sections = {f"{one['id']}@{one['version']}": one["title"] for one in checklist["templates"]}

    def text(self, value: Any) -> str:
        return display.text(value, self.language)

    def word(self, key: str) -> str:
        return display.word(key, self.language)

    def moment(self, instant: Any) -> str:
        return display.moment(instant, self.zone, self.language)

    def number(self, value: Any) -> str:
        return display.number(value, self.language)

    def duration(self, minutes: int) -> str:
        return display.duration(minutes, self.language)

    def unit_of(self, one: Shown) -> str:
        return display.unit(self.text(one["value"].get("unit")), self.language)

    def time_of(self, one: Shown) -> str:
        return self.moment(one["at"]["wall"])

    def author_of(self, one: Shown) -> str:
        author = one["author"]
        return self.text(self._names.get(author) or one.get("author_name") or author)

    def values(self, step: Mapping[str, Any]) -> Sequence[Shown]:
        """What people answered; where nobody did, what the output of a device says."""
        answered = self.fields.get(f"step/{step['id']}", ())
        return answered or self.fields.get(f"parsed/{step.get('fact')}", ())

    def is_read(self, step: Mapping[str, Any]) -> bool:
        return not self.fields.get(f"step/{step['id']}") and bool(self.values(step))

    def standing(self, field: str) -> Shown | None:
        return shown.standing(self.fields.get(field, ()))

    def kept(self, kind: str) -> list[tuple[str, Shown]]:
        return shown.kept(self.fields, kind)

    def section(self, step: Mapping[str, Any]) -> str:
        known = [one for one in step["from"] if one in self._sections]
        return " + ".join(self.text(self._sections[one]) for one in known)

    def answer(self, step: Mapping[str, Any], value: Mapping[str, Any]) -> str:
        """One answer as the customer reads it, without its unit."""
        if value.get("k") == "na":
            why = self.text(value.get("why"))
            return f"{self.word('na')}: {why}" if why else self.word("na")
        if value.get("opts") is not None:
            return "; ".join(self._option(step, one) for one in value["opts"])
        if value.get("opt") is not None:
            return self._option(step, value["opt"])
        if value.get("num") is not None:
            return self.number(value["num"])
        if value.get("text") is not None and step["kind"] == "reading":
            return self._extent(value["text"])
        if value.get("text") is not None:
            is_instant = step["kind"] == "date_time"
            return self.moment(value["text"]) if is_instant else self.text(value["text"])
        if value.get("files"):
            return display.photo_count(len(value["files"]), self.language)
        return self.word(value.get("k", "done"))

    def _extent(self, text: Any) -> str:
        """The output of a device is evidence and fills pages: the act says how long it is."""
        lines = self.text(text).split("\n")
        return f"{self.word('output_of_device')}: {self.number(len(lines))}"

    def _option(self, step: Mapping[str, Any], option: str) -> str:
        labels = {one["id"]: self.text(one.get("label")) for one in step.get("options") or ()}
        if labels.get(option):
            return labels[option]
        return self.word(option) if option in ("yes", "no") else self.text(option)
