"""Recommendations, rounds and what follows from them; who answered what in a round."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.decisions.models import (
    Ballot,
    Consultation,
    CrossCuttingAnswer,
    Entitled,
    Objection,
    Order,
    Recommendation,
    Resolution,
    Round,
    StatusReport,
    Version,
)
from bildungsnetz.kit.privacy import (
    PERMANENT,
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
from bildungsnetz.meetings.privacy import registrations

RECORD = _("Empfehlungen, Beschlüsse und ihr Weg durch die Gremien")
ANSWERS = _("Konsensrunden durchführen und ihr Ergebnis nachprüfbar festhalten")
STAYS = _(
    "Das Ergebnis der Runde bleibt nachprüfbar (Art. 17 Abs. 3 Buchst. b und d DSGVO); der Name "
    "wird gelöscht."
)
SAID = _("von der Person in der Konsensrunde abgegeben oder in der Sitzung genannt")


def entitled(subject: Subject) -> QuerySet[Any]:
    """Where she was asked: by her user, her registration, or under her name and address."""
    return Entitled.objects.filter(round__recommendation__region=subject.region).filter(
        Q(user__in=subject.users)
        | Q(registration__in=registrations(subject))
        | subject.known_by(name="name", address="email")
        | subject.chosen(Entitled)
    )


def maybe(subject: Subject) -> QuerySet[Any]:
    """Where somebody of her name or address was asked."""
    return Entitled.objects.filter(round__recommendation__region=subject.region).filter(
        subject.maybe(name="name", address="email")
    )


TABLES = [
    Table(
        model=Recommendation,
        activity=Activity.ROUNDS,
        purpose=RECORD,
        basis=Basis.TASK,
        retention=PERMANENT,
        fields={
            **plain("id region year number meeting workshop state is_public created_at revision"),
            **recorded("title"),
        },
    ),
    *joining(
        Recommendation.fields.through,
        activity=Activity.ROUNDS,
        purpose=RECORD,
        retention=PERMANENT,
    ),
    Table(
        model=CrossCuttingAnswer,
        activity=Activity.ROUNDS,
        purpose=RECORD,
        basis=Basis.TASK,
        retention=PERMANENT,
        region="recommendation__region",
        fields={**plain("id recommendation field"), **recorded("text")},
    ),
    Table(
        model=Version,
        activity=Activity.ROUNDS,
        purpose=RECORD,
        basis=Basis.TASK,
        retention=PERMANENT,
        region="recommendation__region",
        # The wording is frozen: rounds carry its hash. Who wrote it may be forgotten.
        fields={**plain("id recommendation number at"), **recorded("text"), **mentions("by")},
    ),
    Table(
        model=Consultation,
        activity=Activity.ORGANS,
        purpose=RECORD,
        basis=Basis.TASK,
        retention=PERMANENT,
        region="recommendation__region",
        fields={
            **plain("id recommendation from_organ organ forwarded_at evaluating_at"),
            **plain("evaluating_published_at answer answered_at published_at"),
            **recorded("note evaluating_reason reason"),
        },
    ),
    Table(
        model=Resolution,
        activity=Activity.ORGANS,
        purpose=RECORD,
        basis=Basis.TASK,
        retention=PERMANENT,
        region="organ__region",
        fields={
            **plain("id organ number consultation decided_on is_public"),
            **recorded("text"),
        },
    ),
    Table(
        model=Order,
        activity=Activity.ORGANS,
        purpose=RECORD,
        basis=Basis.TASK,
        retention=PERMANENT,
        region="resolution__organ__region",
        fields={
            **plain("id resolution recommendation assignee due_on done_on"),
            **mentions("text"),
        },
    ),
    Table(
        model=StatusReport,
        activity=Activity.ORGANS,
        purpose=RECORD,
        basis=Basis.TASK,
        retention=PERMANENT,
        region="order__resolution__organ__region",
        fields={**plain("id order at percent"), **mentions("text by")},
    ),
    Table(
        model=Round,
        activity=Activity.ROUNDS,
        purpose=ANSWERS,
        basis=Basis.TASK,
        retention=PERMANENT,
        region="recommendation__region",
        fields={
            **plain("id recommendation version number procedure rule text_hash opened_at"),
            **plain("closes_at closed_at result counts"),
            **mentions("circle moderated_by"),
            **recorded("verdict minority_statement"),
        },
    ),
    Table(
        model=Entitled,
        activity=Activity.ROUNDS,
        label=_("Konsensrunden, in denen die Person gefragt ist"),
        purpose=ANSWERS,
        basis=Basis.TASK,
        retention=PERMANENT,
        source=_("aus der Anmeldung zur Veranstaltung oder dem Gremium übernommen"),
        region="round__recommendation__region",
        identity=("name", "email"),
        rows_of=entitled,
        maybe=maybe,
        fields={
            **plain("id message"),
            "link": machine(),
            "round": kept(Category.OPINION, STAYS, label=_("Runde")),
            "name": personal(Category.NAME, Erasure.ANONYMISE, label=_("Name")),
            "institution": kept(Category.FUNCTION, STAYS, label=_("Einrichtung")),
            "email": personal(Category.CONTACT, Erasure.EMPTY, label=_("E-Mail-Adresse")),
            "registration": machine(Erasure.KEEP, why=STAYS),
            "user": machine(Erasure.EMPTY),
        },
    ),
    Table(
        model=Ballot,
        activity=Activity.ROUNDS,
        label=_("Antworten in Konsensrunden"),
        purpose=ANSWERS,
        basis=Basis.TASK,
        retention=PERMANENT,
        source=SAID,
        region="entitled__round__recommendation__region",
        rows_of=lambda subject: Ballot.objects.filter(entitled__in=entitled(subject)),
        fields={
            **plain("id"),
            "entitled": machine(Erasure.KEEP, why=STAYS),
            "choice": kept(Category.OPINION, STAYS, label=_("Antwort")),
            "cast_at": kept(Category.OPINION, STAYS, label=_("Abgegeben am")),
            **mentions("recorded_by"),
        },
    ),
    Table(
        model=Objection,
        activity=Activity.ROUNDS,
        label=_("Einwände"),
        purpose=ANSWERS,
        basis=Basis.TASK,
        retention=PERMANENT,
        source=SAID,
        region="ballot__entitled__round__recommendation__region",
        rows_of=lambda subject: Objection.objects.filter(ballot__entitled__in=entitled(subject)),
        fields={
            **plain("id"),
            **told(state=_("Stand"), settled_at=_("Erledigt am")),
            "ballot": machine(Erasure.KEEP, why=STAYS),
            "reason": personal(Category.OPINION, Erasure.SCRUB, why=STAYS, searched=True),
            "answer": personal(Category.OPINION, Erasure.SCRUB, why=STAYS, searched=True),
        },
    ),
]
