"""What an id looks like from outside."""

from uuid import UUID


def is_id(text: object) -> bool:
    """True for the canonical lower-case form of a UUID only: two spellings of one id would be two things."""
    try:
        return isinstance(text, str) and str(UUID(text)) == text
    except ValueError:
        return False
