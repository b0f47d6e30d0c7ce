"""What holds for institutions, persons, audiences and imports. Pure, apart from the sentences."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

AUDIENCE_GROUPS = ("kinds", "stages", "fields", "topics", "cities")
"""The first groups of an audience's query (queries.filtering has all): AND between, OR within."""

SMALL_IMPORT = 2_000
"""Rows up to which an import is previewed within the request; longer ones by a background job."""


class DirectoryRefusal(Exception):
    """A rule forbids the write. `str()` is the German sentence; `field` the form field it is at."""

    sentence: "StrPromise" = _("Das ist so nicht möglich.")
    field: str | None = None

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)


class NumberTaken(DirectoryRefusal):
    """Another institution of the region bears the number."""

    sentence = _("Die Nummer %(number)s gehört schon zu „%(name)s“.")
    field = "number"


class ClosedBeforeOpened(DirectoryRefusal):
    """An institution cannot close before it opens."""

    sentence = _("Der Tag der Schließung liegt vor dem Tag der Gründung.")
    field = "closed_on"


class AlreadyClosed(DirectoryRefusal):
    """A closed institution must be reopened before it can be closed again."""

    sentence = _("Die Einrichtung ist bereits geschlossen.")


class UnfitSuccessor(DirectoryRefusal):
    """A successor is another institution, still open, and not one that the closed one followed."""

    sentence = _("„%(name)s“ kann nicht Nachfolgerin sein. Bitte wählen Sie eine andere.")
    field = "successor"


class KindNameTaken(DirectoryRefusal):
    """Each kind of a region has its own name."""

    sentence = _("Eine Art mit diesem Namen gibt es schon.")
    field = "name"


class PeriodReversed(DirectoryRefusal):
    """Periods are half-open: the end lies after the beginning."""

    sentence = _("Das Ende muss nach dem Anfang liegen.")
    field = "active_to"


class AddressWanting(DirectoryRefusal):
    """Somebody without an e-mail address cannot be sent a link to sign in."""

    sentence = _("Für %(name)s ist keine E-Mail-Adresse bekannt. Bitte tragen Sie sie zuerst ein.")


class BasisUnfit(DirectoryRefusal):
    """Some purposes rest on consent alone."""

    sentence = _("„%(purpose)s“ geht nur mit Einwilligung.")
    field = "basis"


class AddressUnknown(DirectoryRefusal):
    """Only a mail can be stopped by half."""

    sentence = _("Ohne E-Mail-Adresse gibt es nur alles oder gar nichts.")
    field = "scope"


class NotByConsent(DirectoryRefusal):
    """What rests on a public task is not asked for."""

    sentence = _("Dafür wird keine Einwilligung gebraucht.")
    field = "purpose"


class TextChanged(DirectoryRefusal):
    """Somebody consents to the wording in force, or not at all."""

    sentence = _("Der Wortlaut wurde gerade geändert. Bitte lesen Sie ihn noch einmal.")


class TextWanting(DirectoryRefusal):
    """A consent says what it allows."""

    sentence = _("Bitte schreiben Sie, wozu eingewilligt wird.")
    field = "text"


class AddressTaken(DirectoryRefusal):
    """Somebody else of the region signs in with the address."""

    sentence = _("Mit dieser E-Mail-Adresse meldet sich schon %(name)s an.")


class AudienceNameTaken(DirectoryRefusal):
    """Each audience of a region has its own name."""

    sentence = _("Einen Verteiler mit diesem Namen gibt es schon.")
    field = "name"


class AddedAndRemoved(DirectoryRefusal):
    """An institution cannot be picked and struck out by hand at once."""

    sentence = _("„%(name)s“ ist zugleich hinzugefügt und herausgenommen.")
    field = "removed"


class UnusableFile(DirectoryRefusal):
    """The file is no table; the sentence says what to do."""

    sentence = _("%(reason)s")
    field = "file"


class UnusableMapping(DirectoryRefusal):
    """The columns do not fit the file; the sentence says which are missing."""

    sentence = _("%(reason)s")


class SourceWanting(DirectoryRefusal):
    """A file whose headers were never read before does not say where it comes from."""

    sentence = _(
        "Bitte nennen Sie das Register: Eine Datei mit diesen Spalten wurde noch nicht eingelesen."
    )
    field = "source"


