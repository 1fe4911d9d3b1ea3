"""How JavaScript converts and compares JSON values, so that conditions mean the same on the server and on a phone.

Follows ECMA-262: abstract operations ToPrimitive, ToNumber, Number::toString, IsLooselyEqual, IsLessThan.
"""

import math
import re
from decimal import Decimal
from typing import Any

_DECIMAL = re.compile(r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
_RADIX = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_SPACES = " \t\n\r\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def trim(text: str) -> str:
    """String.prototype.trim: another set of spaces than Python's."""
    return text.strip(_SPACES)


def split_units(text: str) -> list[str]:
    """The units that JavaScript counts: letters beyond 16 bits are two."""
    encoded = _code_units(text)
    return [encoded[at : at + 2].decode("utf-16-be", "surrogatepass") for at in range(0, len(encoded), 2)]


def join_units(units: list[str]) -> str:
    """Two halves of a letter become one letter again."""
    return "".join(units).encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def to_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join("" if item is None else to_text(item) for item in value)
    if isinstance(value, dict):
        return "[object Object]"
    return _number_text(float(value))


def to_number(value: Any) -> float:
    if value is None:
        return 0.0
    if isinstance(value, int | float):
        return float(value)
    text = trim(to_text(value))
    if not text:
        return 0.0
    if _RADIX.fullmatch(text):
        return float(int(text, 0))
    return float(text) if _DECIMAL.fullmatch(text) else math.nan


def to_integer(value: Any) -> int:
    """Towards zero; not-a-number is zero, and what has no end is more than any text has."""
    number = to_number(value)
    if math.isnan(number):
        return 0
    return int(max(min(number, 2.0**53), -(2.0**53)))


def parse_float(value: Any) -> float:
    """The number a text starts with; not-a-number for anything else, null and booleans included."""
    found = _DECIMAL.match(to_text(value).lstrip(_SPACES))
    return float(found.group()) if found else math.nan


def strictly_equal(left: Any, right: Any) -> bool:
    if is_number(left) and is_number(right):
        return float(left) == float(right)
    if type(left) is not type(right):
        return False
    return left is right if isinstance(left, list | dict) else bool(left == right)


def loosely_equal(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    if _is_object(left) and _is_object(right):
        return left is right
    left, right = to_primitive(left), to_primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return to_number(left) == to_number(right)


def is_less(left: Any, right: Any, *, or_equal: bool = False) -> bool:
    left, right = to_primitive(left), to_primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        low, high = _code_units(left), _code_units(right)
        return low <= high if or_equal else low < high
    below, above = to_number(left), to_number(right)
    return below <= above if or_equal else below < above


def to_primitive(value: Any) -> Any:
    return to_text(value) if _is_object(value) else value


def _is_object(value: Any) -> bool:
    return isinstance(value, list | dict)


def _code_units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _number_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        text = format(Decimal(repr(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, exponent = repr(value).split("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"
