"""A year of the example region, told through the actions people use: for walks through pages.

Everything a page can show exists once: a conference with workshops, invited, answered, allocated;
recommendations agreed, disputed, passed on, decided, ordered, reported.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import User
from bildungsnetz.decisions import models as decided
from bildungsnetz.decisions.actions import ballots, passage, recommendation, rounds
from bildungsnetz.decisions.queries import circles
from bildungsnetz.directory import actions as directory
from bildungsnetz.directory.actions import care, proposals, proposing
from bildungsnetz.directory.models import (
    Affiliation,
    Audience,
    ConfirmationRun,
    Institution,
    Person,
)
from bildungsnetz.directory.queries.entries import Subject
from bildungsnetz.example.load import load
from bildungsnetz.meetings import actions as meetings
from bildungsnetz.meetings.actions.registration import Guest
from bildungsnetz.meetings.allocation import Goal
from bildungsnetz.meetings.models import Invitation, Meeting, Registration, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region

CLERK = Actor(label="Heike Beispiel")


@dataclass
class Story:
    """The region with what happened in it."""

    region: Region
    clerk: User
    chair: User
    head: User
    conference: Meeting
    agreed: decided.Recommendation
    running: decided.Round
    inner: decided.Round
    order: decided.Order
    asked: ConfirmationRun


def tell(at: datetime) -> Story:
    """Tell the year up to `at`; the conference lies sixty days ahead."""
    region = load(at - timedelta(days=10))
    locate(region)
    conference = plan(region, at)
    invite(conference, at)
    answer(conference, at)
    allocate(conference, at)
    agreed, order = decide(conference, at)
    receive(region, at)
    asked = ask(region, at)
    receive_people(region, at)
    return Story(
        region=region,
        clerk=User.objects.get(email="heike.beispiel@hagen.example"),
        chair=User.objects.get(email="bernhard.beispielmann@hagen.example"),
        head=User.objects.get(email="katharina.vorlage@hagen.example"),
        conference=conference,
        agreed=agreed,
        running=open_second_round(conference, at),
        inner=open_inner_round(conference, at),
        order=order,
        asked=asked,
    )


def locate(region: Region) -> None:
    """The first schools lie somewhere, three of them at one place, for the maps."""
    for place, row in enumerate(Institution.objects.filter(region=region).order_by("pk")[:12]):
        row.easting, row.northing = 390_000 + max(0, place - 3) * 700, 5_690_000 + place // 4 * 900
        row.save(update_fields=["easting", "northing"])


def plan(region: Region, at: datetime) -> Meeting:
    """A conference with four workshops of six places each."""
    starts = timezone.localtime(at + timedelta(days=60)).replace(
        hour=13, minute=0, second=0, microsecond=0
    )
    fields = list(FieldOfAction.objects.filter(region=region).order_by("order")[:2])
    conference = meetings.plan_meeting(
        meeting=Meeting(
            region=region,
            kind=Meeting.Kind.CONFERENCE,
            title="Bildungskonferenz: Übergänge gemeinsam verantworten",
            starts_at=starts,
            ends_at=starts + timedelta(hours=4),
            venue="Kulturzentrum am Bildungsnetzwerkplatz",
            address="Beispielstraße 1, 58095 Hagen",
            description="Arbeitskonferenz mit vier Workshops.",
            capacity=120,
            registration_opens_at=at - timedelta(days=1),
            registration_closes_at=starts - timedelta(days=7),
            changes_until=starts - timedelta(days=2),
        ),
        organs=[Organ.objects.get(region=region, kind=Organ.Kind.CONFERENCE)],
        fields=fields,
        by=CLERK,
        at=at,
    )
    for number, title in enumerate(
        ("Sprachförderung von Anfang an", "Elternarbeit", "Berufsorientierung", "Ganztag"), 1
    ):
        meetings.add_workshop(
            workshop=Workshop(
                meeting=conference,
                number=number,
                title=title,
                room=f"Raum {number}",
                speaker=f"Beispielperson {number}",
                starts_at=starts + timedelta(hours=1),
                ends_at=starts + timedelta(hours=3),
                capacity=6,
            ),
            fields=fields[:1],
            by=CLERK,
            at=at,
        )
    return meetings.show_meeting(meeting=conference, is_public=True, by=CLERK, at=at)


def invite(conference: Meeting, at: datetime) -> None:
    """All Gymnasien and Gesamtschulen, out of the window with a written reason."""
    audience: Audience = directory.save_audience(
        region=conference.region,
        name="Weiterführende Schulen",
        query={"kinds": ["gymnasium", "gesamtschule"]},
        by=CLERK,
        at=at,
    )
    meetings.write_invitation(
        meeting=conference,
        audience=audience,
        subject="Einladung zur Bildungskonferenz",
        body="{anrede}\n\nam {termin} in {ort}: {einrichtung} ist dabei.\n\n{link}\n\nBis {frist}.",
        by=CLERK,
        at=at,
    )
    meetings.release_invitations(meeting=conference, reason="Frühe Bekanntgabe", by=CLERK, at=at)


def answer(conference: Meeting, at: datetime) -> None:
    """Eight schools send two persons each, one declines, the others are silent."""
    shops = list(Workshop.objects.filter(meeting=conference).order_by("number"))
    invitations = list(Invitation.objects.filter(meeting=conference).order_by("pk"))
    for place, invitation in enumerate(invitations[:8]):
        wishes = tuple(shops[(place + step) % 4].pk for step in range(3))
        meetings.accept(
            invitation=invitation,
            guests=[
                Guest(name=f"Person {place}a", email=f"a{place}@schule.example", wishes=wishes),
                Guest(name=f"Person {place}b", wishes=wishes),
            ],
            revision=invitation.revision,
            by=Actor(label=f"Einladung: {invitation.institution}"),
            at=at,
        )
    last = invitations[8]
    meetings.decline(
        invitation=last, reason="Klassenfahrt", revision=last.revision,
        by=Actor(label=f"Einladung: {last.institution}"), at=at,
    )  # fmt: skip


def allocate(conference: Meeting, at: datetime) -> None:
    """The published places."""
    allocation = meetings.compute_allocation(
        meeting=conference, goal=Goal.RANK_SUM, keep_moved=False, by=CLERK, at=at
    )
    meetings.publish_allocation(allocation=allocation, by=CLERK, at=at)


def write(conference: Meeting, title: str, at: datetime) -> decided.Recommendation:
    """A recommendation of the first workshop, to be seen by everybody."""
    workshop = Workshop.objects.filter(meeting=conference).order_by("number")[0]
    themes = FieldOfAction.objects.filter(region=conference.region, is_cross_cutting=True)
    written = recommendation.write_recommendation(
        region=conference.region,
        meeting=conference,
        workshop=workshop,
        title=title,
        text="Die Schulen benennen eine Ansprechperson für Übergänge.",
        fields=list(conference.fields.all()),
        answers={theme.pk: "Alle Materialien gibt es in Leichter Sprache." for theme in themes},
        by=CLERK,
        at=at,
    )
    recommendation.show_publicly(recommendation=written, is_public=True, by=CLERK, at=at)
    return written


def open_round(
    written: decided.Recommendation, at: datetime, key: str = circles.WORKSHOP
) -> decided.Round:
    """A consensus round with those placed in the workshop, or in another circle."""
    today = timezone.localdate(at)
    circle = circles.circle(written, key, today=today)
    return rounds.open_round(
        recommendation=written,
        circle_key=circle.key,
        seen=circle.stamp,
        moderated_by="Heike Beispiel und Jonas Probe",
        closes_at=at + timedelta(days=14),
        by=CLERK,
        at=at,
        today=today,
    )


def decide(conference: Meeting, at: datetime) -> tuple[decided.Recommendation, decided.Order]:
    """Agreed by consent, accepted by the Lenkungskreis, ordered, reported."""
    written = write(conference, "Eine Ansprechperson für Übergänge", at)
    current = open_round(written, at)
    for entitled in decided.Entitled.objects.filter(round=current).order_by("pk")[:3]:
        ballots.cast_ballot(entitled=entitled, choice="consent", by=Actor(label="Runde"), at=at)
    rounds.close_round(round=current, minority_statement="", by=CLERK, at=at)
    written.refresh_from_db()
    steering = Organ.objects.get(region=conference.region, kind=Organ.Kind.STEERING)
    office = Organ.objects.get(region=conference.region, kind=Organ.Kind.OFFICE)
    consultation = passage.forward_recommendation(
        recommendation=written, organ=steering, note="Bitte um Entscheidung.", by=CLERK, at=at
    )
    today = timezone.localdate(at)
    passage.answer_consultation(
        consultation=consultation,
        answer="accepted",
        reason="Der Lenkungskreis folgt der Empfehlung.",
        publish=True,
        resolution=passage.NewResolution(
            text="Jede Schule benennt eine Ansprechperson.",
            decided_on=today,
            orders=[
                passage.NewOrder(
                    text="Liste aufbauen", assignee=office, due_on=today + timedelta(days=90)
                ),
                passage.NewOrder(
                    text="Um Zustimmung werben", assignee=steering, due_on=today + timedelta(days=9)
                ),
            ],
        ),
        by=CLERK,
        at=at,
    )
    order = decided.Order.objects.get(recommendation=written, assignee=office)
    passage.report_status(
        order=order, percent=40, text="26 Schulen haben benannt.", by=CLERK, at=at, today=today
    )
    return written, order


def open_second_round(conference: Meeting, at: datetime) -> decided.Round:
    """A round that is still open, with one objection."""
    current = open_round(write(conference, "Gemeinsame Elternabende", at), at)
    entitled = decided.Entitled.objects.filter(round=current, email="").order_by("pk")[0]
    ballots.record_ballot(
        entitled=entitled, choice="objection", reason="Die Abende sind schon voll.", by=CLERK, at=at
    )
    return current


def open_inner_round(conference: Meeting, at: datetime) -> decided.Round:
    """A round among the members of the Lenkungskreis."""
    steering = Organ.objects.get(region=conference.region, kind=Organ.Kind.STEERING)
    written = write(conference, "Ein gemeinsamer Kalender", at)
    return open_round(written, at, f"{circles.ORGAN}-{steering.pk}")


def ask(region: Region, at: datetime) -> ConfirmationRun:
    """The primary schools are asked to confirm; one answers with changes, one is accepted."""
    audience = directory.save_audience(
        region=region, name="Grundschulen", query={"kinds": ["grundschule"]}, by=CLERK, at=at
    )
    today = timezone.localdate(at)
    for title in ("Bestätigung, zweite Runde", "Jährliche Bestätigung"):
        run = care.write_run(
            region=region, audience=audience, title=title, subject="Stimmt Ihr Eintrag?",
            body="{anrede}\n\nbitte bestätigen: {einrichtung}\n\n{link}\n\nBis {frist}.",
            closes_on=today + timedelta(days=40), by=CLERK, at=at,
        )  # fmt: skip
    care.release_run(run=run, by=CLERK, at=at)
    first = Affiliation.objects.select_related("institution__region").get(represents=True)
    chair = Person.objects.get(region=region, user__email="bernhard.beispielmann@hagen.example")
    directory.add_affiliation(
        person=chair, institution=first.institution, function="Schulträger", represents=True,
        by=CLERK, at=at,
    )  # fmt: skip
    answer_care(first.institution, at)
    return run


def answer_care(institution: Institution, at: datetime) -> None:
    """A corrected telephone, a flag, a new contact; the first is accepted."""
    school = Actor(label=f"Persönlicher Link: {institution}")
    made = proposing.propose(
        subject=Subject(institution.region, Institution.objects.get(pk=institution.pk)),
        seen={}, typed={"phone": "02331 20700", "public:fax": True}, by=school, at=at,
    )  # fmt: skip
    proposals.accept(proposal=made[0], by=CLERK, at=at)
    proposing.propose_contact(
        institution=institution,
        facts={"salutation": "mr", "title": "", "given_name": "Neo", "family_name": "Neumuster",
               "email": "neo@schule.example", "phone": "", "function": "Konrektor",
               "represents": False},
        by=school, at=at,
    )  # fmt: skip


def receive(region: Region, at: datetime) -> None:
    """A file of day nurseries that waits to be looked through."""
    directory.upload_import(
        region=region,
        file_name="kitas_hagen.csv",
        content=b"Name;Art;Strasse;PLZ;Ort\nKita Beispielweg;Kita;Beispielweg 1;58095;Hagen\n",
        source="Kitas",
        by=CLERK,
        at=at,
    )


def receive_people(region: Region, at: datetime) -> None:
    """A list of persons that waits: one is new, one perhaps known, one somewhere unknown."""
    known = Person.objects.filter(region=region).order_by("pk")[0]
    lines = ["Vorname;Nachname;E-Mail;Schule", "Ida;Neuling;ida@neu.example;",
             f"{known.given_name};{known.family_name};;", "Tom;Fremd;;Schule am Mond"]  # fmt: skip
    directory.upload_person_import(
        region=region,
        file_name="leitungen.csv",
        content="\n".join(lines).encode(),
        source="institution",
        source_note="Liste der Leitungen",
        by=CLERK,
        at=at,
    )


def registrations(conference: Meeting) -> list[Registration]:
    """Everybody registered, in the order of registering."""
    return list(Registration.objects.filter(meeting=conference).order_by("pk"))
