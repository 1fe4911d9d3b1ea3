"""The part of an act that comes from ops: crew, steps, outcome, parts, times, photos and what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.report import display, shown
from server.report.scene import Json, Scene
from server.report.shown import Shown

# Fields that the server wrote from the output of a device; no phone of the crew did.
READ = ("parsed/", "reading/")


def write_work(scene: Scene, omissions: Sequence[Mapping[str, str]]) -> Json:
    """The keys of act.json that the server rebuilds from ops and compares."""
    steps = [step for step in (_step(scene, one) for one in scene.steps) if step is not None]
    return {
        "crew": [_crew_member(scene, one) for one in scene.record["crew"]],
        "steps": steps,
        "outcome": _outcome(scene),
        "notes": _loose_notes(scene, {one["id"] for one in steps}),
        "parts": [_part(scene, one["value"]) for _, one in scene.kept("part")],
        "times": [_time(scene, one) for _, one in scene.kept("time")],
        "totals": _totals(scene, [one["result"] for one in steps]),
        "photos": [_photo(scene, photo, one) for photo, one in scene.kept("photo")],
        "open": [*_open_steps(scene), *(_omission(scene, one) for one in omissions)],
    }


def _crew_member(scene: Scene, member: Mapping[str, Any]) -> Json:
    person = member["person"]
    times = [one["value"] for _, one in scene.kept("time") if one["author"] == person]
    work = [one for one in times if one["kind"] == "work"]
    starts = sorted((one["from"] for one in work), key=display.sort_key)
    ends = sorted((one["to"] for one in work), key=display.sort_key)
    ops = [one for field, values in scene.fields.items() if not field.startswith(READ) for one in values]
    return {
        "name": scene.text(member["name"]),
        "trades": list(member["trades"]),
        "lead": "yes" if member.get("lead") else "no",
        "devices": sorted({one["device"] for one in ops if one["author"] == person}),
        "from": scene.moment(starts[0]) if starts else "",
        "to": scene.moment(ends[-1]) if ends else "",
    }


def _step(scene: Scene, step: Mapping[str, Any]) -> Json | None:
    values = scene.values(step)
    stands = shown.standing(values)
    if stands is None:
        return None
    agreeing = shown.agreeing(values, stands)
    result = stands["value"].get("k", "done")
    return {
        "id": step["id"],
        "section": scene.section(step),
        "text": scene.text(step["title"]),
        "role": "verify" if step.get("verify") else "check",
        "answer": scene.answer(step, stands["value"]),
        "unit": scene.unit_of(stands),
        "result": result,
        "result_text": scene.word(result),
        "fixed": "yes" if any(one["value"].get("fixed") for one in agreeing) else "no",
        "author": ", ".join(_unique(scene.author_of(one) for one in agreeing)),
        "time": scene.time_of(stands),
        "note": "\n".join(_notes_of(scene, step)),
        "photos": _unique(
            [
                *(stands["value"].get("files") or ()),
                *(one["sha256"] for one in _of_step(scene, "photo", step)),
            ]
        ),
    }


def _notes_of(scene: Scene, step: Mapping[str, Any]) -> list[str]:
    read = [scene.word("read_from_device")] if scene.is_read(step) else []
    return [*read, *(scene.text(one["text"]) for one in _of_step(scene, "note", step))]


def _of_step(scene: Scene, kind: str, step: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one["value"] for _, one in scene.kept(kind) if one["value"].get("step") == step["id"]]


def _outcome(scene: Scene) -> Json:
    cause = scene.standing("outcome/cause")
    remedy = scene.standing("outcome/remedy")
    return {
        "cause": _cause(scene, cause["value"]) if cause else "",
        "remedy": scene.text(remedy["value"].get("text")) if remedy else "",
    }


def _cause(scene: Scene, value: Mapping[str, Any]) -> str:
    if value.get("opt") is None:
        return scene.text(value.get("text"))
    known = [one for one in scene.record["checklist"].get("causes") or () if one["id"] == value["opt"]]
    return scene.text(known[0]["title"]) if known else ""


def _loose_notes(scene: Scene, answered: set[str]) -> list[Json]:
    return [
        {
            "text": scene.text(one["value"]["text"]),
            "author": scene.author_of(one),
            "time": scene.time_of(one),
        }
        for _, one in scene.kept("note")
        if one["value"].get("step") not in answered
    ]


def _part(scene: Scene, part: Mapping[str, Any]) -> Json:
    return {
        "name": scene.text(part["name"]),
        "serial": scene.text(part.get("serial")),
        "quantity": scene.number(part["quantity"]),
    }


def _time(scene: Scene, one: Shown) -> Json:
    spent = one["value"]
    return {
        "person": scene.author_of(one),
        "kind": spent["kind"],
        "kind_text": scene.word(spent["kind"]),
        "from": scene.moment(spent["from"]),
        "to": scene.moment(spent["to"]),
        "duration": scene.duration(spent["minutes"]),
    }


def _totals(scene: Scene, results: Sequence[str]) -> Json:
    times = [one["value"] for _, one in scene.kept("time")]
    spent = {kind: sum(one["minutes"] for one in times if one["kind"] == kind) for kind in ("work", "travel")}
    return {
        "steps": str(len(scene.steps)),
        "answered": str(len(results)),
        "passed": str(results.count("pass")),
        "failed": str(results.count("fail")),
        "photos": str(len(scene.kept("photo"))),
        "work": scene.duration(spent["work"]),
        "travel": scene.duration(spent["travel"]),
    }


def _photo(scene: Scene, photo_id: str, one: Shown) -> Json:
    photo = one["value"]
    caption = scene.standing(f"caption/{photo_id}")
    return {
        "sha256": photo["sha256"],
        "thumbnail": scene.text(photo.get("thumbnail")),
        "caption": scene.text(caption["value"].get("text") if caption else photo.get("caption")),
        "step": scene.text(photo.get("step")),
        "author": scene.author_of(one),
        "time": scene.time_of(one),
    }


def _open_steps(scene: Scene) -> Iterable[Json]:
    named = scene.standing("outcome/open")
    left_open = set(named["value"].get("steps") or ()) if named else set()
    for step in scene.steps:
        values = scene.values(step)
        stands = shown.standing(values)
        if shown.is_conflict(values):
            answers = [_signed_answer(scene, step, one) for one in shown.in_order(values)]
            yield _open_point(scene, step, "conflict", answers)
        if stands is None and (step["id"] in scene.missing or step.get("required")):
            yield _open_point(scene, step, "not_done", [])
        elif step["id"] in left_open or (stands is not None and stands["value"].get("k") == "fail"):
            yield _open_point(scene, step, "open", [])


def _open_point(scene: Scene, step: Mapping[str, Any], kind: str, values: list[str]) -> Json:
    return {
        "kind": kind,
        "kind_text": scene.word(kind),
        "step": step["id"],
        "text": scene.text(step["title"]),
        "values": values,
    }


def _signed_answer(scene: Scene, step: Mapping[str, Any], one: Shown) -> str:
    answer = " ".join(part for part in (scene.answer(step, one["value"]), scene.unit_of(one)) if part)
    return f"{answer} ({scene.author_of(one)}, {scene.time_of(one)})"


def _omission(scene: Scene, omission: Mapping[str, str]) -> Json:
    text = scene.word("omission_of").replace("{after}", scene.moment(omission["after"]))
    return {
        "kind": "omission",
        "kind_text": scene.word("omission"),
        "step": "",
        "text": text.replace("{person}", scene.text(omission["person"])),
        "values": [],
    }


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
