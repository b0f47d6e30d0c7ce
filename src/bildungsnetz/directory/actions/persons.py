"""Writes of persons and of what they do where."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.actions import ensure_user
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions.bases import open_bases
from bildungsnetz.directory.actions.care_links import revoke_of_function
from bildungsnetz.directory.actions.contact import carry_stops
from bildungsnetz.directory.actions.publication import assumed
from bildungsnetz.directory.models import Affiliation, ContactBasis, Institution, Person
from bildungsnetz.directory.rules import AddressTaken, AddressWanting, check_period
from bildungsnetz.regions.models import Region, Topic

_NAMED = ("salutation", "title", "given_name", "family_name", "email", "phone", "is_public")


@transaction.atomic
def add_person(
    *,
    region: Region,
    family_name: str,
    given_name: str = "",
    salutation: str = Person.Salutation.OPEN,
    title: str = "",
    email: str = "",
    phone: str = "",
    topics: Collection[Topic] = (),
    is_public: bool = False,
    source: str = ContactBasis.Source.OFFICE,
    source_note: str = "",
    by: Actor,
    at: datetime,
) -> Person:
    """Add a human contact; the name is not published unless `is_public`.

    `source` (ContactBasis.Source) tells where the data came from: it stands with the basis on which
    contacts are kept, and decides whether the person must be told (Art. 14 DSGVO).
    """
    person = Person(
        region=region,
        salutation=salutation,
        title=title.strip(),
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        email=email.strip(),
        phone=phone.strip(),
        is_public=is_public,
        **assumed(is_public=is_public, at=at),
        created_at=at,
    )
    person.save(force_insert=True)
    person.topics.set(topics)
    open_bases([person], source=source, note=source_note, at=at)
    detail = {"is_public": is_public, "source": source}
    audit.record(region=region, by=by, at=at, action="person.added", on=person, detail=detail)
    return person


@transaction.atomic
def change_person(
    *,
    person: Person,
    topics: Collection[Topic] | None = None,
    by: Actor,
    at: datetime,
    **facts: Any,
) -> Person:
    """Set salutation, title, names, address, telephone or publication; others stay as they are.

    `topics` of None stay as well.

    The trail names the changed fields, not the data themselves, so that it never holds more about
    a person than the register does. Nothing is written when nothing differs.
    """
    if unknown := set(facts) - set(_NAMED):
        raise TypeError(f"No facts of a person: {sorted(unknown)}")
    kept = Person.objects.select_for_update().get(pk=person.pk)
    changed = sorted(name for name, value in facts.items() if getattr(kept, name) != value)
    others = topics is not None and set(topics) != set(kept.topics.all())
    if not changed and not others:
        return kept
    if "email" in changed:
        carry_stops(region=kept.region, moved={kept.email: facts["email"]}, by=by, at=at)
    for name in changed:
        setattr(kept, name, facts[name])
    reasons = assumed(is_public=kept.is_public, at=at) if "is_public" in changed else {}
    for name, value in reasons.items():
        setattr(kept, name, value)
    if changed:
        kept.save(update_fields=[*changed, *reasons])
    if topics is not None:
        kept.topics.set(topics)
    detail: dict[str, Any] = {"fields": [*changed, "topics"] if others else changed}
    if "is_public" in changed:
        detail["is_public"] = kept.is_public
    audit.record(region=kept.region, by=by, at=at, action="person.changed", on=kept, detail=detail)
    return kept


@transaction.atomic
def allow_sign_in(*, person: Person, by: Actor, at: datetime) -> Person:
    """Let a person sign in by mailed links to the own address; harmless when they may already.

    Raises AddressWanting, and AddressTaken when somebody else of the region signs in with it.
    """
    kept = Person.objects.select_for_update().get(pk=person.pk)
    if kept.user_id is not None:
        return kept
    if not kept.email:
        raise AddressWanting(name=str(kept))
    user = ensure_user(email=kept.email, name=str(kept), by=by, at=at)
    if other := Person.objects.filter(region=kept.region, user=user).first():
        raise AddressTaken(name=str(other))
    kept.user = user
    kept.save(update_fields=["user"])
    audit.record(region=kept.region, by=by, at=at, action="person.sign_in_allowed", on=kept)
    return kept


@transaction.atomic
def add_affiliation(
    *,
    person: Person,
    institution: Institution,
    function: str,
    represents: bool = False,
    active_from: date | None = None,
    active_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Affiliation:
    """Note what a person does in an institution, half-open from–to. Raises PeriodReversed."""
    if person.region_id != institution.region_id:
        raise ValueError("Person and institution belong to the same region.")
    check_period(active_from, active_to)
    affiliation = Affiliation(
        person=person,
        institution=institution,
        function=function.strip(),
        represents=represents,
        active_from=active_from,
        active_to=active_to,
    )
    affiliation.save(force_insert=True)
    audit.record(
        region=person.region,
        by=by,
        at=at,
        action="affiliation.added",
        on=affiliation,
        detail=_detail(affiliation),
    )
    return affiliation


@transaction.atomic
def end_affiliation(
    *, affiliation: Affiliation, active_to: date, by: Actor, at: datetime
) -> Affiliation:
    """End a function: `active_to` is the first day on which it no longer counts.

    Raises PeriodReversed.
    """
    kept = (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("person__region", "institution")
        .get(pk=affiliation.pk)
    )
    check_period(kept.active_from, active_to)
    kept.active_to = active_to
    kept.save(update_fields=["active_to"])
    if active_to <= timezone.localdate(at):
        revoke_of_function(kept, at=at)
    audit.record(
        region=kept.person.region,
        by=by,
        at=at,
        action="affiliation.ended",
        on=kept,
        detail=_detail(kept),
    )
    return kept


def _detail(affiliation: Affiliation) -> dict[str, Any]:
    return {
        "institution": affiliation.institution.name,
        "function": affiliation.function,
        "represents": affiliation.represents,
        "active_from": affiliation.active_from,
        "active_to": affiliation.active_to,
    }
