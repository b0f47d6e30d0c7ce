"""Somebody of whom everything is known: a canary in every personal field of every room."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import xlsxwriter
from django.db import transaction

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.models import PersonalLink, Session, User
from bildungsnetz.decisions.models import (
    Ballot,
    Entitled,
    Objection,
    Recommendation,
    Round,
    Version,
)
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
    ConsentEntry,
    ConsentText,
    ContactBasis,
    ExpiringContact,
    ImportRun,
    Institution,
    Merge,
    Person,
    PersonImport,
    PersonPair,
)
from bildungsnetz.jobs.models import Job
from bildungsnetz.meetings.models import Meeting, Placement, Registration, Wish, Workshop
from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.post.models import Delivery, Message
from bildungsnetz.regions.models import Region
from tests.cast import NOW, TODAY, make_institution

LATER = NOW + timedelta(days=30)


@dataclass
class Full:
    """A person with rows in every room; `mark` stands in each of the personal texts."""

    mark: str
    region: Region
    person: Person
    user: User
    registration: Registration

    @property
    def name(self) -> str:
        """The whole name as others write it."""
        return f"{self.mark}vor {self.mark}nach"


def make_full(region: Region, mark: str, number: int = 1) -> Full:
    """Everything about one human, in the order of the house."""
    user = User.objects.create(
        email=f"{mark}@amt.example", display_name=f"{mark}vor {mark}nach", created_at=NOW,
        last_login=NOW,
    )  # fmt: skip
    school = make_institution(region, f"Grundschule {number}", number=f"10000{number}")
    person = make_person(region, user, school, mark)
    full = Full(mark, region, person, user, make_meeting(region, mark, number))
    make_office(full, school)
    make_mandate(full, number)
    make_round(full, number)
    make_post(full)
    return full


def make_person(region: Region, user: User, school: Institution, mark: str) -> Person:
    """The register's side: contact, function, bases, consents, duplicates, proposals."""
    person = Person.objects.create(
        region=region, user=user, salutation="mrs", title=f"Dr. {mark}titel",
        given_name=f"{mark}vor", family_name=f"{mark}nach", email=user.email,
        phone=f"02331 {mark}", is_public=True, public_fields=[f"{mark}feld"],
        publication_basis="consent", publication_since=TODAY, created_at=NOW,
    )  # fmt: skip
    work = Affiliation.objects.create(
        person=person, institution=school, function=f"{mark}leitung", represents=True,
        active_from=date(2020, 1, 1),
    )  # fmt: skip
    ContactBasis.objects.create(
        person=person, purpose="network", basis="public_task", source="import",
        source_note=f"{mark}quelle", objection_reason=f"{mark}grund", recorded_at=NOW,
    )  # fmt: skip
    version = ConsentText.objects.filter(region=region).count() + 1
    text = ConsentText.objects.create(
        region=region, purpose="photos", version=version, text="Fotos", since=NOW
    )
    ConsentEntry.objects.create(
        person=person, text=text, given=True, at=NOW, channel="paper", evidence=f"{mark}bogen"
    )
    ChangeProposal.objects.create(
        region=region, person=person, affiliation=work, kind="contact_changed", field="phone",
        old=f"{mark}alt", new=f"{mark}neu", proposed_by=f"{mark}vor {mark}nach", proposed_at=NOW,
    )  # fmt: skip
    ChangeProposal.objects.create(
        region=region, institution=school, kind="contact_new", proposed_at=NOW, state="refused",
        new={"given_name": f"{mark}vor", "family_name": f"{mark}nach", "email": user.email},
        proposed_by="Grundschule",
    )  # fmt: skip
    ExpiringContact.objects.create(
        person=person, due_on=TODAY, listed_on=TODAY, kept_because=f"{mark}weil"
    )
    twin = Person.objects.create(region=region, family_name="Zwilling", created_at=NOW)
    PersonPair.objects.create(
        region=region, left=person, right=twin, score=0.9, reasons=["gleicher Name"], found_at=NOW
    )
    Merge.objects.create(
        region=region, kind="person", kept=person.pk, gone=person.pk + 90_000, made_at=NOW,
        made_by="Anna Albers", undo_until=LATER, snapshot={"family_name": f"{mark}frueher"},
    )  # fmt: skip
    reason = {"decline_reason": f"{person} ist verhindert"}
    Merge.objects.create(
        region=region, kind="institution", kept=school.pk, gone=school.pk + 90_000, made_at=NOW,
        made_by="Anna Albers", undo_until=LATER, snapshot={"steps": [{"values": reason}]},
    )  # fmt: skip
    return person


