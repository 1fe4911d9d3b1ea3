"""What a site says of the people who may come to it."""

from enum import StrEnum


class SiteRule(StrEnum):
    """`preferred`: rather this person than another. `forbidden`: never this person, for a reason."""

    PREFERRED = "preferred"
    FORBIDDEN = "forbidden"
