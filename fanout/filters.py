"""Which of an event type's events a channel wants: compared when published, never stored."""

import unicodedata
from collections.abc import Collection, Mapping

#: Per attribute the values that are wanted, such as ``{"city": ["Bandung", "Cimahi"]}``.
Filter = Mapping[str, Collection[str]]


def admit(wanted: Filter, attributes: Mapping[str, str]) -> bool:
    """Whether an event passes: each attribute has one of its wanted values.

    Case, blanks and Unicode forms do not matter. An attribute that the event does not tell stops
    nothing: better told once too often than never.
    """
    return all(
        folded(attributes[name]) in {folded(value) for value in values}
        for name, values in wanted.items()
        if values and name in attributes
    )


def folded(text: str) -> str:
    """What makes two writings of the same word equal."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
