"""The pages people read: what they name exists, and every setting is explained with its real default."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from server.settings import SECRETS, Settings
from tests.architecture.sources import ROOT, modules, name, tree

PAGES = sorted(page for pattern in ("*.md", "docs/*.md", "docs/adr/*.md") for page in ROOT.glob(pattern))
TOPS = ("server", "pwa", "docs", "tests", "dispatch", "checklists", "deploy", "scripts")
# Made by an operator or by the build, so not in the tree.
MADE_LATER = ("deploy/secrets", "server/static")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
FUNCTION = re.compile(rf"`((?:{'|'.join(TOPS)})/[\w./-]+\.(?:py|ts)):(\w+)`")
IMAGES = ("docs/images/phone.png", "docs/images/console.png")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    missing = [token for token in CODE.findall(page.read_text()) if _is_path(token) and not _exists(token)]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_function_that_a_page_names_is_in_its_file(page: Path) -> None:
    """Pages write `folder/file.py:function`."""
    named = FUNCTION.findall(page.read_text())

    assert [f"{path}:{function}" for path, function in named if not _defines(ROOT / path, function)] == []


def test_the_settings_table_has_every_setting_with_its_default() -> None:
    rows = re.findall(
        r"^\| `ONEVISIT_([A-Z_]+)` \| (.+?) \|", (ROOT / "docs" / "operating.md").read_text(), re.MULTILINE
    )

    assert dict(rows) == {field.name.upper(): _shown(field.default) for field in fields(Settings)}


def test_every_setting_has_an_effect() -> None:
    read = {
        node.attr
        for path, module in modules()
        if name(path) != "server/settings.py"
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
    }

    assert {field.name for field in fields(Settings)} - read == set()


def test_secrets_may_come_from_files_and_the_page_says_so() -> None:
    text = (ROOT / "docs" / "operating.md").read_text()

    assert [secret for secret in SECRETS if f"ONEVISIT_{secret.upper()}_FILE" not in text] == []


def test_the_readme_shows_two_pictures() -> None:
    text = (ROOT / "README.md").read_text()

    assert [image for image in IMAGES if f'src="{image}"' not in text] == []
    assert [image for image in IMAGES if not (ROOT / image).exists()] == []


def _is_path(token: str) -> bool:
    return (
        token.startswith(tuple(f"{top}/" for top in TOPS))
        and not token.startswith(MADE_LATER)
        and " " not in token
    )


def _exists(token: str) -> bool:
    pattern = re.sub(r"<[^>]+>|…", "*", token.partition(":")[0]).rstrip("/")
    return any(True for _ in ROOT.glob(pattern))


def _defines(path: Path, function: str) -> bool:
    if path.suffix == ".ts":
        return (
            re.search(rf"\b(?:function|class|const|interface)\s+{function}\b", path.read_text()) is not None
        )
    return any(
        isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == function
        for node in ast.walk(tree(path))
    )


def _shown(default: object) -> str:
    return "empty" if default == "" else f"`{default}`"
