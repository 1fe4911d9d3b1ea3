"""The page shows the act and nothing that an answer smuggles in; its words are read in review as snapshot text."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re

import pytest

from server.report.document import write_document
from server.report.letter import act_letter, file_name
from server.report.safe_text import visible
from tests.report import samples, vectors


def _html(name: str) -> str:
    return samples.sample(name).document().html


def test_markup_in_answers_is_shown_as_text() -> None:
    html = _html("hostile-text-en")

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert "&lt;link rel=attachment" in html


def test_direction_and_control_characters_are_shown_as_symbols() -> None:
    html = _html("hostile-text-en")

    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\x00-\x08]", html)
    assert "[U+202E]gnp.exe[U+2066]" in html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\nтекст é e\u0301 שלום", "plain\nтекст é e\u0301 שלום"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\u00adb\u2029", "a[U+00AD]b[U+2029]"),
        ("\u3164\ue000\r", "[U+3164][U+E000][U+000D]"),
    ],
)
def test_unseen_characters_become_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_page_says_in_words_that_there_is_no_trusted_time() -> None:
    assert "Trusted time: none." in _html("solo-accepted-en")
    assert "Доверенного времени нет" in _html("joint-remarks-ru")


def test_page_tells_what_is_proved_from_what_is_only_claimed() -> None:
    html = _html("solo-accepted-en")

    assert html.index("Proved.") < html.index("Only claimed.") < html.index("Trusted time: none.")
    assert "That the named person typed the name and drew the signature." in html


def test_refusal_shows_the_reason_and_no_signature() -> None:
    html = _html("refused-ru")

    assert "Говорит, что подписывает только директор" in html
    assert "Подписал" not in html
    assert 'class="drawing"' not in html


def test_addendum_says_that_nobody_signed_it() -> None:
    html = _html("addendum-en")

    assert "The customer has not signed this addendum." in html
    assert "Short code AAAAAAAA" in html


def test_rating_appears_nowhere() -> None:
    """The vector's fields hold a rating of 5."""
    document = samples.sample("joint-remarks-ru").document()

    assert b"rating" not in b"".join(one.content for one in document.attachments)
    assert "csat" not in document.html


def test_photo_without_bytes_leaves_a_marked_frame() -> None:
    sample = dataclasses.replace(samples.sample("joint-remarks-ru"), photos={})

    document = sample.document()

    assert document.html.count("Фото не входит в этот файл.") == 4
    assert not [name for name in document.assets if name.startswith("photo/")]


def test_drawing_may_be_a_png() -> None:
    sample = samples.sample("solo-accepted-en")
    png = samples.picture(1, size=(320, 130))
    drawing = {"kind": "png", "width": 320, "height": 130, "data": base64.b64encode(png).decode()}
    drawing["sha256"] = hashlib.sha256(png).hexdigest()
    statement = samples.statement_of(sample.act, signature=drawing)

    document = write_document(sample.act, [statement], sample.receipt, photos={})

    assert document.assets["drawing/0"] == png
    assert 'src="asset:drawing/0"' in document.html


@pytest.mark.parametrize("path", ['M 0 0"/><script>', "M 0 0 url(#x)", "M 0 0 <"])
def test_drawing_that_is_no_plain_path_is_refused(path: str) -> None:
    sample = samples.sample("solo-accepted-en")
    drawing = {**sample.statements[0]["signature"], "data": path}
    statement = samples.statement_of(sample.act, signature=drawing)

    with pytest.raises(ValueError, match="not a plain SVG path"):
        write_document(sample.act, [statement], sample.receipt, photos={})


def test_letter_carries_the_fingerprint_and_the_short_code() -> None:
    sample = samples.sample("joint-remarks-ru")

    subject, text = act_letter(
        sample.act, sample.receipt, sha256="ab" * 32, link="https://desk.example/a/token"
    )

    assert subject == "Акт A-2026-0042, Офис на Лесной, 3 этаж, Москва, Лесная ул., 9, стр. 2"
    assert text == (
        "Акт A-2026-0042 — во вложении.\n\n"
        "Заказчик: ООО «Северный ветер»\n"
        "Место: Офис на Лесной, 3 этаж, Москва, Лесная ул., 9, стр. 2\n"
        "Дата: 24.11.2026, 11:30 (UTC+03:00)\n"
        "Итог: Работа принята с замечаниями\n"
        f"Короткий код: {vectors.short_code_of(sample.act)}\n\n"
        "Сохраните это письмо. Отпечаток ниже относится к вложенному файлу: если файл изменят, отпечаток перестанет"
        " совпадать.\n"
        f"SHA-256: {'ab' * 32}\n\n"
        "Clearline IT Services\n"
        "\nТот же акт на сайте: https://desk.example/a/token\n"
    )


def test_letter_of_a_hostile_customer_stays_one_line_a_fact() -> None:
    sample = samples.sample("hostile-text-en")
    sample.act["customer"]["name"] = "Evil\r\nBcc: all@example.org"

    _, text = act_letter(sample.act, sample.receipt, sha256="0" * 64)

    assert "Customer: Evil[U+000D] Bcc: all@example.org\n" in text


def test_file_name_is_plain_ascii() -> None:
    assert file_name({"number": "А/2026 № 7"}) == "act---2026---7.pdf"