def make_meeting(region: Region, mark: str, number: int) -> Registration:
    """A conference with a place in a workshop."""
    meeting = Meeting.objects.create(
        region=region, kind="conference", title=f"Konferenz {number}", starts_at=NOW,
        ends_at=LATER, created_at=NOW,
    )  # fmt: skip
    workshop = Workshop.objects.create(
        meeting=meeting, number=1, title="Übergänge", starts_at=NOW, ends_at=LATER, capacity=20,
    )  # fmt: skip
    registration = Registration.objects.create(
        meeting=meeting, name=f"{mark}vor {mark}nach", email=f"{mark}@amt.example",
        function=f"{mark}amt", deputy_for=f"{mark}vertretene", registered_at=NOW,
    )  # fmt: skip
    Wish.objects.create(registration=registration, workshop=workshop, rank=1)
    Placement.objects.create(
        registration=registration, workshop=workshop, rank=1, placed_at=NOW,
        explanation=f"{mark}vor {mark}nach hat den ersten Wunsch.",
    )  # fmt: skip
    Registration.objects.create(
        meeting=meeting, name="Vera Vertreterin", deputy_for=f"{mark}vor {mark}nach",
        registered_at=NOW,
    )  # fmt: skip
    return registration


def make_office(full: Full, school: Institution) -> None:
    """What the office wrote and read in, in which somebody is named."""
    Circular.objects.create(
        region=full.region, dated_on=TODAY, subject="Dank", signed_by="Geschäftsstelle",
        body=f"Wir danken {full.name}.",
    )  # fmt: skip
    school.profile = f"Es leitet {full.name}, {full.mark}@amt.example."
    school.save(update_fields=["profile"])
    for name, content in (("a.csv", as_csv(full)), ("b.xlsx", as_workbook(full))):
        ImportRun.objects.create(
            region=full.region, file_name=name, source=f"Register {full.mark[-1]} {name}",
            content=content, uploaded_at=NOW,
            preview={"rows": [["Grundschule", f"{full.mark}vor", f"{full.mark}nach"]]},
        )  # fmt: skip
    PersonImport.objects.create(
        region=full.region, file_name=f"{full.name}.vcf", headers="0" * 64, uploaded_at=NOW,
        content=f"BEGIN:VCARD\r\nN:{full.mark}nach;{full.mark}vor\r\nEND:VCARD".encode(),
        preview={"rows": [{"given_name": f"{full.mark}vor", "family_name": f"{full.mark}nach"}]},
    )  # fmt: skip
    Job.objects.create(
        task="bildungsnetz.directory.tasks.preview_import", enqueued_at=NOW, run_after=LATER,
        arguments={"args": [full.name], "kwargs": {}}, failure=f"ValueError: {full.name}",
        result={"to": full.user.email},
    )  # fmt: skip
    with transaction.atomic():
        by = audit.Actor.of(full.user)
        audit.record(region=None, by=by, at=NOW, action="user.signed_in", on=full.user)
        audit.record(region=full.region, by=by, at=NOW, action="school.changed", on=school)
        detail: dict[str, Any] = {"family_name": [f"{full.mark}frueher", f"{full.mark}nach"]}
        audit.record(
            region=full.region, by=audit.CONSOLE, at=NOW, action="person.changed", on=full.person,
            detail=detail,
        )  # fmt: skip
        audit.record(
            region=full.region, by=audit.CONSOLE, at=NOW, action="run.noted", on=school,
            detail={"name": full.name, "kept": 1},
        )  # fmt: skip


