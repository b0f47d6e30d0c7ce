"""How true an entry is, and how a typed form becomes proposed changes. Pure, apart from the words.

A form carries what it showed (`seen`). What was not touched proposes nothing; what was touched
while somebody else changed it is a conflict and is told, not overwritten.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.rules import DirectoryRefusal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FACTS = (
    "name", "street", "postcode", "city", "phone", "fax", "email", "website", "legal_form",
    "profile",
)  # fmt: skip
"""What an institution may correct itself; kind, number and closing are the office's."""

WORDS = ("stages", "topics")
PERSON_FACTS = ("salutation", "title", "given_name", "family_name", "email", "phone")
PUBLIC = "public:"
"""Keys of publication flags begin so: "public:address"."""

PAGE, NAME = "page", "name"
"""The flags of the institution's page as a whole and of the person's name."""

GREEN_MONTHS, YELLOW_MONTHS = 12, 24
BODY_TOKENS = ("anrede", "einrichtung", "link", "frist")
SUBJECT_TOKENS = ("einrichtung", "frist")


class Light(StrEnum):
    """The traffic light of an entry, by the age of its confirmation."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NEVER = "never"


LIGHTS: Mapping[str, "StrPromise"] = {
    Light.GREEN: _("in den letzten 12 Monaten bestätigt"),
    Light.YELLOW: _("vor mehr als 12 Monaten bestätigt"),
    Light.RED: _("vor mehr als 24 Monaten bestätigt"),
    Light.NEVER: _("noch nie bestätigt"),
}


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where there is none."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def light(confirmed_on: date | None, today: date) -> Light:
    """Green for less than 12 months since the confirmation, yellow for less than 24, else red."""
    if confirmed_on is None:
        return Light.NEVER
    if confirmed_on > months_before(today, GREEN_MONTHS):
        return Light.GREEN
    if confirmed_on > months_before(today, YELLOW_MONTHS):
        return Light.YELLOW
    return Light.RED


class CareRefusal(DirectoryRefusal):
    """A rule of the yearly confirmation forbids the write."""


class EntryChanged(CareRefusal):
    """Somebody changed the same fields since the page was opened; `now` holds what stands there."""

    sentence = _("Diese Angaben hat inzwischen jemand anders geändert. Bitte vergleichen Sie.")

    def __init__(self, now: Mapping[str, Any]) -> None:
        super().__init__()
        self.now = dict(now)


class ProposalDecided(CareRefusal):
    """Each change is decided once."""

    sentence = _("Über diese Änderung ist schon entschieden.")


class ProposalStale(CareRefusal):
    """The register says something else than when the change was proposed."""

    sentence = _(
        "Das Register hat sich seit dem Vorschlag geändert. Bitte vergleichen Sie und übernehmen "
        "Sie die Änderung einzeln."
    )


class CannotUndo(CareRefusal):
    """What was accepted has been changed again since."""

    sentence = _("Die Angabe wurde seitdem noch einmal geändert und bleibt deshalb, wie sie ist.")


class RunSettled(CareRefusal):
    """A released run keeps its text; a closed one sends nothing."""

    sentence = _("Diese Bestätigung ist schon freigegeben oder beendet.")


class RunOver(CareRefusal):
    """Links that work until a past day would be dead on arrival."""

    sentence = _("Der letzte Tag liegt nicht in der Zukunft. Bitte wählen Sie einen späteren.")
    field = "closes_on"


class RemindedToday(CareRefusal):
    """One reminder a day."""

    sentence = _("Heute wurde schon erinnert.")


class NoAddress(CareRefusal):
    """Nobody can be written to."""

    sentence = _("Für „%(name)s“ ist keine E-Mail-Adresse bekannt. Bitte tragen Sie sie ein.")


class NothingToChange(CareRefusal):
    """The form says what the register says already."""

    sentence = _("Es gibt nichts zu speichern: Die Angaben sind unverändert.")


@dataclass(frozen=True, slots=True)
class Merge:
    """What a form changes, and where somebody else was faster (key → what stands there now)."""

    changes: Mapping[str, Any]
    conflicts: Mapping[str, Any]


def merge(*, seen: Mapping[str, Any], typed: Mapping[str, Any], now: Mapping[str, Any]) -> Merge:
    """Compare what a page showed, what was typed, and what stands there now.

    Keys that the page did not show count as shown the way they stand now. The same change made by
    two is no conflict.
    """
    changes, conflicts = {}, {}
    for key, value in typed.items():
        shown = seen.get(key, now[key])
        if value in (shown, now[key]):
            continue
        if shown != now[key]:
            conflicts[key] = now[key]
        else:
            changes[key] = value
    return Merge(changes, conflicts)


def is_at_once(*, key: str, new: Any, is_trusted: bool) -> bool:
    """Tell whether a change goes through without the office's look.

    Those of trusted institutions do, and for everybody what takes something out of the public.
    """
    return is_trusted or (key.startswith(PUBLIC) and new is False)
