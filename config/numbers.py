"""Numbers in what somebody typed or sent."""

#: One digit less than the largest that a column of ids holds.
_MOST_DIGITS = 18


def is_id(text: str) -> bool:
    """Whether `text` can be the id of a row: a database refuses to compare with larger ones."""
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
