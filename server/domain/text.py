"""Words of a text as a search sees them, and how well texts match a question. Which forms a word has is asked from outside."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# A run of letters and digits; the joints inside a part number belong to it (WS-C2960X-24PS, 10/100, 802.3af).
_TOKEN = re.compile(r"[^\W_]+(?:[-./_+:][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"[-./_+:]")
_CYRILLIC = re.compile(r"[а-я]")
LONGEST_TERM = 80


class Script(StrEnum):
    CYRILLIC = "cyrillic"
    LATIN = "latin"
    PART_NUMBER = "part_number"


@dataclass(frozen=True)
class Token:
    """One word or part number, folded."""

    text: str
    script: Script


# All terms under which a token is kept and found: one for most words, several for an ambiguous Russian form.
TermsOf = Callable[[Token], frozenset[str]]


def fold(text: str) -> str:
    """One spelling for the many of one word: NFKC, lower case, ё as е."""
    return unicodedata.normalize("NFKC", text).lower().replace("ё", "е")


def tokens(text: str) -> list[Token]:
    """Words and part numbers in order. `ip-телефон` is two words, `ws-c2960x` is one part number; lone letters are dropped."""
    found: list[Token] = []
    for match in _TOKEN.finditer(fold(text)):
        run = match.group()
        if any(character.isdigit() for character in run):
            found.append(Token(run[:LONGEST_TERM], Script.PART_NUMBER))
            continue
        for piece in _PIECE.findall(run):
            if len(piece) > 1:
                script = Script.CYRILLIC if _CYRILLIC.search(piece) else Script.LATIN
                found.append(Token(piece[:LONGEST_TERM], script))
    return found


def part_number_terms(token: Token) -> frozenset[str]:
    """Verbatim, and without its joints: people write T46U, T-46U and t46u for one phone."""
    return frozenset({token.text, _JOINT.sub("", token.text)})


def language_of(text: str) -> str:
    """`ru` when at least a quarter of the letters are Cyrillic (Russian texts are full of Latin part names), else `en`."""
    letters = [character for character in fold(text) if character.isalpha()]
    cyrillic = sum(1 for letter in letters if _CYRILLIC.match(letter))
    return "ru" if letters and cyrillic * 4 >= len(letters) else "en"


@dataclass(frozen=True)
class Counted:
    """What the index keeps of a text: how often each term stands in it, and how many tokens it has."""

    counts: Mapping[str, int]
    length: int


def count_terms(text: str, terms_of: TermsOf) -> Counted:
    found = tokens(text)
    return Counted(Counter(term for token in found for term in terms_of(token)), len(found))


def question_groups(text: str, terms_of: TermsOf, *, limit: int = 60) -> list[frozenset[str]]:
    """The distinct words of a question, each as its set of terms; at most `limit`, so that a pasted log stays cheap."""
    return list(dict.fromkeys(terms_of(token) for token in tokens(text)))[:limit]


# Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with its usual constants.
K1 = 1.2
B = 0.75


def bm25(
    groups: Sequence[frozenset[str]],
    postings: Mapping[str, Mapping[str, int]],
    lengths: Mapping[str, int],
) -> dict[str, float]:
    """Score of each text that holds a word of the question. `postings` is term → text → count, `lengths` covers all texts.

    A word with several possible base forms counts once, by its best one. Summed in the order of the question,
    so that equal rows give equal floats on every database.
    """
    total = len(lengths)
    mean_length = sum(lengths.values()) / total if total else 1.0
    scores: dict[str, float] = {}
    for group in groups:
        best: dict[str, float] = {}
        for term in sorted(group):
            holders = postings.get(term, {})
            weight = math.log(1 + (total - len(holders) + 0.5) / (len(holders) + 0.5))
            for text, count in holders.items():
                damping = K1 * (1 - B + B * lengths[text] / mean_length)
                best[text] = max(best.get(text, 0.0), weight * count * (K1 + 1) / (count + damping))
        for text in sorted(best):
            scores[text] = scores.get(text, 0.0) + best[text]
    return scores


def similarity(left: str, right: str, terms_of: TermsOf) -> float:
    """Shared part of two texts' words, 0 to 1 (Jaccard over base forms)."""
    one, other = count_terms(left, terms_of).counts.keys(), count_terms(right, terms_of).counts.keys()
    return len(one & other) / len(one | other) if one or other else 0.0
