"""What the tests of the yearly confirmation share: a run under way, its links, proposals."""

from datetime import UTC, date, datetime
from typing import Any

from django.template.loader import render_to_string

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions import care, proposing
from bildungsnetz.directory.models import (
    ChangeProposal,
    Confirmation,
    ConfirmationRun,
    Institution,
)
from bildungsnetz.directory.queries.entries import Subject
from bildungsnetz.regions.models import Region
from tests.cast import NOW

OFFICE = Actor(label="Anna Albers")
SCHOOL = Actor(label="Persönlicher Link: Schule")
UNTIL = date(2026, 10, 31)
LATER = datetime(2026, 9, 20, 8, tzinfo=UTC)


def make_run(region: Region, **values: Any) -> ConfirmationRun:
    """A run with the text the form begins with, not yet released."""
    context = {"region": region}
    plain = {
        "title": "Bestätigung 2026",
        "subject": render_to_string("post/directory/care_subject.txt", context).strip(),
        "body": render_to_string("post/directory/care.txt", context).strip() + "\n",
        "audience": None,
        "closes_on": UNTIL,
    }
    return care.write_run(region=region, by=OFFICE, at=NOW, **(plain | values))


def release(run: ConfirmationRun, at: datetime = NOW) -> int:
    """Ask everybody."""
    return care.release_run(run=run, by=OFFICE, at=at)


def asked(region: Region, **values: Any) -> list[Confirmation]:
    """A released run's institutions by name."""
    run = make_run(region, **values)
    release(run)
    rows = Confirmation.objects.filter(run=run).select_related("institution", "link", "run")
    return list(rows.order_by("institution__name"))


def path(confirmation: Confirmation) -> str:
    """The address behind the personal link."""
    confirmation.refresh_from_db()
    assert confirmation.link is not None
    return f"/eintrag/{links.token(confirmation.link)}/"


def propose(
    institution: Institution, seen: dict[str, Any] | None = None, **typed: Any
) -> list[ChangeProposal]:
    """Propose changed facts; keys of flags are written public__phone."""
    keyed = {key.replace("__", ":"): value for key, value in typed.items()}
    subject = Subject(institution.region, Institution.objects.get(pk=institution.pk))
    return proposing.propose(subject=subject, seen=seen or {}, typed=keyed, by=SCHOOL, at=LATER)


NEW_CONTACT = {
    "salutation": "mrs",
    "title": "Dr.",
    "given_name": "Neele",
    "family_name": "Neumann",
    "email": "neele@schule.example",
    "phone": "",
    "function": "Schulleitung",
    "represents": True,
}
