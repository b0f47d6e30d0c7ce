"""What a contact is, and what is said about one that cannot be read."""

from dataclasses import dataclass

from bildungsnetz.kit.tables import Remark

KINDS = frozenset({"individual", "org", "group", "location"})
"""The kinds of cards the standard names and address books use."""


@dataclass(frozen=True)
class Phone:
    """A number as it was written; `types` are small: "work", "cell", "fax" …"""

    number: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Address:
    """The seven parts of an address (RFC 6350, 6.3.1), and whether it is "work" or "home"."""

    po_box: str = ""
    extended: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    types: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The seven parts in the order of the standard."""
        return (
            self.po_box,
            self.extended,
            self.street,
            self.city,
            self.region,
            self.postcode,
            self.country,
        )


@dataclass(frozen=True)
class Card:
    """One contact; texts are trimmed, line breaks in them are LF, "" is what the card lacks.

    `organisation` is the name and then its units, from large to small. E-mail addresses, numbers
    and addresses stand in the order in which their owner prefers them. `rev` is the moment of the
    last change as the card has it, mostly `20260914T080000Z`. `kind` is "", "individual", "org",
    "group" or "location" (RFC 6350, 6.1.4); "" is what a card without it means: a human being.
    `categories` are the tags of a book, in their order (6.7.1).
    """

    full_name: str
    family_name: str = ""
    given_name: str = ""
    additional: str = ""
    prefix: str = ""
    suffix: str = ""
    organisation: tuple[str, ...] = ()
    title: str = ""
    role: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    addresses: tuple[Address, ...] = ()
    url: str = ""
    note: str = ""
    uid: str = ""
    rev: str = ""
    kind: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong with a card (counted from 1; 0 is the file as a whole).

    `left_out` tells that the card is not among those that were read.
    """

    card: int
    reason: Remark
    left_out: bool = False
