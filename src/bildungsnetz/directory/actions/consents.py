"""Writes of the consent log: given, withdrawn, and what follows from either."""

from datetime import datetime

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import consent_texts, lawful
from bildungsnetz.directory.actions.bases import record_basis
from bildungsnetz.directory.actions.publication import publish_person
from bildungsnetz.directory.models import ConsentEntry, ConsentText, ContactBasis, Person
from bildungsnetz.directory.rules import NotByConsent, TextChanged, TextWanting
from bildungsnetz.post import stopping
from bildungsnetz.post.models import Stop
from bildungsnetz.regions.models import Region

Purpose, Basis, Source = ContactBasis.Purpose, ContactBasis.Basis, ContactBasis.Source
# How a withdrawal reached the office, in the words of post.
_TOLD = {"link": Stop.Source.LINK, "signed_in": Stop.Source.SIGNED_IN}


@transaction.atomic
def give_consent(
    *,
    person: Person,
    purpose: str,
    version: int,
    channel: str,
    evidence: str = "",
    by: Actor,
    at: datetime,
) -> ConsentEntry:
    """Write down that a person consents to one of lawful.BY_CONSENT, on the wording they saw.

    `channel` is a ConsentEntry.Channel. A consent that stands on the same wording is not written
    again. Nothing is published by it: the office, or the person, still chooses what. Raises
    NotByConsent, and TextChanged when `version` is not the latest wording.
    """
    check_purpose(purpose)
    locked = _lock(person)
    text = settle_text(locked.region, purpose, at=at)
    if text.version != version:
        raise TextChanged
    standing = standing_consent(locked, purpose)
    if standing is not None and standing.text_id == text.pk:
        return standing
    entry = _write(locked, text, given=True, channel=channel, evidence=evidence, at=at)
    record_basis(
        person=locked, purpose=purpose, basis=Basis.CONSENT, source=Source.SELF, by=by, at=at
    )
    if purpose == Purpose.NEWS:
        _want_news(locked, True, channel, by, at)
    _record(locked, entry, "consent.given", by, at)
    return entry


@transaction.atomic
def withdraw_consent(
    *, person: Person, purpose: str, channel: str, evidence: str = "", by: Actor, at: datetime
) -> ConsentEntry | None:
    """Write down that a person withdraws a consent; None if there was none to withdraw.

    What rested on it ends in the same moment: news are stopped, and whatever stands in public by
    consent vanishes with the next request. Raises NotByConsent.
    """
    check_purpose(purpose)
    locked = _lock(person)
    rows = ContactBasis.objects.filter(person=locked, purpose=purpose, ended_at=None)
    ended = rows.filter(basis=Basis.CONSENT).update(ended_at=at)
    if purpose == Purpose.PUBLICATION and _is_public_by_consent(locked):
        publish_person(person=locked, is_public=False, fields=(), basis="", by=by, at=at)
    standing = standing_consent(locked, purpose)
    if standing is None:
        if ended:  # a basis somebody entered by hand
            audit.record(
                region=locked.region, by=by, at=at, action="basis.ended", on=locked,
                detail={"purpose": purpose},
            )  # fmt: skip
        return None
    entry = _write(locked, standing.text, given=False, channel=channel, evidence=evidence, at=at)
    if purpose == Purpose.NEWS:
        _want_news(locked, False, channel, by, at)
    _record(locked, entry, "consent.withdrawn", by, at)
    return entry


def answer_consent(
    *,
    person: Person,
    purpose: str,
    version: int,
    given: bool,
    channel: str,
    by: Actor,
    at: datetime,
) -> None:
    """What a person chose for themselves: `give_consent` or `withdraw_consent`."""
    if given:
        give_consent(person=person, purpose=purpose, version=version, channel=channel, by=by, at=at)
    else:
        withdraw_consent(person=person, purpose=purpose, channel=channel, by=by, at=at)


@transaction.atomic
def write_consent_text(
    *, region: Region, purpose: str, text: str, by: Actor, at: datetime
) -> ConsentText:
    """Put a new wording in force; consents given on older ones stay and name theirs.

    Harmless when the wording is the one in force. Raises NotByConsent, TextWanting.
    """
    check_purpose(purpose)
    if not text.strip():
        raise TextWanting
    Region.objects.select_for_update().get(pk=region.pk)
    current = settle_text(region, purpose, at=at)
    if current.text == text.strip():
        return current
    row = _new_text(region, purpose, current.version + 1, text.strip(), at)
    detail = {"purpose": purpose, "version": row.version}
    audit.record(region=region, by=by, at=at, action="consent_text.written", on=row, detail=detail)
    return row


def check_purpose(purpose: str) -> None:
    """Raise NotByConsent for what needs no consent."""
    if purpose not in lawful.BY_CONSENT:
        raise NotByConsent


def standing_consent(person: Person, purpose: str) -> ConsentEntry | None:
    """The latest line of the log for this purpose, if it gives consent."""
    rows = ConsentEntry.objects.filter(person=person, text__purpose=purpose)
    latest: ConsentEntry | None = rows.select_related("text").order_by("-at", "-pk").first()
    return latest if latest is not None and latest.given else None


def settle_text(region: Region, purpose: str, *, at: datetime) -> ConsentText:
    """The wording in force; the product's own becomes the first version when first used."""
    rows = ConsentText.objects.filter(region=region, purpose=purpose)
    current: ConsentText | None = rows.order_by("-version").first()
    return current or _new_text(region, purpose, 1, consent_texts.default(region, purpose), at)


def _new_text(region: Region, purpose: str, version: int, text: str, at: datetime) -> ConsentText:
    row, _made = ConsentText.objects.get_or_create(
        region=region, purpose=purpose, version=version, defaults={"text": text, "since": at}
    )
    found: ConsentText = row
    return found


def _lock(person: Person) -> Person:
    rows = Person.objects.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=person.pk)


def _is_public_by_consent(person: Person) -> bool:
    return person.is_public and person.publication_basis != Person.PublicationBasis.OFFICE


def _write(
    person: Person, text: ConsentText, *, given: bool, channel: str, evidence: str, at: datetime
) -> ConsentEntry:
    entry = ConsentEntry(
        person=person,
        text=text,
        given=given,
        at=at,
        channel=ConsentEntry.Channel(channel),
        evidence=evidence.strip()[:200],
    )
    entry.save(force_insert=True)
    return entry


def _want_news(person: Person, wanted: bool, channel: str, by: Actor, at: datetime) -> None:
    """Let the mailing engine know as well; a stronger stop of the address stays in force."""
    if not person.email:
        return
    key = stopping.address_hash(person.email)
    current = stopping.stops(person.region, [key]).get(key)
    if (current.scope if current else "") in {"", Stop.Scope.NEWS}:
        stopping.set_stop(
            region=person.region,
            key=key,
            scope="" if wanted else Stop.Scope.NEWS,
            source=_TOLD.get(channel, Stop.Source.OFFICE),
            by=by,
            at=at,
        )


def _record(person: Person, entry: ConsentEntry, action: str, by: Actor, at: datetime) -> None:
    detail = {
        "purpose": entry.text.purpose,
        "version": entry.text.version,
        "entry": entry.pk,
        "channel": entry.channel,
    }
    audit.record(region=person.region, by=by, at=at, action=action, on=person, detail=detail)
