"""Packages: locked by hash without addresses, and never older than what keeps us safe."""

import json
import re
from importlib.metadata import version

import pytest
from packaging.version import Version

from tests.architecture.sources import ROOT

PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock")
# The oldest versions without a known hole that touches us.
PYTHON_FLOORS = {
    "flask": "3.1.3",  # Vary: Cookie was missing
    "werkzeug": "3.1.6",  # device names in safe_join
    "gunicorn": "26.1.0",  # request smuggling, truncated chunked bodies
    "weasyprint": "70.0",  # ways around the fetcher
    "pillow": "12.3.0",  # faults of decoders
    "pyhanko": "0.36.2",  # difference analysis
    "jinja2": "3.1.6",  # ways out of the sandbox
    "flask-login": "0.6.3",
}
SVELTE_FLOOR = "5.55.7"  # cross-site scripting
# nh3 and WeasyPrint do their work.
NEVER = ("bleach", "cairosvg", "reportlab")


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    """Where packages come from is the installation's choice, not the file's."""
    text = (ROOT / lock).read_text()

    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


def test_the_lock_of_the_app_names_no_address() -> None:
    packages = json.loads((ROOT / "pwa" / "package-lock.json").read_text())["packages"]

    assert [path for path, package in packages.items() if "resolved" in package] == []
    assert [path for path, package in packages.items() if path and "integrity" not in package] == []


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_locked_package_has_its_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text())

    assert [
        entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry
    ] == []


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
@pytest.mark.parametrize(("package", "floor"), PYTHON_FLOORS.items())
def test_no_locked_package_is_below_its_floor(lock: str, package: str, floor: str) -> None:
    assert Version(_locked(lock)[package]) >= Version(floor)


@pytest.mark.parametrize(("package", "floor"), PYTHON_FLOORS.items())
def test_no_installed_package_is_below_its_floor(package: str, floor: str) -> None:
    assert Version(version(package)) >= Version(floor)


def test_svelte_is_not_below_its_floor() -> None:
    packages = json.loads((ROOT / "pwa" / "package-lock.json").read_text())["packages"]

    assert Version(packages["node_modules/svelte"]["version"]) >= Version(SVELTE_FLOOR)


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_packages_with_known_holes_are_not_used(lock: str) -> None:
    assert [package for package in NEVER if package in _locked(lock)] == []


def test_both_locks_agree() -> None:
    run, dev = _locked("requirements.lock"), _locked("requirements-dev.lock")

    assert {
        package: (number, dev.get(package)) for package, number in run.items() if dev.get(package) != number
    } == {}


def _locked(lock: str) -> dict[str, str]:
    lines = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", (ROOT / lock).read_text(), re.MULTILINE
    )
    return {package.lower().replace("_", "-").replace(".", "-"): number for package, number in lines}
