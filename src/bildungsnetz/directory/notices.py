"""The notice of Art. 14 DSGVO: carried by the first message to a person, noted when it is sent."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions.bases import note_notice
from bildungsnetz.directory.models import ContactBasis, Person
from bildungsnetz.kit.letters import german
from bildungsnetz.regions.models import Region

BATCH_SIZE = 500
BY_MAIL = Actor(label=str(_("Postversand")))
Source = ContactBasis.Source
# "Ihre Angaben haben wir …"
ORIGINS = {
    Source.INSTITUTION: _("von Ihrer Einrichtung erhalten"),
    Source.NOMINATION: _("von der Stelle erhalten, die Sie benannt hat"),
    Source.IMPORT: _("einer Liste entnommen, die uns übermittelt wurde"),
    Source.PUBLIC: _("einer öffentlich zugänglichen Quelle entnommen"),
    Source.OFFICE: _("bei unserer Arbeit für das Netzwerk notiert"),
}


def notices(region: Region, persons: Iterable[Person]) -> dict[int, str]:
    """The text for each of these persons who must still be told, by the person's key.

    One query for 500 persons. `{stop_link}` in the text stands for the address to object at; hand
    text and key to post as `notice` and `notice_for`.
    """
    wanted = sorted({person.pk for person in persons})
    texts: dict[tuple[str, str], str] = {}
    found: dict[int, str] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        for person, source, note in untold(wanted[start : start + BATCH_SIZE]):
            if (source, note) not in texts:
                texts[source, note] = _text(region, source, note)
            found.setdefault(person, texts[source, note])
    return found


def untold(keys: Iterable[int]) -> Iterable[tuple[int, str, str]]:
    """Person, source and its note for each basis that these persons were not told of."""
    rows = ContactBasis.objects.filter(person__in=keys, notified_at=None, ended_at=None)
    listed = rows.exclude(source=Source.SELF).order_by("pk")
    return listed.values_list("person_id", "source", "source_note")


def was_told(person: int, at: datetime) -> None:
    """Note that the message with the notice was sent; nothing if the person is gone since."""
    with transaction.atomic():
        found = Person.objects.select_related("region").filter(pk=person).first()
        if found is not None:
            note_notice(person=found, how="mail", by=BY_MAIL, at=at)


def _text(region: Region, source: str, note: str) -> str:
    with german():
        context = {
            "region": region,
            "origin": ORIGINS[Source(source)],
            "note": note,
            "page": settings.SITE_URL + reverse("privacy", kwargs={"region": region.slug}),
        }
        return render_to_string("post/directory/notice.txt", context)
