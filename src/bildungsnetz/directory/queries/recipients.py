"""To whom a letter to an institution goes: the person who represents it, or its own address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from bildungsnetz.directory.models import Affiliation, Institution, Person
from bildungsnetz.directory.queries.institutions import active_at
from bildungsnetz.kit.letters import Addressee, salutation
from bildungsnetz.post.stopping import silent_addresses

NAME_LENGTH = 200  # what post's column holds


@dataclass(frozen=True, slots=True)
class Recipient:
    """An institution and whom its letter greets; `address` is empty when none is known."""

    institution: Institution
    person: Person | None
    address: str

    @classmethod
    def of(cls, institution: Institution, person: Person | None) -> "Recipient":
        """The institution's own address serves when its person has none."""
        address = person.email if person is not None and person.email else institution.email
        return cls(institution, person, address)

    @property
    def name(self) -> str:
        """The name on the message: the person's, or the institution's; one line, 200 characters."""
        return " ".join(str(self.person or self.institution.name).split())[:NAME_LENGTH]

    @property
    def is_functional(self) -> bool:
        """Tell whether the address is the institution's own."""
        return self.address.casefold() == self.institution.email.casefold()

    @property
    def is_personal(self) -> bool:
        """Tell whether the address is the person's."""
        return self.person is not None and bool(self.person.email) and not self.is_functional

    @property
    def greeting(self) -> str:
        """The greeting line."""
        person = self.person
        if person is None:
            return salutation(None)
        return salutation(
            Addressee(person.salutation, person.title, person.given_name, person.family_name)
        )


def representatives(institutions: Iterable[Institution], *, today: date) -> dict[int, Person]:
    """The person who represents each institution today, by the institution's key.

    Of several the one who has done so longest. Whoever objected to the use of the own data is not
    written to (Art. 21 DSGVO), nor is an address that wants no messages at all. Two queries.
    """
    return {key: row.person for key, row in speakers(institutions, today=today).items()}


def speakers(institutions: Iterable[Institution], *, today: date) -> dict[int, Affiliation]:
    """The function in which somebody represents each institution today, as `representatives`."""
    asked = list(institutions)
    keys = [one.pk for one in asked]
    rows: QuerySet[Affiliation] = (
        Affiliation.objects.filter(active_at(today), institution__in=keys, represents=True)
        .exclude(person__bases__objected_at__isnull=False)
        .select_related("person")
        .order_by(F("active_from").desc(nulls_last=True), "-pk")
    )
    found = {row.institution_id: row for row in rows}
    addresses = [row.person.email for row in found.values()]
    if not any(addresses):
        return found
    silent = silent_addresses(asked[0].region_id, addresses)
    return {key: row for key, row in found.items() if row.person.email not in silent}
