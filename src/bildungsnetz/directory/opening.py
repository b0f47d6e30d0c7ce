"""The bases with which every new contact begins."""

from collections.abc import Iterable
from datetime import datetime

from bildungsnetz.directory import lawful
from bildungsnetz.directory.models import ContactBasis, Person

BATCH_SIZE = 500


def open_bases(
    persons: Iterable[Person], *, source: str, note: str = "", at: datetime
) -> list[ContactBasis]:
    """The bases of new contacts, for functions: one statement for all of them.

    Writes no trail of its own: call it inside the action that enters the persons. `source` is a
    value of ContactBasis.Source; `note` says more, for example the name of the file.
    """
    ContactBasis.Source(source)
    rows = [
        ContactBasis(
            person=person,
            purpose=purpose,
            basis=ContactBasis.Basis.PUBLIC_TASK,
            source=source,
            source_note=note.strip()[:160],
            recorded_at=at,
        )
        for person in persons
        for purpose in lawful.ON_ENTRY
    ]
    return ContactBasis.objects.bulk_create(rows, batch_size=BATCH_SIZE)
