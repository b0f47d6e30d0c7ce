"""Why contacts may be used, and the log of consents."""

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import (
    ConsentEntry,
    ConsentText,
    ContactBasis,
    ExpiringContact,
)
from bildungsnetz.directory.privacy.persons import persons
from bildungsnetz.kit.privacy import (
    CONTACT,
    PERMANENT,
    Activity,
    Basis,
    Category,
    Erasure,
    Row,
    Table,
    kept,
    machine,
    personal,
    plain,
)

PROOF = _(
    "Der Nachweis einer Einwilligung bleibt ohne Zuordnung zur Person erhalten "
    "(Art. 7 Abs. 1, Art. 17 Abs. 3 Buchst. e DSGVO)."
)
NOTED = _("von der Geschäftsstelle festgehalten oder von der Person selbst erklärt")

TABLES = [
    Table(
        model=ContactBasis,
        activity=Activity.DIRECTORY,
        label=_("Rechtsgrundlagen"),
        purpose=_("nachweisen, warum die Angaben genutzt werden dürfen"),
        basis=Basis.DUTY,
        retention=CONTACT,
        source=NOTED,
        row=Row.DELETE,
        region="person__region",
        rows_of=lambda subject: ContactBasis.objects.filter(person__in=persons(subject)),
        fields={
            **plain("id"),
            "person": machine(),
            "purpose": personal(Category.CONSENT, Erasure.EMPTY),
            "basis": personal(Category.CONSENT, Erasure.EMPTY),
            "source": personal(Category.CONSENT, Erasure.EMPTY),
            "source_note": personal(Category.CONSENT, Erasure.EMPTY),
            "recorded_at": personal(Category.CONSENT, Erasure.EMPTY, label=_("Festgehalten am")),
            "notified_at": personal(Category.CONSENT, Erasure.EMPTY, label=_("Informiert am")),
            "objected_at": personal(Category.CONSENT, Erasure.EMPTY, label=_("Widersprochen am")),
            "objection_reason": personal(Category.CONSENT, Erasure.EMPTY),
            "retain_until": personal(Category.CONSENT, Erasure.EMPTY, label=_("Aufbewahrt bis")),
            "ended_at": personal(Category.CONSENT, Erasure.EMPTY, label=_("Beendet am")),
        },
    ),
    Table(
        model=ConsentText,
        activity=Activity.DIRECTORY,
        purpose=_("Wortlaut der Einwilligungen in seinen Fassungen"),
        retention=PERMANENT,
        fields=plain("id region purpose version text since"),
    ),
    Table(
        model=ConsentEntry,
        activity=Activity.DIRECTORY,
        label=_("Einwilligungen"),
        purpose=_("Einwilligungen und ihren Widerruf nachweisen"),
        basis=Basis.DUTY,
        retention=CONTACT,
        source=NOTED,
        region="text__region",
        rows_of=lambda subject: ConsentEntry.objects.filter(person__in=persons(subject)),
        fields={
            **plain("id"),
            "person": machine(),
            "text": kept(Category.CONSENT, PROOF, label=_("Einwilligung in")),
            "given": kept(Category.CONSENT, PROOF),
            "at": kept(Category.CONSENT, PROOF, label=_("Am")),
            "channel": kept(Category.CONSENT, PROOF),
            # May name her or whoever took the call; the line itself is proof enough.
            "evidence": personal(Category.CONSENT, Erasure.EMPTY),
        },
    ),
    Table(
        model=ExpiringContact,
        activity=Activity.DIRECTORY,
        label=_("Ablauf der Aufbewahrung"),
        purpose=_("Kontakte nach Ablauf der Frist löschen, oder begründen, warum noch nicht"),
        basis=Basis.DUTY,
        retention=CONTACT,
        source=NOTED,
        row=Row.DELETE,
        region="person__region",
        rows_of=lambda subject: ExpiringContact.objects.filter(person__in=persons(subject)),
        fields={
            **plain("id"),
            "person": machine(),
            "due_on": personal(Category.CONSENT, Erasure.EMPTY, label=_("Frist abgelaufen am")),
            "listed_on": personal(Category.CONSENT, Erasure.EMPTY, label=_("Vorgemerkt am")),
            "kept_until": personal(Category.CONSENT, Erasure.EMPTY),
            "kept_because": personal(Category.CONSENT, Erasure.EMPTY),
        },
    ),
]
