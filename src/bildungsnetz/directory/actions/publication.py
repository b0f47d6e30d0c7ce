"""Writes of what of a person stands in public, why, and since when."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.models import Person
from bildungsnetz.directory.publication import PERSON_FIELDS, check_person, cleaned


@transaction.atomic
def publish_person(
    *,
    person: Person,
    is_public: bool,
    fields: Collection[str],
    basis: str,
    by: Actor,
    at: datetime,
) -> Person:
    """Let the name, and the PERSON_FIELDS named, stand in public on a basis; or nothing at all.

    `basis` is a Person.PublicationBasis; without the name nothing is kept. Nothing is written when
    nothing differs. Raises NameWanting, BasisWanting, ConsentWanting.
    """
    kept = Person.objects.select_for_update().get(pk=person.pk)
    check_person(is_public=is_public, fields=fields, basis=basis)
    wanted = {
        "is_public": is_public,
        "public_fields": cleaned(fields, PERSON_FIELDS),
        "publication_basis": basis if is_public else "",
    }
    if all(getattr(kept, name) == value for name, value in wanted.items()):
        return kept
    for name, value in wanted.items():
        setattr(kept, name, value)
    kept.publication_since = timezone.localdate(at) if is_public else None
    kept.save(update_fields=[*wanted, "publication_since"])
    audit.record(
        region=kept.region, by=by, at=at, action="person.published", on=kept, detail=wanted
    )
    return kept


def assumed(*, is_public: bool, at: datetime) -> dict[str, Any]:
    """What is written beside a mere "may be named": that the person agreed, and when."""
    if not is_public:
        return {"public_fields": [], "publication_basis": "", "publication_since": None}
    return {
        "publication_basis": Person.PublicationBasis.CONSENT,
        "publication_since": timezone.localdate(at),
    }
