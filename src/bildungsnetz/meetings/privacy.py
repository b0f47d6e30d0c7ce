"""Meetings and who comes: invitations, registrations, wishes, places."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy import (
    PERMANENT,
    REGISTRATION,
    Activity,
    Basis,
    Category,
    Erasure,
    Subject,
    Table,
    joining,
    kept,
    machine,
    mentions,
    personal,
    plain,
    recorded,
    told,
)
from bildungsnetz.meetings.models import (
    Allocation,
    Invitation,
    Meeting,
    Placement,
    Registration,
    Wish,
    Workshop,
)

PROGRAMME = _("Sitzungen und Konferenzen vorbereiten, durchführen und festhalten")
COUNTED = _("zählt ohne Namen in der Statistik weiter (Art. 17 Abs. 3 Buchst. d DSGVO)")
ANSWERED = _("bei der Antwort auf die Einladung angegeben")


def registrations(subject: Subject) -> QuerySet[Any]:
    """Registrations under her name and address, and those the office recognised."""
    return Registration.objects.filter(meeting__region=subject.region).filter(
        subject.known_by(name="name", address="email") | subject.chosen(Registration)
    )


def maybe(subject: Subject) -> QuerySet[Any]:
    """Registrations under her name or her address."""
    return Registration.objects.filter(meeting__region=subject.region).filter(
        subject.maybe(name="name", address="email")
    )


TABLES = [
    Table(
        model=Meeting,
        activity=Activity.MEETINGS,
        purpose=PROGRAMME,
        basis=Basis.TASK,
        retention=PERMANENT,
        fields={
            **plain("id region kind part_of starts_at ends_at is_public capacity wish_count"),
            **plain("registration_opens_at registration_closes_at changes_until audience"),
            **plain("invited_at reminded_at reminder_round cancelled_at created_at"),
            **plain("former_starts_at former_ends_at untold_since change_round"),
            **mentions("host title venue address description former_place change_note"),
            **recorded("result cross_cutting_answer"),
            **mentions("invitation_subject invitation_body window_reason"),
        },
    ),
    Table(
        model=Workshop,
        activity=Activity.MEETINGS,
        purpose=PROGRAMME,
        basis=Basis.TASK,
        retention=PERMANENT,
        region="meeting__region",
        fields={
            **plain("id meeting number room room_seats starts_at ends_at capacity cancelled_at"),
            **mentions("title description speaker"),
            **recorded("cross_cutting_answer notes"),
        },
    ),
    *joining(
        Meeting.organs.through,
        Meeting.fields.through,
        Workshop.fields.through,
        activity=Activity.MEETINGS,
        purpose=PROGRAMME,
        retention=PERMANENT,
    ),
    Table(
        model=Invitation,
        activity=Activity.MEETINGS,
        purpose=_("wer eingeladen ist und was die Einrichtung geantwortet hat"),
        basis=Basis.TASK,
        retention=PERMANENT,
        region="meeting__region",
        fields={
            **plain("id meeting institution state link message invited_at answered_at"),
            **plain("reminded_at revision"),
            **mentions("decline_reason"),
        },
    ),
    Table(
        model=Registration,
        activity=Activity.MEETINGS,
        label=_("Anmeldungen"),
        purpose=_("Plätze vergeben, Teilnahmelisten und Namensschilder"),
        basis=Basis.TASK,
        retention=REGISTRATION,
        source=ANSWERED,
        born="registered_at",
        region="meeting__region",
        identity=("name", "email"),
        rows_of=registrations,
        maybe=maybe,
        fields={
            **plain("id invitation"),
            "meeting": kept(Category.PARTICIPATION, COUNTED, label=_("Veranstaltung")),
            "name": personal(Category.NAME, Erasure.ANONYMISE),
            "email": personal(Category.CONTACT, Erasure.EMPTY),
            "function": personal(Category.FUNCTION, Erasure.EMPTY),
            "deputy_for": personal(Category.NAME, Erasure.EMPTY, searched=True),
            "state": kept(Category.PARTICIPATION, COUNTED, label=_("Stand")),
            "registered_at": kept(Category.PARTICIPATION, COUNTED, label=_("Angemeldet am")),
            "cancelled_at": kept(Category.PARTICIPATION, COUNTED, label=_("Abgemeldet am")),
        },
    ),
    Table(
        model=Wish,
        activity=Activity.MEETINGS,
        label=_("Wünsche"),
        purpose=_("Wünsche bei der Verteilung berücksichtigen"),
        basis=Basis.TASK,
        retention=REGISTRATION,
        source=ANSWERED,
        region="registration__meeting__region",
        rows_of=lambda subject: Wish.objects.filter(registration__in=registrations(subject)),
        fields={
            **plain("id"),
            "registration": machine(Erasure.KEEP, why=COUNTED),
            "workshop": kept(Category.PARTICIPATION, COUNTED, label=_("Workshop")),
            "rank": kept(Category.PARTICIPATION, COUNTED, label=_("Wunsch Nummer")),
        },
    ),
    Table(
        model=Allocation,
        activity=Activity.MEETINGS,
        purpose=_("die Verteilung auf die Workshops nachrechnen können; nur Nummern, keine Namen"),
        basis=Basis.TASK,
        retention=PERMANENT,
        region="meeting__region",
        fields=plain(
            "id meeting goal made_at input_hash solver rank_sum profile placements unplaced moved "
            "published_at"
        ),
    ),
    Table(
        model=Placement,
        activity=Activity.MEETINGS,
        label=_("Plätze"),
        purpose=_("den zugeteilten Platz mitteilen und begründen"),
        basis=Basis.TASK,
        retention=REGISTRATION,
        source=_("aus der Verteilung der Plätze"),
        region="workshop__meeting__region",
        rows_of=lambda subject: Placement.objects.filter(registration__in=registrations(subject)),
        fields={
            **plain("id allocation"),
            **told(placed_at=_("Zugeteilt am")),
            "registration": machine(Erasure.KEEP, why=COUNTED),
            "workshop": kept(Category.PARTICIPATION, COUNTED, label=_("Workshop")),
            "rank": kept(Category.PARTICIPATION, COUNTED, label=_("Wunsch Nummer")),
            "explanation": personal(Category.PARTICIPATION, Erasure.EMPTY, label=_("Begründung")),
        },
    ),
]
