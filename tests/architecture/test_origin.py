"""No request leaves the installation: neither our code nor the pages name a host outside, except where the name is not an address."""

import re

import pytest

from tests.architecture.sources import ROOT, files, name

ADDRESS = re.compile(r"(?:https?|wss?)://([A-Za-z0-9.-]+)[^\s\"'`<>)]*")
OUTSIDE = re.compile(r"\b(?:src|href|action|content)\s*=\s*[\"']\s*(?:https?:)?//", re.IGNORECASE)
# Names of vocabularies and of help pages in error texts: no browser asks them for anything by itself.
# Names under .example are nobody's for good (RFC 2606).
NO_REQUEST = re.compile(
    r"^https?://(www\.w3\.org/|json-schema\.org/|svelte\.dev/e/|mozilla\.org/MPL/|rsms\.me/inter|github\.com/|"
    r"(www\.)?leafletjs\.com|bit\.ly/wb-precache|goo\.gl/|developers?\.google\.com/|localhost\b|127\.0\.0\.1\b|[a-z-]+\.example\b)"
)
BUILT = ROOT / "server" / "static" / "pwa"


def test_our_code_names_no_outside_host() -> None:
    code = files("server", "dispatch", "checklists", suffixes=(".py", ".j2", ".css", ".html"))
    code += files("pwa/src", "pwa/public", suffixes=(".ts", ".svelte", ".css", ".html", ".svg"))

    assert [place for path in code for place in _outside(name(path), path.read_text())] == []


@pytest.mark.parametrize("page", ["pwa/index.html", "pwa/console/index.html"])
def test_pages_load_only_our_own_files(page: str) -> None:
    text = (ROOT / page).read_text()

    assert OUTSIDE.findall(text) == []
    assert ADDRESS.findall(text) == []


@pytest.mark.skipif(not (BUILT / "index.html").exists(), reason="the app is not built")
def test_the_built_app_names_no_outside_host() -> None:
    built = [
        path
        for path in sorted(BUILT.rglob("*"))
        if path.suffix in (".js", ".css", ".html", ".svg", ".webmanifest")
    ]

    assert [place for path in built for place in _outside(name(path), path.read_text())] == []
    assert [name(path) for path in built if path.suffix == ".html" and OUTSIDE.search(path.read_text())] == []


def _outside(place: str, text: str) -> list[str]:
    return [f"{place}: {match[0]}" for match in ADDRESS.finditer(text) if not NO_REQUEST.match(match[0])]
