"""Outgoing messages: to whom, with what text, and what became of them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy import (
    MAIL_LOG,
    WHILE_USED,
    Activity,
    Basis,
    Category,
    Erasure,
    Subject,
    Table,
    machine,
    mentions,
    personal,
    plain,
    told,
)
from bildungsnetz.post.models import Delivery, Message, Stop

WRITTEN = _("aus dem Schriftverkehr der Geschäftsstelle")


def messages(subject: Subject) -> QuerySet[Any]:
    """Messages to her own name and address; those to her institution are the institution's."""
    return _here(subject).filter(
        subject.known_by(name="to_name", address="to_address") | subject.chosen(Message)
    )


def maybe(subject: Subject) -> QuerySet[Any]:
    """Messages to her name or to an address that she shares."""
    return _here(subject).filter(subject.maybe(name="to_name", address="to_address"))


def _here(subject: Subject) -> QuerySet[Any]:
    """The region's messages, and those of no region, which are sign-in links."""
    return Message.objects.filter(region__in=[subject.region]) | Message.objects.filter(region=None)


TABLES = [
    Table(
        model=Message,
        activity=Activity.CIRCULARS,
        label=_("Nachrichten"),
        purpose=_("Einladungen, Rundschreiben und Bestätigungen versenden"),
        basis=Basis.TASK,
        retention=MAIL_LOG,
        source=WRITTEN,
        born="created_at",
        identity=("to_name", "to_address"),
        rows_of=messages,
        maybe=maybe,
        fields={
            **plain("id region link priority state lease_token lease_until is_unclear attempts"),
            **plain("batch key message_id send_after good_until is_functional"),
            **told(kind="", created_at=_("Geschrieben am"), sent_at=_("Versandt am")),
            "to_name": personal(Category.NAME, Erasure.ANONYMISE),
            "to_address": personal(Category.CONTACT, Erasure.ANONYMISE),
            "reply_to": personal(Category.CONTACT, Erasure.EMPTY, label=_("Antwort an")),
            "subject": personal(Category.LETTER, Erasure.ANONYMISE, searched=True),
            "body": personal(Category.LETTER, Erasure.ANONYMISE, searched=True),
            "calendar": personal(
                Category.LETTER, Erasure.EMPTY, label=_("Beigefügter Termin"), searched=True
            ),
            "stop_link": machine(),
            "notice_for": machine(),
            **mentions("failure"),
        },
    ),
    Table(
        model=Delivery,
        activity=Activity.CIRCULARS,
        label=_("Zustellversuche"),
        purpose=_("nachweisen, dass eine Nachricht zugestellt wurde"),
        basis=Basis.TASK,
        retention=MAIL_LOG,
        source=_("Antwort des Mailservers"),
        region="message__region",
        rows_of=lambda subject: Delivery.objects.filter(message__in=messages(subject)),
        fields={
            **plain("id message number"),
            **told(started_at=_("Begonnen am"), finished_at=_("Beendet am"), outcome=_("Ergebnis")),
            "answer": personal(
                Category.LETTER, Erasure.EMPTY, label=_("Antwort des Mailservers"), searched=True
            ),
        },
    ),
    Table(
        model=Stop,
        activity=Activity.CIRCULARS,
        # No rows_of: a keyed hash alone leads to nobody, and it must hold after an erasure, so
        # that an address that objected is not written to again (Art. 21).
        purpose=_("Widersprüche gegen Zusendungen beachten; nur ein Prüfwert der Adresse"),
        basis=Basis.DUTY,
        retention=WHILE_USED,
        fields={
            **plain("id region address_hash scope since source lifted_at"),
            **mentions("reason"),
        },
    ),
]
