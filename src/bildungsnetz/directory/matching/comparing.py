"""From bits of evidence to a score and sentences."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

THRESHOLD = 0.8
"""The score from which on a pair is shown."""

_FOR: "dict[str, StrPromise]" = {
    "number": _("Die Nummer ist dieselbe."),
    "name": _("Der Name ist derselbe."),
    "name_alike": _("Die Namen ähneln sich."),
    "place": _("Die Anschrift ist dieselbe."),
    "way": _("Die Straße ist dieselbe."),
    "postcode": _("Die Postleitzahl ist dieselbe."),
    "phone": _("Die Telefonnummer ist dieselbe."),
    "email": _("Die E-Mail-Adresse ist dieselbe."),
    "institution": _("Beide gehören zur selben Einrichtung."),
    "family": _("Der Nachname ist derselbe."),
    "family_alike": _("Die Nachnamen ähneln sich oder klingen gleich."),
    "family_part": _("Ein Nachname ist Teil des anderen, etwa nach einer Heirat."),
    "given": _("Der Vorname ist derselbe."),
    "given_alike": _("Die Vornamen ähneln sich oder klingen gleich."),
    "given_part": _("Ein Vorname ist Teil oder Anfang des anderen."),
    "swapped": _("Vor- und Nachname sind vertauscht."),
}
_AGAINST: "dict[str, StrPromise]" = {
    "name": _("Dagegen spricht: Die Namen sind verschieden."),
    "contrast": _("Dagegen spricht: Die Namen nennen Verschiedenes."),
    "form": _("Dagegen spricht: Die Arten der Einrichtung sind verschieden."),
    "place": _("Dagegen spricht: Die Anschriften sind verschieden."),
    "city": _("Dagegen spricht: Die Orte sind verschieden."),
    "phone": _("Dagegen spricht: Die Telefonnummern sind verschieden."),
    "email": _("Dagegen spricht: Die E-Mail-Adressen sind verschieden."),
    "institution": _("Dagegen spricht: Sie gehören zu verschiedenen Einrichtungen."),
    "family": _("Dagegen spricht: Die Nachnamen sind verschieden."),
    "given": _("Dagegen spricht: Die Vornamen sind verschieden."),
    "salutation": _("Dagegen spricht: Die Anreden sind verschieden."),
}


@dataclass(slots=True)
class Evidence:
    """What was found on one pair: bits for (positive) and against (negative), each with a name."""

    bits: float = 0.0
    found: list[str] = field(default_factory=list)
    opposed: list[str] = field(default_factory=list)

    def speaks_for(self, what: str, bits: float) -> None:
        """Add `bits` and the sentence for `what`."""
        self.bits += bits
        self.found.append(what)

    def speaks_against(self, what: str, bits: float) -> None:
        """Take `bits` away and add the sentence against."""
        self.bits -= bits
        self.opposed.append(what)

    def together(self, agreements: dict[str, float]) -> None:
        """Add agreements that depend on each other: whoever shares a house shares its telephone.

        The strongest counts whole, the next half, and so on.
        """
        ordered = sorted(agreements.items(), key=lambda one: -one[1])
        for place, (what, bits) in enumerate(ordered):
            self.speaks_for(what, bits / 2**place)

    @property
    def score(self) -> float:
        """Between 0 and 1; two bits halve the odds, as the evidence is not independent."""
        return 1 / (1 + 2 ** (-self.bits / 2))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentences, those in favour first."""
        return (
            *(str(_FOR[what]) for what in self.found),
            *(str(_AGAINST[what]) for what in self.opposed),
        )
