"""Text of other people on our page: what cannot be seen is shown as a symbol, so it cannot rearrange the page."""

from __future__ import annotations

import unicodedata

# Control and format characters, lone surrogates, private and unassigned code points, line and paragraph separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Hangul fillers are letters by category and blank on the page.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")


def visible(text: str) -> str:
    """The text with each unseen character written as `[U+202E]`. Line breaks stay."""
    return "".join(one if one == "\n" or _is_seen(one) else f"[U+{ord(one):04X}]" for one in text)


def _is_seen(one: str) -> bool:
    return unicodedata.category(one) not in _UNSEEN and one not in _BLANK_LETTERS
