"""To whom a circular would go now: institutions, and persons on a basis; each address once."""

import re
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from bildungsnetz.directory.models import Audience, ContactBasis, Institution, Person
from bildungsnetz.directory.queries import audience_institutions
from bildungsnetz.directory.queries.audiences import audience_people
from bildungsnetz.kit.letters import Addressee, fill, german, salutation
from bildungsnetz.office.models import Circular
from bildungsnetz.post.models import Message
from bildungsnetz.post.rules import holds_back
from bildungsnetz.post.stopping import address_hash, stops_of

_EMPHASIS = re.compile(r"(\*\*|__)(\S(?:.*?\S)?)\1")
NAME_LENGTH = 200  # what post's column holds
# On which purpose a person is written to.
PURPOSES = {
    Circular.Kind.CIRCULAR: ContactBasis.Purpose.OFFICIAL,
    Circular.Kind.NEWS: ContactBasis.Purpose.NEWS,
}


@dataclass(frozen=True, slots=True)
class Addressed:
    """One address: an institution's own, or a person's."""

    address: str
    name: str
    person: Person | None

    @property
    def greeting(self) -> str:
        """The greeting line."""
        one = self.person
        if one is None:
            return salutation(None)
        return salutation(Addressee(one.salutation, one.title, one.given_name, one.family_name))


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who gets it, who stopped such mail, who has it already, and institutions without address."""

    ready: list[Addressed]
    held: list[Addressed]
    already: int
    mute: int
    # Persons of the audience whom no basis allows to be written to.
    without_basis: int

    @property
    def to_persons(self) -> int:
        """How many go to persons."""
        return sum(one.person is not None for one in self.ready)


def letter(circular: Circular, one: Addressed) -> str:
    """The text of the mail as this recipient gets it: plain, without the marks of emphasis."""
    with german():
        plain = _EMPHASIS.sub(r"\2", circular.body)
        text = fill(plain, {"anrede": one.greeting})
        context = {"circular": circular, "region": circular.region, "text": text.strip()}
        return render_to_string("post/office/circular.txt", context)


def batch_of(circular: Circular) -> str:
    """The name under which post counts its messages."""
    return f"circular:{circular.pk}"


def key_of(circular: Circular, address: str) -> str:
    """The key of the one message to this address."""
    return f"circular:{circular.pk}:{address_hash(address)}"


def mailing(circular: Circular, audience: Audience, kind: str, *, today: date) -> Mailing:
    """The audience as it is today; five queries.

    Where an institution and a person share an address, the letter goes to the institution.
    """
    institutions = list(audience_institutions(audience, today=today))
    people = [one for one in audience_people(audience, today=today) if one.email]
    allowed = _allowed(people, kind)
    rows = {one.email.casefold(): _institution(one) for one in institutions if one.email}
    for one in people:
        if one.pk in allowed:
            rows.setdefault(one.email.casefold(), _person(one))
    sent = set(Message.objects.filter(batch=batch_of(circular)).values_list("key", flat=True))
    new = [one for one in rows.values() if key_of(circular, one.address) not in sent]
    stops = stops_of(audience.region_id, [one.address for one in new])
    held = {
        address
        for address, stop in stops.items()
        if holds_back(stop.scope, kind=kind, is_functional=False)
    }
    return Mailing(
        ready=[one for one in new if one.address not in held],
        held=[one for one in new if one.address in held],
        already=len(rows) - len(new),
        mute=sum(not one.email for one in institutions),
        without_basis=len(people) - len(allowed),
    )


def _allowed(people: list[Person], kind: str) -> set[int]:
    """The keys of those whose data may be used for it: a basis in force, and no objection."""
    rows = ContactBasis.objects.filter(
        person__in=[one.pk for one in people],
        purpose=PURPOSES[Circular.Kind(kind)],
        ended_at=None,
        objected_at=None,
    )
    return set(rows.values_list("person_id", flat=True))


def _institution(one: Institution) -> Addressed:
    return Addressed(one.email, _one_line(one.name), None)


def _person(one: Person) -> Addressed:
    return Addressed(one.email, _one_line(str(one)), one)


def _one_line(name: str) -> str:
    return " ".join(name.split())[:NAME_LENGTH]
