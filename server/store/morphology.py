"""Base forms of words: Russian by dictionary, English by stemming. The dictionary is loaded once a process, at first use."""

import threading
from functools import cache, lru_cache
from typing import Any

import pymorphy3
import Stemmer

from server.domain.text import Script, Token, part_number_terms

_NAME_MARKS = frozenset({"Name", "Surn", "Patr"})
# PyStemmer keeps state inside a stemmer; two threads in one would mix their words.
_stemmer_lock = threading.Lock()


@lru_cache(maxsize=50_000)
def terms_of(token: Token) -> frozenset[str]:
    """Every base form of a Russian word («стали» is steel and to become), the stem of an English one, a part number as it is."""
    if token.script is Script.PART_NUMBER:
        return part_number_terms(token)
    if token.script is Script.LATIN:
        with _stemmer_lock:
            return frozenset({_stemmer().stemWord(token.text)})
    return frozenset(parse.normal_form.replace("ё", "е") for parse in _analyser().parse(token.text))


@lru_cache(maxsize=10_000)
def is_person_name(word: str) -> bool:
    """Whether the likeliest reading of a capitalised Russian word is a first name, a surname or a patronymic."""
    if not word[:1].isupper():
        return False
    readings = _analyser().parse(word)
    return bool(readings) and not _NAME_MARKS.isdisjoint(readings[0].tag.grammemes)


@cache
def _analyser() -> Any:
    return pymorphy3.MorphAnalyzer()


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")
