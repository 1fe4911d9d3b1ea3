"""Builds act.json: what the customer was shown, as displayed strings. Twin: pwa/src/lib/act/build.ts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import rfc8785

from server.report import display, shown
from server.report.shown import Fields, Shown

Json = dict[str, Any]

FORMAT = "onevisit-act/1"

# Written from the visit record and not from ops: the office may edit it after the signature without touching the work.
HEADER = ("visit", "tickets", "customer", "site", "contact", "assets")


def build_act(
    record: Mapping[str, Any],
    fields: Fields,
    *,
    assessment: Mapping[str, Any],
    act_id: str,
    at: str,
    language: str,
    kind: str = "act",
    word: Mapping[str, Any] | None = None,
    refusal: Mapping[str, Any] | None = None,
    omissions: Sequence[Mapping[str, str]] = (),
    previous: Mapping[str, str] | None = None,
) -> Json:
    """Freeze what is on the screen.

    `record` is the visit change of the feed (with its `id`), `fields` the shown values per field, `assessment` what
    the checklist engine says of them. `word` is `{"result", "remarks"?}`, `refusal` is `{"how", "reason", "by"?}`,
    an omission is `{"person", "after"}` with an instant, `at` the instant of freezing. Raises KeyError for a language
    or word that the product does not have.
    """
    scene = _Scene(record, fields, assessment, language)
    act: Json = {
        "format": FORMAT,
        "act_id": act_id,
        "kind": kind,
        "language": language,
        "zone": scene.zone,
        "made": scene.moment(at),
        "template": [scene.template(one) for one in record["checklist"]["templates"]],
        **_header(scene),
        "crew": [_crew_member(scene, one) for one in record["crew"]],
        "steps": [_step(scene, one) for one in scene.steps if fields.get(f"step/{one['id']}")],
        "outcome": _outcome(scene),
        "notes": _loose_notes(scene),
        "parts": [_part(scene, one["value"]) for _, one in shown.kept(fields, "part")],
        "times": [_time(scene, one) for _, one in shown.kept(fields, "time")],
        "totals": _totals(scene),
        "photos": _photos(scene),
        "open": _open(scene, omissions),
        "consent": _clause(scene, record["consent"]),
        "clause": _clause(scene, record["clause"]),
    }
    if word is not None:
        act["word"] = _word(scene, word)
    if refusal is not None:
        act["refusal"] = _refusal(scene, refusal)
    if previous is not None:
        act["previous"] = {"act_id": previous["act_id"], "content_hash": previous["content_hash"]}
    return act


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed, signed and embedded: RFC 8785."""
    return rfc8785.dumps(dict(value))


