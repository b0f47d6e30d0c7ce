"""For every route that shows something: an address of the told year (tests/story.py)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.decisions.models import Consultation, Entitled, Objection, Order, Round
from bildungsnetz.directory.models import (
    Affiliation,
    Audience,
    ChangeProposal,
    ConfirmationRun,
    ExpiringContact,
    ImportRun,
    Institution,
    InstitutionKind,
    Person,
    PersonImport,
)
from bildungsnetz.meetings import actions as meetings
from bildungsnetz.meetings.models import Invitation, Registration, Workshop
from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import Mandate, Organ, Seat
from bildungsnetz.post.models import Message
from bildungsnetz.post.stopping import contact_links
from bildungsnetz.regions.models import CooperationAgreement, FieldOfAction, SchoolHoliday
from tests.story import CLERK, Story

Sample = Callable[[Story], dict[str, Any]]


def first(rows: QuerySet[Any]) -> Any:
    """The first row, which must be there: a route without a row to show would not be looked at."""
    found: Model | None = rows.order_by("pk").first()
    assert found is not None, rows.model
    return found


def pk(rows: Callable[[Story], QuerySet[Any]]) -> Sample:
    """The key of the first of these rows."""
    return lambda story: {"pk": first(rows(story)).pk}


def slug(rows: Callable[[Story], QuerySet[Any]]) -> Sample:
    """The address name of the first of these rows."""
    return lambda story: {"slug": first(rows(story)).slug}


def conference(story: Story) -> dict[str, Any]:
    """The conference of the told year."""
    return {"pk": story.conference.pk}


def token(link: PersonalLink) -> dict[str, Any]:
    """The token of a personal link."""
    return {"token": links.token(link)}


def silent(story: Story) -> Invitation:
    """An invitation nobody answered."""
    return first(Invitation.objects.filter(meeting=story.conference, state="invited"))


def accepted(story: Story) -> Invitation:
    """An invitation to which two persons come."""
    return first(Invitation.objects.filter(meeting=story.conference, state="accepted"))


def guest(story: Story) -> dict[str, Any]:
    """A registered person behind the personal link."""
    invitation = accepted(story)
    person = first(Registration.objects.filter(invitation=invitation))
    return {**token(invitation.link), "pk": person.pk}


def copy_link(story: Story) -> dict[str, Any]:
    """The link to a copy of one's own data."""
    person = first(Person.objects.filter(region=story.region))
    links.issue(
        purpose=PersonalLink.Purpose.COPY, subject=person.pk, region=story.region,
        at=timezone.now(), expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    return token(first(PersonalLink.objects.filter(purpose="copy")))


def elder_conference(story: Story) -> dict[str, Any]:
    """A conference whose invitations have not been written yet."""
    return {"pk": story.conference.pk}


def moved(story: Story) -> dict[str, Any]:
    """The conference after it went to another house, of which nobody was told yet."""
    meeting = story.conference
    meeting.venue = "Stadthalle"
    meetings.change_meeting(
        meeting=meeting, organs=meeting.organs.all(), fields=meeting.fields.all(),
        changed=["venue"], by=CLERK, at=timezone.now(),
    )  # fmt: skip
    return {"pk": meeting.pk}


INSTITUTION = pk(lambda story: Institution.objects.filter(region=story.region))
PERSON = pk(lambda story: Person.objects.filter(region=story.region))
RECOMMENDATION: Sample = lambda story: {"pk": story.agreed.pk}  # noqa: E731
RUNNING: Sample = lambda story: {"pk": story.running.recommendation_id}  # noqa: E731
ROUND: Sample = lambda story: {"pk": story.running.pk}  # noqa: E731
CONSULTATION = pk(lambda story: Consultation.objects.filter(recommendation=story.agreed))
ORDER = pk(lambda story: Order.objects.filter(pk=story.order.pk))
AUDIENCE = pk(lambda story: Audience.objects.filter(region=story.region))
IMPORT = pk(lambda story: ImportRun.objects.filter(region=story.region))
PERSON_IMPORT = pk(lambda story: PersonImport.objects.filter(region=story.region))
ORGAN = pk(lambda story: Organ.objects.filter(region=story.region, kind="steering"))
SEAT = pk(lambda story: Seat.objects.filter(organ__region=story.region))
MANDATE = pk(lambda story: Mandate.objects.filter(organ__region=story.region))
SILENT: Sample = lambda story: token(silent(story).link)  # noqa: E731


def stopping_link(story: Story) -> dict[str, Any]:
    """The link below a message that can be stopped."""
    links_of = contact_links(story.region, [story.head.email], at=timezone.now())
    return token(links_of[story.head.email])


def two_institutions(story: Story) -> dict[str, Any]:
    """Two records side by side."""
    left, right = Institution.objects.filter(region=story.region).order_by("pk")[:2]
    return {"kind": "einrichtungen", "left": left.pk, "right": right.pk}


def running_out(story: Story) -> dict[str, Any]:
    """A contact whose time is nearly over."""
    person = first(Person.objects.filter(region=story.region))
    today = timezone.localdate()
    row, _made = ExpiringContact.objects.get_or_create(
        person=person, defaults={"due_on": today, "listed_on": today}
    )
    return {"pk": row.pk}


def own_school(story: Story) -> dict[str, Any]:
    """The institution for which the chair speaks."""
    return {"pk": first(Affiliation.objects.filter(person__user=story.chair)).institution_id}


def care_link(story: Story) -> dict[str, Any]:
    """The link of the institution that answered with changes."""
    proposal = first(ChangeProposal.objects.filter(confirmation__run=story.asked))
    return token(proposal.confirmation.link)


def own_contact(story: Story) -> dict[str, Any]:
    """A contact there."""
    return {"pk": first(Affiliation.objects.filter(institution=own_school(story)["pk"])).pk}


def own_school_contact(story: Story) -> dict[str, Any]:
    """The same for those who are signed in."""
    return {**own_school(story), "contact": own_contact(story)["pk"]}


ROWS: dict[str, Sample] = {
    "desk_circular_send": pk(lambda story: Circular.objects.filter(region=story.region)),
    "care": care_link,
    "care_facts": care_link,
    "care_contact_new": care_link,
    "care_thanks": care_link,
    "care_contact": lambda story: {**care_link(story), **own_contact(story)},
    "care_contact_end": lambda story: {**care_link(story), **own_contact(story)},
    "members_entry": own_school,
    "members_entry_facts": own_school,
    "members_entry_contact_new": own_school,
    "members_entry_contact": own_school_contact,
    "members_entry_contact_end": own_school_contact,
    "desk_care_run": lambda story: {"pk": story.asked.pk},
    "desk_care_extend": lambda story: {"pk": story.asked.pk},
    "desk_care_release": lambda story: {"pk": story.asked.pk},
    "desk_care_edit": pk(
        lambda story: ConfirmationRun.objects.filter(region=story.region, state="draft")
    ),
    "desk_change_refuse": pk(
        lambda story: ChangeProposal.objects.filter(region=story.region, state="open")
    ),
    "desk_retention_keep": running_out,
    "post_choice": stopping_link,
    "post_choice_news": stopping_link,
    "post_choice_circulars": stopping_link,
    "desk_person_bases": PERSON,
    "desk_basis_edit": PERSON,
    "desk_person_post": PERSON,
    "desk_person_consent": lambda story: {**PERSON(story), "purpose": "photos"},
    "desk_consent_text": lambda _: {"purpose": "news"},
    "invitation": SILENT,
    "invitation_accept": SILENT,
    "invitation_deputy": SILENT,
    "invitation_decline": SILENT,
    "invitation_cancel": guest,
    "invitation_place": guest,
    "round_answer": lambda story: token(
        first(Entitled.objects.filter(round=story.running, link__isnull=False)).link
    ),
    "members_invitation": lambda story: {"pk": accepted(story).pk},
    "members_round": lambda story: {"pk": story.inner.pk},
    "members_consultation": CONSULTATION,
    "members_order": pk(
        lambda story: Order.objects.filter(resolution__organ__region=story.region).exclude(
            pk=story.order.pk
        )
    ),
    "desk_privacy_person": PERSON,
    "copy_link": copy_link,
    "desk_institution": INSTITUTION,
    "desk_institution_edit": INSTITUTION,
    "desk_institution_close": INSTITUTION,
    "desk_institution_person": INSTITUTION,
    "desk_duplicates": lambda _: {"kind": "einrichtungen"},
    "desk_duplicates_progress": lambda _: {"kind": "personen"},
    "desk_pair": two_institutions,
    "desk_merge_with": lambda story: {"kind": "einrichtungen", **INSTITUTION(story)},
    "desk_person": PERSON,
    "desk_person_edit": PERSON,
    "desk_person_publication": PERSON,
    "desk_person_function": PERSON,
    "desk_function_end": pk(lambda _: Affiliation.objects.all()),
    "desk_audience": AUDIENCE,
    "desk_audience_edit": AUDIENCE,
    "desk_audience_people": AUDIENCE,
    "desk_kind_edit": pk(lambda story: InstitutionKind.objects.filter(region=story.region)),
    "desk_import": IMPORT,
    "desk_import_progress": IMPORT,
    "desk_import_columns": pk(
        lambda story: ImportRun.objects.filter(region=story.region, state="preview")
    ),
    "desk_person_import": PERSON_IMPORT,
    "desk_person_import_columns": PERSON_IMPORT,
    "desk_conference": conference,
    "desk_conference_edit": conference,
    "desk_conference_cancel": conference,
    "desk_workshop_new": conference,
    "desk_workshop_edit": lambda story: {
        "pk": story.conference.pk,
        "workshop": first(Workshop.objects.filter(meeting=story.conference)).pk,
    },
    "desk_invitation": conference,
    "desk_invitation_audience": conference,
    "desk_invitation_release": conference,
    "desk_invitation_progress": conference,
    "desk_change": moved,
    "desk_change_progress": conference,
    "desk_answers": conference,
    "desk_answer": lambda story: {"pk": story.conference.pk, "invitation": accepted(story).pk},
    "desk_participants": conference,
    "desk_sign_in_sheets": conference,
    "desk_allocation": conference,
    "desk_recommendation": RECOMMENDATION,
    "desk_recommendation_edit": RUNNING,
    "desk_recommendation_versions": RECOMMENDATION,
    "desk_round_open": RUNNING,
    "desk_round": ROUND,
    "desk_round_close": ROUND,
    "desk_round_minority": pk(lambda story: Round.objects.filter(recommendation=story.agreed)),
    "desk_objection": lambda story: {
        "pk": story.running.pk,
        "objection": first(Objection.objects.filter(ballot__entitled__round=story.running)).pk,
    },
    "desk_ballot": pk(lambda story: Entitled.objects.filter(round=story.running, email="")),
    "desk_forward": RECOMMENDATION,
    "desk_consultation": CONSULTATION,
    "desk_order_new": CONSULTATION,
    "desk_order": ORDER,
    "desk_message": pk(lambda story: Message.objects.filter(region=story.region)),
    "field": slug(lambda story: FieldOfAction.objects.filter(region=story.region)),
    "circular": pk(lambda story: Circular.objects.filter(region=story.region)),
    "organ": slug(lambda story: Organ.objects.filter(region=story.region, kind="steering")),
    "institution": INSTITUTION,
    "conference": conference,
    "recommendation": lambda story: {"year": story.agreed.year, "number": story.agreed.number},
    "members_organ": ORGAN,
    "desk_organ": ORGAN,
    "desk_organ_edit": ORGAN,
    "desk_organ_close": ORGAN,
    "desk_organ_function": ORGAN,
    "desk_seats_add": ORGAN,
    "desk_chair": ORGAN,
    "desk_seat_fill": SEAT,
    "desk_seat_end": SEAT,
    "desk_mandate_end": MANDATE,
    "desk_mandate_term": MANDATE,
    "desk_agreement_edit": pk(
        lambda story: CooperationAgreement.objects.filter(region=story.region)
    ),
    "desk_words": lambda _: {"kind": "stufen"},
    "desk_word_new": lambda _: {"kind": "themen"},
    "desk_word_edit": lambda story: {
        "kind": "handlungsfelder",
        "pk": first(FieldOfAction.objects.filter(region=story.region)).pk,
    },
    "desk_holiday_edit": pk(lambda story: SchoolHoliday.objects.filter(region=story.region)),
    "desk_circular_edit": pk(lambda story: Circular.objects.filter(region=story.region)),
}


def address(name: str, parameters: set[str], story: Story) -> str:
    """The address of a route in the told year."""
    kwargs = {"region": story.region.slug} if "region" in parameters else {}
    if parameters - {"region"}:
        assert name in ROWS, f"tests/samples.py names no row for {name}"
        kwargs |= ROWS[name](story)
    return reverse(name, kwargs=kwargs)