class ImportClosingRefused(DirectoryRefusal):
    """An institution cannot be closed as was decided; nothing of the import is written."""

    sentence = _("„%(name)s“ lässt sich so nicht schließen: %(reason)s")


class SuccessorLeft(DirectoryRefusal):
    """A successor is to come with the import, but its row is left."""

    sentence = _("Die gewählte Nachfolgerin wird nicht übernommen.")


class ImportSettled(DirectoryRefusal):
    """The import was committed or discarded already; nothing about it can change."""

    sentence = _("Dieser Import ist schon abgeschlossen.")


class UnknownDecision(DirectoryRefusal):
    """Only what the preview asks can be decided."""

    sentence = _("Die Vorschau hat sich geändert. Bitte entscheiden Sie noch einmal.")


class ImportNotReady(DirectoryRefusal):
    """The preview is still being computed."""

    sentence = _("Die Vorschau wird noch berechnet. Bitte warten Sie einen Augenblick.")


class ImportStale(DirectoryRefusal):
    """The register changed after the preview, so that more would happen than was shown."""

    sentence = _(
        "Das Register hat sich seit der Vorschau geändert. Bitte prüfen Sie die neue Vorschau."
    )


def is_open(closed_on: date | None, today: date) -> bool:
    """Tell whether an institution exists: from the day of its closing on it does not."""
    return closed_on is None or today < closed_on


def is_active(active_from: date | None, active_to: date | None, today: date) -> bool:
    """Tell whether a half-open period includes `today`."""
    return (active_from is None or active_from <= today) and (
        active_to is None or today < active_to
    )


def check_period(active_from: date | None, active_to: date | None) -> None:
    """Raise PeriodReversed unless the end, where there is one, lies after the beginning."""
    if active_from is not None and active_to is not None and active_to <= active_from:
        raise PeriodReversed


def check_closing(*, opened_on: date | None, closed_on: date) -> None:
    """Raise ClosedBeforeOpened when the closing lies before the opening."""
    if opened_on is not None and closed_on < opened_on:
        raise ClosedBeforeOpened


def check_successor(
    *, institution: int, successor: int, followed_by: Mapping[int, int], is_open: bool, name: str
) -> None:
    """Raise UnfitSuccessor for the institution itself, a closed one, or one that leads back to it.

    `followed_by` maps the keys of the region's closed institutions to their successors.
    """
    seen = {institution}
    step: int | None = successor
    while step is not None:
        if step in seen:
            raise UnfitSuccessor(name=name)
        seen.add(step)
        step = followed_by.get(step)
    if not is_open:
        raise UnfitSuccessor(name=name)


def may_be_named_publicly(*, is_public: bool, represents: bool, is_active: bool) -> bool:
    """A name appears in public only with consent, for a function that represents the institution,
    and only while it lasts (IFG NRW §§ 9 (3), 12; consent for everyone else)."""
    return is_public and represents and is_active


def may_see_institution(*, is_clerk: bool, represents: bool) -> bool:
    """The office and those who represent an institution see its data; others the public page."""
    return is_clerk or represents


def may_edit_institution(*, is_clerk: bool) -> bool:
    """Only the office changes the register."""
    return is_clerk


def clean_query(
    query: Mapping[str, object], groups: Collection[str] = AUDIENCE_GROUPS
) -> dict[str, object]:
    """An audience's query with exactly these groups (sorted lists of distinct texts), the words
    searched for, and the switch `by_hand`: then only hand-picked institutions belong to it."""
    return {
        **clean_groups(query, groups),
        "search": " ".join(str(query.get("search") or "").split()),
        "by_hand": bool(query.get("by_hand")),
    }


def clean_groups(
    query: Mapping[str, object], groups: Collection[str] = AUDIENCE_GROUPS
) -> dict[str, list[str]]:
    """The groups of an audience's query alone."""
    cleaned = {}
    for group in groups:
        values = query.get(group)
        chosen = values if isinstance(values, list | tuple | set) else ()
        cleaned[group] = sorted({str(value) for value in chosen if str(value)})
    return cleaned
