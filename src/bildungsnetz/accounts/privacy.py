"""Who may sign in, who is signed in, what was written by whom."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import (
    Attempt,
    AuditEntry,
    AuditHead,
    PersonalLink,
    Role,
    Session,
    User,
)
from bildungsnetz.kit.privacy import (
    FAILED_ATTEMPTS,
    LINK,
    SESSION,
    TRAIL,
    WHILE_USED,
    Activity,
    Basis,
    Category,
    Erasure,
    Row,
    Subject,
    Table,
    kept,
    machine,
    mentions,
    personal,
    plain,
    told,
)

CHAIN = _(
    "Die Prüfkette muss lückenlos bleiben; sie enthält nur Prüfwerte, Zeit und Art des Vorgangs "
    "(Art. 5 Abs. 2 DSGVO)."
)


def own_links(subject: Subject) -> QuerySet[Any]:
    """The links by which she signs in or gets a copy; those of other rooms hang on their rows."""
    purpose = PersonalLink.Purpose
    users, persons = map(str, subject.users), map(str, subject.persons)
    return PersonalLink.objects.filter(
        Q(purpose=purpose.SIGN_IN, subject__in=list(users))
        | Q(purpose=purpose.COPY, region=subject.region, subject__in=list(persons))
    )


def trail(subject: Subject) -> QuerySet[Any]:
    """What she wrote herself, in her region and when signing in."""
    return AuditEntry.objects.filter(
        Q(region=subject.region) | Q(region=None), actor_id__in=subject.users
    )


TABLES = [
    Table(
        model=User,
        activity=Activity.ACCESS,
        label=_("Anmeldung"),
        purpose=_("Anmeldung am geschützten Bereich über einen Link per E-Mail"),
        basis=Basis.TASK,
        retention=WHILE_USED,
        source=_("von der Geschäftsstelle freigegeben"),
        born="created_at",
        region="",
        rows_of=lambda subject: User.objects.filter(pk__in=subject.users),
        fields={
            **plain("id password"),
            **told(created_at=_("Angelegt am")),
            "is_active": personal(Category.ACCESS, Erasure.EMPTY),
            "last_login": personal(
                Category.ACCESS, Erasure.EMPTY, label=_("Zuletzt angemeldet am")
            ),
            "email": personal(Category.CONTACT, Erasure.ANONYMISE),
            "display_name": personal(Category.NAME, Erasure.ANONYMISE),
        },
    ),
    Table(
        model=Role,
        activity=Activity.ACCESS,
        label=_("Zugang zum Büro"),
        purpose=_("Zugang der Geschäftsstelle"),
        basis=Basis.TASK,
        retention=WHILE_USED,
        source=_("von der Geschäftsstelle freigegeben"),
        row=Row.DELETE,
        rows_of=lambda subject: Role.objects.filter(region=subject.region, user__in=subject.users),
        fields={
            **plain("id region"),
            "user": machine(),
            "kind": personal(Category.FUNCTION, Erasure.KEEP, label=_("Zugang")),
        },
    ),
    Table(
        model=PersonalLink,
        activity=Activity.ACCESS,
        label=_("Anmeldelinks"),
        purpose=_("persönliche Links, die ohne Kennwort für einen Zweck und eine Zeit öffnen"),
        basis=Basis.TASK,
        retention=LINK,
        source=_("vom Programm erzeugt"),
        rows_of=own_links,
        fields={
            **plain("id region purpose"),
            **told(
                created_at=_("Ausgestellt am"),
                expires_at=_("Gültig bis"),
                used_at=_("Benutzt am"),
                revoked_at=_("Widerrufen am"),
            ),
            "subject": machine(),
            "issued_for": machine(),
            "nonce": machine(),
            "token_hash": machine(Erasure.ANONYMISE),
        },
    ),
    Table(
        model=Attempt,
        activity=Activity.ACCESS,
        purpose=_("Schutz vor Erraten von Links und vor Mailfluten; nur Prüfwerte"),
        basis=Basis.DUTY,
        retention=FAILED_ATTEMPTS,
        region="",
        fields=plain("id scope key_hash at"),
    ),
    Table(
        model=Session,
        activity=Activity.ACCESS,
        label=_("Sitzungen"),
        purpose=_("angemeldet bleiben; fremde Sitzungen erkennen und beenden"),
        basis=Basis.TASK,
        retention=SESSION,
        source=_("beim Anmelden vom Browser übermittelt"),
        row=Row.DELETE,
        region="",
        rows_of=lambda subject: Session.objects.filter(user__in=subject.users),
        fields={
            **plain("expire_date"),
            "session_key": machine(),
            "session_data": machine(),
            "user": machine(),
            "started_at": personal(Category.ACCESS, Erasure.EMPTY, label=_("Angemeldet seit")),
            "last_seen_at": personal(Category.ACCESS, Erasure.EMPTY, label=_("Zuletzt gesehen")),
            "device": personal(Category.ACCESS, Erasure.EMPTY, label=_("Gerät")),
        },
    ),
    Table(
        model=AuditHead,
        activity=Activity.ACCESS,
        purpose=_("Ende der Prüfkette"),
        retention=TRAIL,
        region="",
        fields=plain("id number hash"),
    ),
    Table(
        model=AuditEntry,
        activity=Activity.ACCESS,
        label=_("Protokoll"),
        purpose=_("nachweisen, wer wann was eingetragen hat"),
        basis=Basis.DUTY,
        retention=TRAIL,
        source=_("vom Programm beim Speichern festgehalten"),
        rows_of=trail,
        fields={
            **plain("number region actor_salt detail_salt previous_hash hash"),
            **plain("record_type record_id"),
            "at": kept(Category.AUTHOR, CHAIN, label=_("Zeitpunkt")),
            "action": kept(Category.AUTHOR, CHAIN, label=_("Vorgang")),
            "actor_id": machine(Erasure.EMPTY),
            "actor": personal(Category.AUTHOR, Erasure.ANONYMISE, label=_("Wer")),
            **mentions("detail"),
            "actor_hash": machine(Erasure.KEEP, why=CHAIN),
            "detail_hash": machine(Erasure.KEEP, why=CHAIN),
        },
    ),
]