def content_hash(act: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical act, lower-case hex."""
    return hashlib.sha256(canonical(act)).hexdigest()


def short_code(content_hash_hex: str) -> str:
    """The eight characters that a customer can write down."""
    return base64.b32encode(bytes.fromhex(content_hash_hex)).decode()[:8]


def find_differences(signed: Mapping[str, Any], rebuilt: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """JSON pointers where two acts differ: first those of the work itself, then those of the header."""
    pointers = list(_differences(signed, rebuilt, ""))
    header = [one for one in pointers if one.split("/")[1] in HEADER]
    return [one for one in pointers if one not in header], header


def _differences(left: Any, right: Any, pointer: str) -> Iterable[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in sorted(left.keys() | right.keys()):
            yield from _differences(left.get(key), right.get(key), f"{pointer}/{key}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for index, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from _differences(one, other, f"{pointer}/{index}")
    elif left != right:
        yield pointer or "/"


class _Scene:
    """The inputs of one act with the language and zone applied."""

    def __init__(
        self, record: Mapping[str, Any], fields: Fields, assessment: Mapping[str, Any], language: str
    ) -> None:
        self.record = record
        self.fields = fields
        self.language = language
        self.zone: str = record["site"]["zone"]
        visible = set(assessment["visible"])
        self.missing = set(assessment["missing"])
        self.steps = [one for one in record["checklist"]["steps"] if one["id"] in visible]
        self._names = {one["person"]: one["name"] for one in record["crew"]}
        self._sections = {
            f"{one['id']}@{one['version']}": one["title"] for one in record["checklist"]["templates"]
        }

    def text(self, value: Any) -> str:
        return display.text(value, self.language)

    def word(self, key: str) -> str:
        return display.word(key, self.language)

    def moment(self, instant: Any) -> str:
        return display.moment(instant, self.zone, self.language)

    def time_of(self, one: Shown) -> str:
        return self.moment(one["at"]["wall"])

    def author_of(self, one: Shown) -> str:
        author = one["author"]
        return self.text(self._names.get(author) or one.get("author_name") or author)

    def section(self, step: Mapping[str, Any]) -> str:
        return " + ".join(self.text(self._sections[one]) for one in step["from"] if one in self._sections)

    def template(self, one: Mapping[str, Any]) -> Json:
        return {"id": one["id"], "version": self.text(one["version"]), "title": self.text(one["title"])}

    def standing(self, field: str) -> Shown | None:
        return shown.standing(self.fields.get(field, ()))

    def answer(self, step: Mapping[str, Any], value: Mapping[str, Any]) -> str:
        return _answer(self, step, value)


def _header(scene: _Scene) -> Json:
    record = scene.record
    return {
        "visit": {"id": record["id"], "number": record["number"]},
        "tickets": [_ticket(scene, one) for one in record["tickets"]],
        "customer": _named(scene, record["customer"], "id", "name"),
        "site": _named(scene, record["site"], "id", "name", "address"),
        "contact": _named(scene, record.get("contact") or {}, "name"),
        "assets": [_named(scene, one, "id", "name", "model", "serial") for one in record.get("assets", ())],
    }


def _named(scene: _Scene, thing: Mapping[str, Any], *keys: str) -> Json:
    return {key: scene.text(thing.get(key)) for key in keys}


def _ticket(scene: _Scene, ticket: Mapping[str, Any]) -> Json:
    return {
        "number": ticket["number"],
        "symptom": scene.text(ticket.get("symptom_title")),
        "text": scene.text(ticket["text"]),
        "opened": scene.moment(ticket["opened_at"]),
        "triage": [
            {"title": scene.text(one["title"]), "answer": scene.text(one["answer"])}
            for one in ticket.get("triage") or ()
        ],
    }


def _crew_member(scene: _Scene, member: Mapping[str, Any]) -> Json:
    person = member["person"]
    ops = [one for values in scene.fields.values() for one in values if one["author"] == person]
    work = [one["value"] for _, one in shown.kept(scene.fields, "time") if one["author"] == person]
    work = [one for one in work if one["kind"] == "work"]
    starts = sorted((one["from"] for one in work), key=display.sort_key)
    ends = sorted((one["to"] for one in work), key=display.sort_key)
    return {
        "name": scene.text(member["name"]),
        "trades": list(member["trades"]),
        "lead": "yes" if member.get("lead") else "no",
        "devices": sorted({one["device"] for one in ops}),
        "from": scene.moment(starts[0]) if starts else "",
        "to": scene.moment(ends[-1]) if ends else "",
    }


def _step(scene: _Scene, step: Mapping[str, Any]) -> Json:
    values = scene.fields[f"step/{step['id']}"]
    stands = shown.standing(values)
    assert stands is not None
    return {
        "id": step["id"],
        "section": scene.section(step),
        "text": scene.text(step["title"]),
        "role": "verify" if step.get("verify") else "check",
        "answer": scene.answer(step, stands["value"]),
        "unit": scene.text(stands["value"].get("unit")),
        "result": stands["value"].get("k", "done"),
        "result_text": scene.word(stands["value"].get("k", "done")),
        "author": ", ".join(_unique(scene.author_of(one) for one in shown.agreeing(values, stands))),
        "time": scene.time_of(stands),
        "note": "\n".join(_step_notes(scene, step["id"])),
        "photos": _step_photos(scene, step["id"], stands["value"]),
    }


def _answer(scene: _Scene, step: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    if value.get("k") == "na":
        why = scene.text(value.get("why"))
        return f"{scene.word('na')}: {why}" if why else scene.word("na")
    labels = {one["id"]: scene.text(one.get("label")) for one in step.get("options") or ()}
    if "opts" in value:
        return "; ".join(_option(scene, one, labels) for one in value["opts"])
    if value.get("opt") is not None:
        return _option(scene, value["opt"], labels)
    if value.get("num") is not None:
        return display.number(value["num"], scene.language)
    if value.get("text") is not None:
        return _text_answer(scene, step, value["text"])
    if value.get("files"):
        return display.photo_count(len(value["files"]), scene.language)
    return scene.word(value.get("k", "done"))


def _option(scene: _Scene, option: str, labels: Mapping[str, str]) -> str:
    if labels.get(option):
        return labels[option]
    return scene.word(option) if option in ("yes", "no") else scene.text(option)


def _text_answer(scene: _Scene, step: Mapping[str, Any], answer: Any) -> str:
    return scene.moment(answer) if step["kind"] == "date_time" else scene.text(answer)


def _step_notes(scene: _Scene, step_id: str) -> list[str]:
    notes = [one["value"] for _, one in shown.kept(scene.fields, "note")]
    return [scene.text(one["text"]) for one in notes if one.get("step") == step_id]


def _step_photos(scene: _Scene, step_id: str, value: Mapping[str, Any]) -> list[str]:
    photos = [one["value"] for _, one in shown.kept(scene.fields, "photo")]
    of_step = [one["sha256"] for one in photos if one.get("step") == step_id]
    return _unique([*value.get("files", ()), *of_step])


def _outcome(scene: _Scene) -> Json:
    cause = scene.standing("outcome/cause")
    remedy = scene.standing("outcome/remedy")
    titles = {one["id"]: scene.text(one["title"]) for one in scene.record["checklist"].get("causes", ())}
    option = cause["value"].get("opt") if cause else None
    return {
        "cause": titles.get(option, "")
        if option is not None
        else scene.text(cause["value"].get("text") if cause else None),
        "remedy": scene.text(remedy["value"].get("text")) if remedy else "",
    }


def _loose_notes(scene: _Scene) -> list[Json]:
    answered = {one["id"] for one in scene.steps if scene.fields.get(f"step/{one['id']}")}
    return [
        {"text": scene.text(one["value"]["text"]), "author": scene.author_of(one), "time": scene.time_of(one)}
        for _, one in shown.kept(scene.fields, "note")
        if one["value"].get("step") not in answered
    ]


def _part(scene: _Scene, part: Mapping[str, Any]) -> Json:
    return {
        "name": scene.text(part["name"]),
        "serial": scene.text(part.get("serial")),
        "quantity": display.number(part["quantity"], scene.language),
    }


def _time(scene: _Scene, one: Shown) -> Json:
    spent = one["value"]
    return {
        "person": scene.author_of(one),
        "kind": spent["kind"],
        "kind_text": scene.word(spent["kind"]),
        "from": scene.moment(spent["from"]),
        "to": scene.moment(spent["to"]),
        "duration": display.duration(spent["minutes"], scene.language),
    }


def _totals(scene: _Scene) -> Json:
    results = [
        one["result"]
        for one in (_step(scene, step) for step in scene.steps if scene.fields.get(f"step/{step['id']}"))
    ]
    times = [one["value"] for _, one in shown.kept(scene.fields, "time")]
    spent = {kind: sum(one["minutes"] for one in times if one["kind"] == kind) for kind in ("work", "travel")}
    return {
        "people": str(len(scene.record["crew"])),
        "steps": str(len(scene.steps)),
        "answered": str(len(results)),
        "passed": str(results.count("pass")),
        "failed": str(results.count("fail")),
        "photos": str(len(_photos(scene))),
        "work": display.duration(spent["work"], scene.language),
        "travel": display.duration(spent["travel"], scene.language),
    }


def _photos(scene: _Scene) -> list[Json]:
    photos = []
    for photo_id, one in shown.kept(scene.fields, "photo"):
        caption = scene.standing(f"caption/{photo_id}")
        photos.append(
            {
                "sha256": one["value"]["sha256"],
                "thumbnail": scene.text(one["value"].get("thumbnail")),
                "caption": scene.text(
                    caption["value"].get("text") if caption else one["value"].get("caption")
                ),
                "step": scene.text(one["value"].get("step")),
                "author": scene.author_of(one),
                "time": scene.time_of(one),
            }
        )
    return photos


def _open(scene: _Scene, omissions: Sequence[Mapping[str, str]]) -> list[Json]:
    open_points = [*_open_steps(scene)]
    for one in omissions:
        open_points.append(
            {
                "kind": "omission",
                "kind_text": scene.word("omission"),
                "step": "",
                "text": scene.text(one["person"]),
                "values": [scene.moment(one["after"])],
            }
        )
    return open_points


def _open_steps(scene: _Scene) -> Iterable[Json]:
    named = scene.standing("outcome/open")
    left_open = set(named["value"].get("steps", ())) if named else set()
    for step in scene.steps:
        values = scene.fields.get(f"step/{step['id']}", ())
        stands = shown.standing(values)
        if shown.is_conflict(values):
            yield _open_point(
                scene, step, "conflict", [_signed_answer(scene, step, one) for one in shown.in_order(values)]
            )
        if stands is None and (step["id"] in scene.missing or step.get("required")):
            yield _open_point(scene, step, "not_done", [])
        elif step["id"] in left_open or (stands is not None and stands["value"].get("k") == "fail"):
            yield _open_point(scene, step, "open", [])


def _open_point(scene: _Scene, step: Mapping[str, Any], kind: str, values: list[str]) -> Json:
    return {
        "kind": kind,
        "kind_text": scene.word(kind),
        "step": step["id"],
        "text": scene.text(step["title"]),
        "values": values,
    }


def _signed_answer(scene: _Scene, step: Mapping[str, Any], one: Shown) -> str:
    unit = scene.text(one["value"].get("unit"))
    answer = " ".join(part for part in (scene.answer(step, one["value"]), unit) if part)
    return f"{answer} ({scene.author_of(one)}, {scene.time_of(one)})"


def _word(scene: _Scene, word: Mapping[str, Any]) -> Json:
    return {
        "result": word["result"],
        "text": scene.word(word["result"]),
        "remarks": scene.text(word.get("remarks")),
    }


def _refusal(scene: _Scene, refusal: Mapping[str, Any]) -> Json:
    return {
        "how": refusal["how"],
        "text": scene.word(refusal["how"]),
        "reason": scene.text(refusal["reason"]),
        "by": scene.text(refusal.get("by")),
    }


def _clause(scene: _Scene, clause: Mapping[str, Any]) -> Json:
    return {"id": clause["id"], "version": scene.text(clause["version"]), "text": scene.text(clause["text"])}


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
