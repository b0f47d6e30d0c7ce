"""Names as they stand in addresses of pages: "Übergänge gestalten" → "uebergaenge-gestalten"."""

from collections.abc import Collection

from django.utils.text import slugify

_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
)


def german_slug(text: str, *, length: int = 60) -> str:
    """The name in lower-case letters, digits and hyphens, at most `length`; never empty."""
    return slugify(text.translate(_GERMAN))[:length].strip("-") or "eintrag"


def free_slug(text: str, taken: Collection[str], *, length: int = 60) -> str:
    """The same, with a number behind it where the address is taken already."""
    slug = german_slug(text, length=length)
    number = 2
    while slug in taken:
        tail = f"-{number}"
        slug = german_slug(text, length=length - len(tail)) + tail
        number += 1
    return slug