def as_csv(full: Full) -> bytes:
    """A register with the person's names in columns of their own, as Windows writes it."""
    text = f"Schule;Vorname;Nachname\r\nGrundschule;{full.mark}vor;{full.mark}nach\r\n"
    return text.encode("latin-1")


def as_workbook(full: Full) -> bytes:
    """The same as XLSX."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet().write_row(0, 0, ["Grundschule", full.name, full.user.email])
    book.close()
    return stream.getvalue()


def make_mandate(full: Full, number: int) -> None:
    """A mandate that has ended."""
    organ = Organ.objects.create(
        region=full.region, slug=f"kreis-{number}", kind="group", name=f"Kreis {number}"
    )
    Mandate.objects.create(
        organ=organ, person=full.person, role="member", active_from=date(2020, 1, 1),
        active_to=date(2022, 1, 1), note=f"{full.mark}anmerkung",
    )  # fmt: skip


def make_round(full: Full, number: int) -> None:
    """A closed round with an objection, in which others recorded and wrote."""
    recommendation = Recommendation.objects.create(
        region=full.region, year=2026, number=number, title="Mehr Übergänge",
        meeting=full.registration.meeting, created_at=NOW,
    )  # fmt: skip
    version = Version.objects.create(
        recommendation=recommendation, number=1, text="Wortlaut", at=NOW, by=full.name
    )
    asked = Round.objects.create(
        recommendation=recommendation, version=version, number=1, procedure="consent",
        text_hash="0" * 64, circle="alle", moderated_by=full.name, opened_at=NOW,
        closes_at=LATER, closed_at=LATER, result="passed", counts={"consent": 3},
    )  # fmt: skip
    link = links.issue(
        purpose=PersonalLink.Purpose.ROUND, subject=number, region=full.region, at=NOW,
        expires_at=LATER,
    )  # fmt: skip
    entitled = Entitled.objects.create(
        round=asked, name=full.name, institution=f"Grundschule {number}",
        email=full.user.email, registration=full.registration, link=link,
    )  # fmt: skip
    ballot = Ballot.objects.create(
        entitled=entitled, choice="objection", cast_at=NOW, recorded_by=full.name
    )
    Objection.objects.create(
        ballot=ballot, reason=f"{full.name}: zu teuer", answer=f"Danke, {full.name}."
    )


def make_post(full: Full) -> None:
    """Letters to the person and to the school, sign-in, session."""
    sign_in = links.issue(
        purpose=PersonalLink.Purpose.SIGN_IN, subject=full.user.pk, region=None, at=NOW,
        expires_at=LATER,
    )  # fmt: skip
    for key, region, link in (("a", full.region, None), ("b", None, sign_in)):
        message = Message.objects.create(
            region=region, batch="x", key=f"{key}{full.person.pk}",
            message_id=f"<{key}{full.person.pk}@x>", to_name=full.name,
            to_address=full.user.email, reply_to=f"{full.mark}antwort@amt.example",
            subject=f"Für {full.name}", body=f"Guten Tag, {full.name}.",
            calendar=f"ATTENDEE:{full.user.email}", created_at=NOW, send_after=NOW, link=link,
            state=Message.State.QUEUED,
        )  # fmt: skip
        Delivery.objects.create(
            message=message, number=1, started_at=NOW, answer=f"550 {full.user.email} unknown"
        )
    Message.objects.create(
        region=full.region, batch="x", key=f"c{full.person.pk}",
        message_id=f"<c{full.person.pk}@x>", to_name="Grundschule", subject="Ihre Anmeldung",
        to_address="grundschule@schule.example", body=f"Angemeldet ist {full.name}.",
        created_at=NOW, send_after=NOW,
    )  # fmt: skip
    Session.objects.create(
        session_key=f"{full.mark}sitzung", session_data=f"{full.mark}daten", user=full.user,
        expire_date=LATER, started_at=NOW, device=f"{full.mark} Browser",
    )  # fmt: skip
