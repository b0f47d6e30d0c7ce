"""The wordings of consents with which every region begins; the office may write its own."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import ContactBasis
from bildungsnetz.regions.models import Region

Purpose = ContactBasis.Purpose
_TEXTS = {
    Purpose.NEWS: _(
        "Ich möchte Neuigkeiten per E-Mail bekommen (%(network)s). Dafür darf meine E-Mail-Adresse "
        "genutzt werden."
    ),
    Purpose.PUBLICATION: _(
        "Mein Name, meine Funktion und die Angaben, die ich freigebe, dürfen auf den öffentlichen "
        "Seiten stehen (%(network)s). Sie sind dann weltweit abrufbar."
    ),
    Purpose.PHOTOS: _(
        "Fotos von Veranstaltungen, auf denen ich zu erkennen bin, dürfen auf den öffentlichen "
        "Seiten und in Berichten erscheinen (%(network)s)."
    ),
    Purpose.PRIVATE: _(
        "Private Angaben, die ich mache, dürfen gespeichert und für Rückfragen genutzt werden "
        "(%(network)s)."
    ),
}
_REVOCABLE = _(
    "Die Einwilligung ist freiwillig. Ich kann sie jederzeit für die Zukunft widerrufen, ohne dass "
    "mir Nachteile entstehen."
)


def default(region: Region, purpose: str) -> str:
    """The first wording for one of lawful.BY_CONSENT, in German, with the network's name."""
    with translation.override(settings.LANGUAGE_CODE):
        said = str(_TEXTS[Purpose(purpose)]) % {"network": region.network_name}
        return f"{said} {_REVOCABLE}"
