"""Candidates prepared for comparing, and how much an agreement says.

An agreement on something rare says much, one on something frequent little: each is worth as many
bits as it is seldom among the records themselves. After Ivan P. Fellegi and Alan B. Sunter, A
Theory for Record Linkage, Journal of the American Statistical Association 64 (1969), pp. 1183-1210.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import log2

from bildungsnetz.directory.matching import words
from bildungsnetz.directory.matching.model import Candidate
from bildungsnetz.directory.matching.phonetics import cologne

_SMALLEST = 256
_MOST_AT_START = 16.0
_PARTICLES = words.listed("von van de der den dem zu zum zur di da del la le el al ten ter")
_TITLES = words.listed("dr prof dipl ing mag med phil herr frau")


class Rarity:
    """How many bits an agreement on a value is worth: log2 of records per bearer of the value."""

    def __init__(self, values: Iterable[Hashable], records: int, *, most: float) -> None:
        self.counts = Counter(value for value in values if value)
        self.records = max(records, _SMALLEST)
        self.most = most

    def bits(self, value: Hashable) -> float:
        """Between 0 and `most`; a value that two share is the rarest that can agree."""
        return min(self.most, log2(self.records / max(2, self.counts[value])))


def bits_at_start(records: int) -> float:
    """How unlikely it is, before anything is compared, that two of so many are the same."""
    return -min(_MOST_AT_START, log2(max(records, _SMALLEST)))


@dataclass(frozen=True, slots=True)
class InstitutionTraits:
    """An institution without the accidents of spelling."""

    number: str
    name: words.Name
    plain: str
    known_form: str
    forms: frozenset[str]
    way: str
    house: str
    postcode: str
    city: str
    phone: str
    email: str

    @property
    def place(self) -> tuple[str, str, str] | None:
        """Where it stands; None unless that is known to the house."""
        return (self.postcode or self.city, self.way, self.house) if self.house else None


def of_institution(candidate: Candidate) -> InstitutionTraits:
    """The traits of an institution."""
    name = words.name(candidate.name, candidate.city)
    way, house = words.street(candidate.street)
    known = words.form(candidate.form)
    return InstitutionTraits(
        number=words.number(candidate.number),
        name=name,
        plain="".join(sorted(name.words)),
        known_form=candidate.form if known else "",
        forms=frozenset({known}) if known else name.forms,
        way=way,
        house=house,
        postcode=candidate.postcode.strip(),
        city="".join(words.words(candidate.city)),
        phone=words.phone(candidate.phone),
        email=candidate.email.strip().casefold(),
    )


@dataclass(frozen=True, slots=True)
class PersonTraits:
    """A person without the accidents of spelling; particles and titles are no part of a name."""

    family: tuple[str, ...]
    given: tuple[str, ...]
    family_code: str
    salutation: str
    phone: str
    email: str
    is_role: bool
    institutions: frozenset[str]

    @property
    def whole(self) -> str:
        """All names in alphabetical order: the same where given and family name are swapped."""
        return " ".join(sorted((*self.family, *self.given)))


def of_person(candidate: Candidate) -> PersonTraits:
    """The traits of a person."""
    family = _name(candidate.name, _PARTICLES)
    email = candidate.email.strip().casefold()
    return PersonTraits(
        family=family,
        given=_name(candidate.given_name, _TITLES),
        family_code="-".join(sorted(map(cologne, family))),
        salutation=candidate.salutation if candidate.salutation in {"mr", "mrs"} else "",
        phone=words.phone(candidate.phone),
        email=email,
        is_role=bool(email) and words.is_role_mailbox(email),
        institutions=frozenset(candidate.institutions),
    )


def _name(text: str, passed_over: frozenset[str]) -> tuple[str, ...]:
    found: Sequence[str] = words.words(text)
    return tuple(word for word in found if word not in passed_over) or tuple(found)
