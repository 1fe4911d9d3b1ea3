"""Both engines pass the shared cases, and agree on cases nobody wrote."""

import json
import math
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from checklists.runner import HOME, run_conformance
from tests.checklists.generated_cases import make_checklist_case, make_logic_case

PWA = Path(__file__).parents[2] / "pwa"
TSX = PWA / "node_modules" / ".bin" / "tsx"

pytestmark = pytest.mark.node
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not TSX.exists(), reason="Node or the packages of pwa are not installed"
)


def run_typescript(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TSX), *arguments],
        cwd=PWA,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "INIT_CWD": ""},
    )


def test_python_passes_every_shared_case() -> None:
    passed, failures = run_conformance(HOME)

    assert failures == []
    assert passed >= 60


@needs_node
def test_typescript_passes_every_shared_case() -> None:
    passed, _ = run_conformance(HOME)

    done = run_typescript("scripts/conformance.ts")

    assert done.stdout.splitlines()[-1] == f"{passed} passed, 0 failed"


@needs_node
def test_both_engines_agree_on_generated_checklists_and_conditions(tmp_path: Path) -> None:
    count = int(os.environ.get("ONEVISIT_CASES", "150"))
    chance = random.Random(20261124)
    for number in range(count):
        write(tmp_path / f"checklist-{number}.json", make_checklist_case(chance, number))
    write(tmp_path / "logic.json", {"cases": make_logic_cases(chance, count * 4)})

    done = run_typescript("scripts/conformance.ts", str(tmp_path))

    assert done.stdout.splitlines()[-1].endswith(" 0 failed"), done.stdout[:4000] + done.stderr[:2000]


@needs_node
def test_a_wrong_expectation_fails_in_both_runners(tmp_path: Path) -> None:
    case = {"name": "wrong", "do": "logic", "logic": {"==": [1, 1]}, "data": None, "expect": {"": False}}
    write(tmp_path / "wrong.json", {"cases": [case]})

    passed, failures = run_conformance(tmp_path)
    done = run_typescript("scripts/conformance.ts", str(tmp_path))

    assert (passed, len(failures)) == (0, 1)
    assert (done.stdout.splitlines()[-1], done.returncode) == ("0 passed, 1 failed", 1)


@needs_node
def test_files_of_plain_logic_triples_run_in_both_engines(tmp_path: Path) -> None:
    path = tmp_path / "triples.json"
    write(path, ["# a remark", [{"+": ["1", 1]}, None, 2], [{"var": "a"}, {"a": [1]}, [1]]])

    done = run_typescript("scripts/logic.ts", str(path))

    assert done.stdout.splitlines()[-1] == "2 passed, 0 failed"


def make_logic_cases(chance: random.Random, count: int) -> list[dict[str, Any]]:
    """Leave out results that JSON cannot write: not-a-number and infinity."""
    cases = [make_logic_case(chance, number) for number in range(count)]
    return [case for case in cases if is_writable(case["expect"][""])]


def is_writable(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(is_writable, value))
    return not isinstance(value, float) or math.isfinite(value)


def write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
