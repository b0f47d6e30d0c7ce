"""Writes of the privacy room: erasing, repeating erasures, what the office says of itself."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.models import Person
from bildungsnetz.kit.letters import german
from bildungsnetz.kit.privacy import Subject
from bildungsnetz.post import actions as post
from bildungsnetz.post.models import Message
from bildungsnetz.privacy import erasing, ledger, plan, subjects, tasks
from bildungsnetz.privacy.models import ErasureRecord, Responsibility
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.regions.models import Region

COPY_LINK_LIFETIME = timedelta(days=7)


@dataclass
class NotYet(Exception):
    """Somebody cannot be erased yet; carries the sentences that say why."""

    sentences: list[str]


class NoAddress(Exception):
    """There is no address to which the link could be sent."""

    sentence = _("Bei dieser Person ist keine E-Mail-Adresse eingetragen.")


@transaction.atomic
def erase(*, region: Region, subject: Subject, by: Actor, at: datetime) -> ErasureRecord:
    """Erase somebody: everything in one transaction, then the traces in the file. No way back.

    Raises NotYet. The line in the ledger is written last: if the machine dies before the commit,
    the erasure is carried out at the next start, which is what the office wanted.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    subject = plan.erasable(subject)
    if sentences := list(plan.obstacles(subject)):
        raise NotYet(sentences)
    return _erase(region, subject, uuid4().hex, by=by, at=at, line=True)


def _erase(
    region: Region, subject: Subject, key: str, *, by: Actor, at: datetime, line: bool
) -> ErasureRecord:
    steps = plan.steps(subject)
    words = subjects.words(subject)
    roots = list(_roots(steps)) if line else []
    secret = ledger.new_secret()
    actors, details = erasing.trail_of(subject, steps, words)
    counts = erasing.erase_rows(steps, at=at)
    counts.update(erasing.scrub_texts(subject, words))
    record = ErasureRecord.objects.create(region=region, key=key, at=at, counts=counts)
    known = _own_entries(by, subject)
    audit.erase(actors=actors, details=details, region=region, by=known, at=at, on=record)
    audit.record(
        region=region, by=known, at=at, action="person.erased", on=record, detail={"counts": counts}
    )
    tasks.ask_for_wipe()
    if line:
        marks = tuple((n, k, ledger.mark(secret, n, k, born)) for n, k, born in roots)
        ledger.append(ledger_file(), ledger.Line(key, at, region.slug, marks), secret)
    return record


def _own_entries(by: Actor, subject: Subject) -> Actor:
    """Who erases herself leaves no name behind in doing so."""
    return audit.GONE if by.user_id in subject.users else by


def _roots(steps: list[plan.Step]) -> Iterator[tuple[str, str, datetime | None]]:
    """The records by which somebody is found again in an older database."""
    for step in steps:
        if not step.table.born:
            continue
        rows = step.table.model._default_manager.filter(pk__in=(*step.deleted, *step.changed))
        for key, born in rows.values_list("pk", step.table.born):
            yield step.table.name, str(key), born


def ledger_file() -> Path:
    """Where the ledger lies: in the data folder, outside the database."""
    return Path(settings.DATA_DIR) / ledger.NAME


def repeat_erasures(*, at: datetime) -> int:
    """Carry out again what an older backup brought back; how many erasures that were.

    Each line of the ledger whose key the database does not know is played against it; records
    are recognised by their number and mark.
    """
    known = set(ErasureRecord.objects.values_list("key", flat=True))
    missing = [pair for pair in ledger.read(ledger_file()) if pair[0].key not in known]
    for line, secret in missing:
        _repeat(line, secret, at=at)
    return len(missing)


@transaction.atomic
def _repeat(line: ledger.Line, secret: str, *, at: datetime) -> None:
    region = Region.objects.filter(slug=line.region).first()
    if region is None:
        return
    found = frozenset((n, k) for n, k, mark in line.records if _is_same(n, k, mark, secret))
    persons = Person.objects.filter(region=region, pk__in=[k for n, k in found if n == "person"])
    subject = subjects.of_rows(region, frozenset(one for one in found if one[0] != "person"))
    for person in persons:
        subject = subjects.both(subject, subjects.of_person(person))
    users = frozenset(int(k) for n, k in found if n == "user")
    subject = plan.erasable(subjects.both(subject, Subject(region=region.pk, users=users)))
    _erase(region, subject, line.key, by=audit.CONSOLE, at=at, line=False)


def _is_same(name: str, key: str, mark: str, secret: str) -> bool:
    """Tell whether the record with this number is the one that was erased."""
    table = next((table for table in TABLES if table.name == name), None)
    if table is None:
        return False
    born = table.model._default_manager.filter(pk=key).values_list(table.born, flat=True).first()
    return born is not None and ledger.mark(secret, name, key, born) == mark


@transaction.atomic
def save_responsibility(*, region: Region, by: Actor, at: datetime, **said: Any) -> Responsibility:
    """Keep what the record of processing says about the office itself."""
    kept, _new = Responsibility.objects.update_or_create(
        region=region, defaults={**said, "changed_at": at}
    )
    audit.record(
        region=region, by=by, at=at, action="responsibility.changed", on=kept,
        detail={"changed": sorted(said)},
    )  # fmt: skip
    return kept


@transaction.atomic
def note_copy(*, region: Region, subject: Subject, by: Actor, at: datetime) -> None:
    """Write down that a copy of somebody's data was handed out (Art. 15)."""
    counts = Counter({"persons": len(subject.persons), "rows": len(subject.rows)})
    audit.record(region=region, by=by, at=at, action="copy.made", on=region, detail=dict(counts))


@transaction.atomic
def issue_copy_link(*, person: Person, by: Actor, at: datetime) -> PersonalLink:
    """A link under which a person without an account gets a copy of her data, for seven days."""
    link = links.issue(
        purpose=PersonalLink.Purpose.COPY,
        subject=person.pk,
        region=person.region,
        at=at,
        expires_at=at + COPY_LINK_LIFETIME,
    )
    audit.record(region=person.region, by=by, at=at, action="copy.link_issued", on=person)
    return link


@transaction.atomic
def send_copy_link(*, person: Person, by: Actor, at: datetime) -> None:
    """Mail somebody without an account the link to a copy of her data. Raises NoAddress."""
    if not person.email:
        raise NoAddress
    region = person.region
    link = issue_copy_link(person=person, by=by, at=at)
    texts = {"person": person, "region": region, "until": link.expires_at}
    with german():
        post.queue(
            region=region,
            kind=Message.Kind.SERVICE,
            batch=f"copy:{person.pk}",
            key=f"copy:{link.pk}",
            to_name=str(person),
            to_address=person.email,
            reply_to=region.office_email,
            subject=gettext("Auskunft über Ihre Daten"),
            body=render_to_string("post/privacy/copy.txt", texts),
            link=link,
            at=at,
            by=by,
        )
