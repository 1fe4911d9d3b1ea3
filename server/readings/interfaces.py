"""Names of interfaces: Gi1/0/7, gi 1/0/7 and GigabitEthernet1/0/7 are one port."""

import re

# The one short form, and how makers and models write it.
_KINDS = {
    "gi": ("gi", "ge", "gig", "gigabit", "gige", "gigabitethernet"),
    "fa": ("fa", "fas", "fe", "fastethernet"),
    "te": (
        "te",
        "ten",
        "tengige",
        "tengigabitethernet",
        "tengigabitethernet",
        "xge",
        "xgigabitethernet",
        "10ge",
    ),
    "tw": ("tw", "two", "twogigabitethernet", "2.5ge"),
    "fi": ("fi", "fiv", "fivegigabitethernet"),
    "mu": ("multige", "mge"),
    "twe": ("twe", "twentyfivegige", "twentyfivegigabitethernet", "25ge"),
    "fo": ("fo", "for", "fortygigabitethernet", "40ge"),
    "hu": ("hu", "hun", "hundredgige", "hundredgigabitethernet", "100ge"),
    "et": ("et", "eth", "ethernet"),
    "po": ("po", "port-channel", "portchannel", "eth-trunk"),
    "vl": ("vl", "vlan", "vlanif"),
    "me": ("meth", "oob", "aux", "mgmt"),
    "lo": ("lo", "loopback"),
    "tu": ("tu", "tunnel"),
}
_SHORT = {name: short for short, names in _KINDS.items() for name in names}
_NUMBERS = r"\d{1,4}(?:/\d{1,4}){0,3}(?:[.:]\d{1,5})?"
_NAME = re.compile(
    rf"(\d{{1,3}}GE|2\.5GE|[A-Za-z][A-Za-z-]{{0,25}}) ?({_NUMBERS})(?:\(\w{{1,5}}\))?", re.IGNORECASE
)
_PORT_WORDS = sorted(
    (
        name
        for short in ("gi", "fa", "te", "tw", "fi", "mu", "twe", "fo", "hu", "et", "po")
        for name in _KINDS[short]
    ),
    key=len,
    reverse=True,
)
_PORT_IN_TEXT = re.compile(
    rf"(?<![\w/])((?:{'|'.join(map(re.escape, _PORT_WORDS))}) ?{_NUMBERS})(?![\w/])", re.IGNORECASE
)


def normalise_interface(name: str) -> str | None:
    """The one short form, such as `gi1/0/7`; None for what is no name of an interface."""
    found = _NAME.fullmatch(name.strip()[:60])
    if found is None:
        return None
    kind, numbers = found.group(1).lower(), found.group(2)
    short = _SHORT.get(kind)
    return None if short is None else f"{short}{numbers}"


def find_interfaces(text: str) -> list[str]:
    """The ports that a line of text names, in the short form, each once."""
    found = (normalise_interface(one.group(1)) for one in _PORT_IN_TEXT.finditer(text[:2000]))
    return list(dict.fromkeys(one for one in found if one is not None))
