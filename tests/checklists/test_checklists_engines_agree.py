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
from tests.checklists.generated_cases import make_checklist_cases, make_logic_case

PWA = Path(__file__).parents[2] / "pwa"
BUNDLE = 200
"""Random checklists in one file."""
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
    assert passed >= 150


@needs_node
def test_typescript_passes_every_shared_case() -> None:
    passed, _ = run_conformance(HOME)

    done = run_typescript("scripts/conformance.ts")

    assert done.stdout.splitlines()[-1] == f"{passed} passed, 0 failed"


@needs_node
def test_both_engines_agree_on_generated_checklists_and_conditions(tmp_path: Path) -> None:
    """One seed in the suite; `./run faults checklists` takes more cases and whatever seed it is given."""
    count = int(os.environ.get("ONEVISIT_CASES", "1000"))
    chance = random.Random(int(os.environ.get("ONEVISIT_SEED", "20261124")))
    for first in range(0, count, BUNDLE):
        made = [make_checklist_cases(chance, number) for number in range(first, min(first + BUNDLE, count))]
        templates = {name: one for suite in made for name, one in suite["templates"].items()}
        cases = [case for suite in made for case in suite["cases"]]
        write(tmp_path / f"checklists-{first}.json", {"templates": templates, "cases": cases})
    write(tmp_path / "logic.json", {"cases": make_logic_cases(chance, count)})

    done = run_typescript("scripts/conformance.ts", str(tmp_path))

    assert done.stdout.splitlines()[-1].endswith(" 0 failed"), done.stdout[:4000] + done.stderr[:2000]


@needs_node
def test_a_reading_may_have_64_kilobytes_in_both_engines(tmp_path: Path) -> None:
    step = {"fact": "port.log", "kind": "reading", "title": {"en": "Q", "ru": "В"}, "minutes": 1, "level": 1}
    title = {"en": "Port", "ru": "Порт"}
    template = {"id": "network.port", "version": 1, "trade": "network", "title": title, "steps": [step]}
    cases = [
        {
            "name": f"{letter} {count} times",
            "do": "judge",
            "templates": ["port"],
            "step": "port.log",
            "raw": {"text": letter * count},
            "expect": {"": {"k": "done", "text": letter * count} if fits else {"error": "too_long"}},
        }
        for letter, count, fits in (
            ("x", 65536, True),
            ("x", 65537, False),
            ("я", 32768, True),
            ("я", 32769, False),
        )
    ]
    write(tmp_path / "sizes.json", {"templates": {"port": template}, "cases": cases})

    done = run_typescript("scripts/conformance.ts", str(tmp_path))

    assert run_conformance(tmp_path) == (4, [])
    assert done.stdout.splitlines()[-1] == "4 passed, 0 failed"


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
