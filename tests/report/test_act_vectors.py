"""The phone and the server build the same act, byte for byte."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest

from server.report import act, words_en, words_ru
from tests.report import vectors
from tests.report.scramble import scramble

ROOT = Path(__file__).parents[2]
TSX = ROOT / "pwa" / "node_modules" / ".bin" / "tsx"


@pytest.mark.parametrize("name", vectors.NAMES)
def test_python_builds_the_act_of_the_vector(name: str) -> None:
    vector = vectors.load(name)

    built = vectors.build(vector)

    assert act.canonical(built) == act.canonical(vector["act"])
    assert act.content_hash(built) == vector["content_hash"]
    assert act.short_code(vector["content_hash"]) == vector["short_code"]


@pytest.mark.skipif(not TSX.exists(), reason="the packages of pwa/ are not installed")
def test_typescript_builds_the_acts_of_all_vectors() -> None:
    run = subprocess.run(
        [TSX, "scripts/act-vectors.ts"],
        cwd=ROOT / "pwa",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.startswith(f"{len(vectors.NAMES)} act vectors, 0 differences")


@pytest.mark.skipif(not TSX.exists(), reason="the packages of pwa/ are not installed")
def test_typescript_agrees_on_answers_that_nobody_thought_of(tmp_path: Path) -> None:
    chance = random.Random(7)
    for index in range(80):
        vector = vectors.load(chance.choice(vectors.NAMES))
        scramble(vector, chance)
        # As it arrives by JSON, where two halves of a surrogate pair that meet become one character.
        vector = json.loads(json.dumps(vector))
        (tmp_path / f"{index:03}.json").write_text(json.dumps(vectors.expect(vector)), "utf-8")

    run = subprocess.run(
        [TSX, "scripts/act-vectors.ts", tmp_path],
        cwd=ROOT / "pwa",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert run.stdout.startswith("80 act vectors, 0 differences"), run.stdout[:2000] + run.stderr


def test_both_languages_have_the_same_words() -> None:
    assert words_en.ACT.keys() == words_ru.ACT.keys()
    assert words_en.PAGE.keys() == words_ru.PAGE.keys()
