"""Fills a vector with random answers, odd texts, odd times and odd numbers, by a seed."""

from __future__ import annotations

import random
from typing import Any

_LETTERS = "aZ09 \n\t\"\\/<>&'{}é\u0301ёЯ№\u200b\u202e\u2028\ud800\udfff\U0001f600\u00a0\x00\x7f\u4f60"
_ZONES = (
    "Europe/Moscow",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Chatham",
    "UTC",
    "Nowhere/City",
    "Europe/London",
)
_NUMBERS: tuple[Any, ...] = (
    "11.8",
    "-0.5",
    "007",
    "",
    0,
    -3,
    1.5,
    1e-7,
    1e21,
    123456789.123,
    "1,5",
    "-",
    "1.2.3",
)


def scramble(vector: dict[str, Any], chance: random.Random) -> None:
    record, sign_off = vector["record"], vector["sign_off"]
    record["site"]["zone"] = chance.choice(_ZONES)
    record["customer"]["name"] = text(chance)
    record["tickets"][0]["text"] = text(chance)
    sign_off["at"] = moment(chance)
    sign_off["language"] = chance.choice(["en", "ru"])
    sign_off["omissions"] = [{"person": text(chance), "after": moment(chance)}]
    for field, shown in vector["fields"].items():
        for one in shown:
            one["at"]["wall"] = moment(chance)
            _scramble_value(field, one["value"], chance)
        if field.startswith("step/") and chance.random() < 0.4:
            other = {
                **shown[0],
                "op_id": f"op-{chance.random()}",
                "author": chance.choice(["maria", "ivan", "ghost"]),
            }
            shown.append({**other, "at": {"wall": moment(chance)}, "value": answer(chance)})


def _scramble_value(field: str, value: dict[str, Any], chance: random.Random) -> None:
    if field.startswith("step/"):
        value.clear()
        value.update(answer(chance))
    if field.startswith("time/"):
        value.update({"from": moment(chance), "to": moment(chance), "minutes": chance.randrange(2000)})
    if field.startswith("part/") and value.get("k") != "removed":
        value.update({"name": text(chance), "quantity": chance.choice(_NUMBERS)})
    if "text" in value:
        value["text"] = text(chance)


def answer(chance: random.Random) -> dict[str, Any]:
    answers: tuple[dict[str, Any], ...] = (
        {"opt": chance.choice(["yes", "no", "ok", "wrong", text(chance)])},
        {"opts": [text(chance), "x"]},
        {"num": chance.choice(_NUMBERS), "unit": chance.choice(["W", "dBm", "°C", text(chance), None])},
        {"text": chance.choice([text(chance), moment(chance)])},
        {"files": [f"{index:064x}" for index in range(chance.randrange(3))]},
        {"why": text(chance)},
        {},
    )
    marks = {"fixed": True} if chance.random() < 0.2 else {}
    return {"k": chance.choice(["pass", "fail", "na", "done"]), **chance.choice(answers), **marks}


def text(chance: random.Random) -> str:
    return "".join(chance.choice(_LETTERS) for _ in range(chance.randrange(12)))


def moment(chance: random.Random) -> str:
    year, month, day = chance.randrange(1968, 2202), chance.randrange(0, 14), chance.randrange(0, 33)
    hour, minute = chance.randrange(25), chance.randrange(61)
    second = chance.choice(["", ":00", ":59", ":60", ":07.125"])
    zone = chance.choice(["Z", "+03:00", "-11:30", "+23:59", "+24:00", "", "z"])
    return f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}{second}{zone}"
