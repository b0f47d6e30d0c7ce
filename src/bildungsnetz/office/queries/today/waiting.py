"""Recommendations before organs, orders, rounds, imports in preview: rows of one query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.decisions.models import Consultation, Order, Recommendation, Round
from bildungsnetz.directory.models import ConfirmationRun, ImportRun
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.office.queries.today.items import Item, Urgency
from bildungsnetz.regions.models import Region

ORDER_AHEAD = timedelta(days=14)
ANSWER_PATIENCE = timedelta(days=90)
ROUND_AHEAD = timedelta(days=7)
_RECOMMENDATION = {
    "year": F("recommendation__year"),
    "number": F("recommendation__number"),
    "words": F("recommendation__title"),
}


# What a part of the union does not have, of the type that the others have.
_NOTHING: dict[str, Combinable] = {
    "year": Value(0),
    "number": Value(0),
    "words": Cast(Value(""), TextField()),
    "organ": Cast(Value(""), CharField()),
    "at": Cast(Value(None), DateTimeField()),
    "on": Cast(Value(None), DateField()),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """What is needed of any of them; `on` where only a day is known, else `at`."""

    kind: str
    key: int
    year: int
    number: int
    words: str
    organ: str
    at: datetime
    on: date

    @property
    def name(self) -> str:
        """The recommendation as it is called."""
        return str(Recommendation(year=self.year, number=self.number, title=self.words))


def waiting(region: Region, at: datetime, today: date) -> Iterator[Item]:
    """What waits for an answer, a report, a verdict or a look; one query."""
    for values in _waiting(region.pk, at, today + ORDER_AHEAD, at + ROUND_AHEAD):
        row = _Row(*values)
        if row.kind == "consultation":
            yield _consultation(row, today)
        elif row.kind == "order":
            yield _order(row, today)
        elif row.kind == "round":
            yield _round(row, at)
        elif row.kind == "care":
            yield _care(row, today)
        elif row.kind == "untold":
            yield _untold(row)
        else:
            yield _import(row)


@composed_once
def _waiting(
    region: int, at: datetime, order_until: date, round_until: datetime
) -> QuerySet[Any, tuple[Any, ...]]:
    """One row for each, in the columns of `_Row`."""
    parts = [
        _rows(
            Consultation.objects.filter(recommendation__region=region, answered_at__isnull=True),
            "consultation", **_RECOMMENDATION, organ=F("organ__name"), at=F("forwarded_at"),
        ),
        _rows(
            Order.objects.filter(
                assignee__region=region, done_on__isnull=True, due_on__lte=order_until
            ),
            "order", words=F("text"), organ=F("assignee__name"), on=F("due_on"),
        ),
        _rows(
            Round.objects.filter(
                recommendation__region=region, closed_at__isnull=True, closes_at__lte=round_until
            ),
            "round", **_RECOMMENDATION, at=F("closes_at"),
        ),
        _rows(
            ImportRun.objects.filter(region=region, state=ImportRun.State.PREVIEW),
            "import", words=F("file_name"), at=F("uploaded_at"),
        ),
        _rows(
            ConfirmationRun.objects.filter(region=region, state=ConfirmationRun.State.RUNNING),
            "care", words=F("title"), on=F("closes_on"),
        ),
        _rows(
            Meeting.objects.filter(
                region=region, untold_since__isnull=False, ends_at__gt=at
            ),
            "untold", words=F("title"), at=F("untold_since"),
        ),
    ]  # fmt: skip
    return parts[0].union(*parts[1:], all=True).order_by("row_kind", "row_key")


def _rows(rows: QuerySet[Any], kind: str, **columns: Combinable) -> QuerySet[Any, Any]:
    """The rows in the columns of `_Row`, each of the same type in every part of the union."""
    given = _NOTHING | columns
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            row_kind=Value(kind, output_field=CharField()),
            row_key=F("pk"),
            **{f"row_{name}": given[name] for name in _NOTHING},
        )
        .values_list("row_kind", "row_key", *(f"row_{name}" for name in _NOTHING))
    )
    return found


def _consultation(row: _Row, today: date) -> Item:
    since = timezone.localdate(row.at)
    days = (today - since).days
    text = ngettext(
        "Empfehlung %(name)s wartet seit %(days)s Tag auf Antwort: %(organ)s.",
        "Empfehlung %(name)s wartet seit %(days)s Tagen auf Antwort: %(organ)s.",
        days,
    ) % {"name": row.name, "days": days, "organ": row.organ}
    urgency = Urgency.LATE if today - since > ANSWER_PATIENCE else Urgency.LATER
    label = gettext("Antwort eintragen")
    return Item("consultation", text, since, "desk_consultation", row.key, label, urgency)


def _order(row: _Row, today: date) -> Item:
    late = row.on < today
    text = (
        gettext("%(organ)s: Auftrag überfällig – %(text)s")
        if late
        else gettext("%(organ)s: Auftrag bald fällig – %(text)s")
    ) % {"organ": row.organ, "text": row.words[:120]}
    urgency = Urgency.LATE if late else Urgency.SOON
    label = gettext("Stand eintragen")
    return Item("order", text, row.on, "desk_order", row.key, label, urgency)


def _round(row: _Row, at: datetime) -> Item:
    over = row.at <= at
    text = (
        gettext("Die Konsensrunde zu %(name)s ist abgelaufen.")
        if over
        else gettext("Die Konsensrunde zu %(name)s endet bald.")
    ) % {"name": row.name}
    label = gettext("Runde auswerten") if over else gettext("Runde ansehen")
    when = timezone.localdate(row.at)
    urgency = Urgency.NOW if over else Urgency.SOON
    return Item("round", text, when, "desk_round", row.key, label, urgency)


def _care(row: _Row, today: date) -> Item:
    over = row.on < today
    text = (
        gettext("%(title)s: Der letzte Tag ist vorbei.")
        if over
        else gettext("%(title)s: Die Einrichtungen bestätigen ihren Eintrag.")
    ) % {"title": row.words}
    label = gettext("Stand ansehen")
    urgency = Urgency.NOW if over else Urgency.LATER
    return Item("care", text, row.on, "desk_care_run", row.key, label, urgency)


def _untold(row: _Row) -> Item:
    text = gettext("%(title)s: Von Absage oder Verlegung wissen die Eingeladenen noch nichts.")
    label = gettext("Nachricht freigeben")
    since = timezone.localdate(row.at)
    said = text % {"title": row.words}
    return Item("untold_change", said, since, "desk_change", row.key, label, Urgency.NOW)


def _import(row: _Row) -> Item:
    text = gettext("Die Datei „%(name)s“ wartet auf Übernahme ins Register.") % {"name": row.words}
    label = gettext("Vorschau prüfen")
    when = timezone.localdate(row.at)
    return Item("import", text, when, "desk_import", row.key, label, Urgency.SOON)
