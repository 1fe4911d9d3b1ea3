"""What is typed and not saved yet outlives a dead battery, and is gone once it is saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.e2e.field_screens import FieldScreens
from tests.e2e.phone import one_visit, open_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    kept: str
    add_note: str
    note: str
    save: str
    half_a_note: str
    half_a_remedy: str


SAID = {
    "en": Said(
        kept="Draft kept on this phone",
        add_note="Add a note",
        note="Note",
        save="Save",
        half_a_note="The key is with the gu",
        half_a_remedy="Moved the phone to a po",
    ),
    "ru": Said(
        kept="Черновик сохранён в телефоне",
        add_note="Добавить заметку",
        note="Заметка",
        save="Сохранить",
        half_a_note="Ключ у охр",
        half_a_remedy="Переключили телефон в по",
    ),
}


@pytest.fixture(params=["en", "ru"])
def at_work(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path
) -> Iterator[tuple[FieldScreens, str]]:
    """Viktor is on site, without network."""
    language = request.param
    with (
        one_visit(tmp_path / "data", language=language) as (live, visit),
        open_phone(playwright, live, tmp_path / "phone", language=language) as phone,
    ):
        phone.sign_in("viktor")
        phone.open_visit()
        phone.window.go_offline()
        phone.travel_and_arrive()
        yield phone, visit


def test_half_typed_texts_outlive_a_dead_battery_until_they_are_saved(
    at_work: tuple[FieldScreens, str],
) -> None:
    phone, visit = at_work
    said = SAID[phone.language]

    phone.page.get_by_text(said.add_note, exact=True).click()
    note(phone).fill(said.half_a_note)
    see_kept(phone)
    phone.window.go(f"/#/visit/{visit}/checklist/port.poe")
    measured(phone).fill("6.")
    see_kept(phone)
    phone.window.go(f"/#/visit/{visit}/outcome")
    remedy(phone).fill(said.half_a_remedy)
    see_kept(phone)
    phone.window.kill_and_reopen(offline=True)

    phone.window.go(f"/#/visit/{visit}/outcome")
    expect(remedy(phone)).to_have_value(said.half_a_remedy)
    phone.window.check_access()
    phone.window.go(f"/#/visit/{visit}/checklist/port.poe")
    expect(measured(phone)).to_have_value("6.")
    phone.window.go(f"/#/visit/{visit}")
    expect(note(phone)).to_have_value(said.half_a_note)
    phone.window.check_access()

    phone.page.get_by_role("button", name=said.save, exact=True).click()
    expect(phone.page.get_by_role("listitem").filter(has_text=said.half_a_note)).to_be_visible()
    phone.page.reload()
    phone.page.get_by_text(said.add_note, exact=True).click()
    expect(note(phone)).to_have_value("")


def note(phone: FieldScreens) -> Locator:
    found: Locator = phone.page.get_by_label(SAID[phone.language].note, exact=True)
    return found


def remedy(phone: FieldScreens) -> Locator:
    found: Locator = phone.page.get_by_label(phone.words["what_was_done"])
    return found


def measured(phone: FieldScreens) -> Locator:
    return phone.step.get_by_role("textbox").first


def see_kept(phone: FieldScreens) -> None:
    expect(phone.page.get_by_text(SAID[phone.language].kept)).to_be_visible()
