"""Words, part numbers and private data in two languages."""

import pytest

from server.domain.article import Known, clean
from server.domain.text import Script, bm25, fold, language_of, part_number_terms, tokens
from server.store.morphology import is_person_name, terms_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("телефоны", "телефону"),
        ("звонит", "звонил"),
        ("Ёлка", "елки"),
        ("коммутаторов", "коммутатор"),
        ("phones", "Phone"),
        ("ringing", "rings"),
        ("T46U", "t-46-u"),
        ("WS-C2960X-24PS-L", "wsc2960x24psl"),
        ("ｐｈｏｎｅ", "phone"),
    ],
)
def test_forms_of_one_word_share_a_term(one: str, other: str) -> None:
    [left], [right] = tokens(one), tokens(other)

    assert terms_of(left) & terms_of(right)


def test_an_ambiguous_form_is_kept_under_every_reading() -> None:
    assert terms_of(tokens("стали")[0]) >= {"стать", "сталь"}


def test_a_hyphen_joins_a_part_number_and_splits_words() -> None:
    assert [(token.text, token.script) for token in tokens("IP-телефон ATA-191, 802.3af")] == [
        ("ip", Script.LATIN),
        ("телефон", Script.CYRILLIC),
        ("ata-191", Script.PART_NUMBER),
        ("802.3af", Script.PART_NUMBER),
    ]
    assert part_number_terms(tokens("ATA-191")[0]) == {"ata-191", "ata191"}


def test_search_syntax_and_percent_signs_are_only_noise() -> None:
    assert tokens('% _ * " OR (a) \x00 NEAR/2') == [*tokens("OR"), *tokens("NEAR/2")]


@pytest.mark.parametrize(
    ("text", "language"),
    [("Заменил patch cord Cat6 UTP", "ru"), ("Replaced the cord", "en"), ("", "en"), ("12.4", "en")],
)
def test_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_rare_word_weighs_more_and_an_ambiguous_word_counts_once() -> None:
    """Three texts of equal length; `phone` stands in all, `poe` in one."""
    lengths = {"a": 2, "b": 2, "c": 2}
    postings = {"phone": {"a": 1, "b": 1, "c": 1}, "poe": {"b": 1}, "poë": {"b": 1}}

    once = bm25([frozenset({"phone"}), frozenset({"poe"})], postings, lengths)
    twice = bm25([frozenset({"phone"}), frozenset({"poe", "poë"})], postings, lengths)

    assert max(once, key=lambda text: once[text]) == "b"
    assert once == twice


KNOWN = Known(
    people=("Нина Орлова", "Anna Ivanova", "Пётр Сидоров"),
    organisations=("Клиника «Аист»", "Аист, Таганка"),
    addresses=("Таганская улица, 1",),
    numbers=("SN-77A12",),
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Позвонить Нине Орловой", "Позвонить [имя]"),
        ("у Орловой не звонит", "у [имя] не звонит"),
        ("с Петром и с Сидоровым", "с [имя] и с [имя]"),
        ("anna ivanova's phone", "[имя] phone"),
        ("в клинике Аист на Таганской улице, 1", "в [организация] на [адрес]"),
        ("Марья Ивановна из бухгалтерии", "[имя] из бухгалтерии"),
        ("почта nina.o@aist.example, +7 (916) 111-22-33", "почта [почта], [телефон]"),
        ("8 916 111 22 33 не отвечает", "[телефон] не отвечает"),
        ("адрес 192.168.4.17, MAC 00:15:65:aa:bb:cc", "адрес [сетевой адрес], MAC [сетевой адрес]"),
        ("номер SN-77A12", "номер [номер]"),
    ],
)
def test_private_data_leave_a_text(text: str, cleaned: str) -> None:
    assert clean(text, KNOWN, language="ru", is_person_name=is_person_name) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Прошивка 108.86.0.20 на Yealink T46U",
        "Порт 12, VLAN 200, 802.3af, 48 В",
        "Включил PoE на портах 3-6, заменил кабель",
        "Switched DND off, called in and out",
    ],
)
def test_trade_words_and_numbers_stay(text: str) -> None:
    assert clean(text, KNOWN, language="ru", is_person_name=is_person_name) == text


def test_folding_makes_one_spelling() -> None:
    assert fold("ЁЖ ﬁt") == "еж fit"
