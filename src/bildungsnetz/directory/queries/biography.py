"""Everything a person or an institution is part of, in time; one query, however many rooms tell.

Each kind of thing is a strand: rows with a beginning, an end, a title and a detail. Rooms above
plug their strands in (apps.ready), so that imports still point down.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, DateField, F, IntegerField, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Affiliation, ContactBasis, Institution, Person
from bildungsnetz.kit import marks

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Column = str | Combinable | None
NAME = Concat("person__given_name", Value(" "), "person__family_name")
"""The name of a row's person, as far as people are told apart by it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a life: half-open days, None where open; a moment has no end but itself.

    `page` and `key` say whose page tells more: "institution", "person", "organ", "meeting" …
    """

    kind: str
    label: str
    since: date | None
    until: date | None
    title: str
    detail: str
    page: str
    key: int | None
    is_moment: bool

    def holds(self, day: date) -> bool:
        """Tell whether it lasts on the day; moments do not last."""
        begun = self.since is None or self.since <= day
        return not self.is_moment and begun and (self.until is None or day < self.until)

    def is_coming(self, day: date) -> bool:
        """Tell whether it lies after the day."""
        return self.since is not None and self.since > day


@dataclass(frozen=True, slots=True)
class Strand[Subject: Model]:
    """Rows of one kind about a subject; None where there can be none.

    `since` and `until` are days or moments; without `until` the things are moments unless `lasts`.
    `say` turns the stored detail into words, `call` the stored title.
    """

    kind: str
    label: "StrPromise"
    rows: Callable[[Subject], "QuerySet[Any] | None"]
    since: Column
    title: Column
    until: Column = None
    detail: Column = None
    page: str = ""
    key: Column = None
    say: Callable[[str], str] = str
    call: Callable[[str], str] = str

    def columns(self, place: int, rows: QuerySet[Any]) -> QuerySet[Any, tuple[Any, ...]]:
        """The rows as the common columns of all strands."""
        found: QuerySet[Any, tuple[Any, ...]] = rows.order_by().values_list(
            Value(place),
            _day(self.since),
            _day(self.until),
            Cast(_column(self.title), CharField()),
            Cast(_column(self.detail), CharField()),
            Cast(_column(self.key), IntegerField()),
        )
        return found

    def entry(self, row: Sequence[Any], label: str) -> Entry:
        """One row of the common columns in words, under the strand's label in the language."""
        _place, since, until, title, detail, key = row
        return Entry(
            kind=self.kind,
            label=label,
            since=_as_day(since),
            until=_as_day(until),
            title=self.call(title or ""),
            detail=self.say(detail or ""),
            page=self.page,
            key=key,
            is_moment=self.until is None,
        )


def moment(name: str) -> TruncDate:
    """The day of a stored moment in the office's zone."""
    return TruncDate(name, tzinfo=timezone.get_default_timezone())


def _column(column: Column) -> Combinable:
    if column is None:
        return Value(None)
    return F(column) if isinstance(column, str) else column


def _day(column: Column) -> Cast:
    return Cast(_column(column), DateField())


class Biography[Subject: Model]:
    """The strands of one kind of subject."""

    def __init__(self, *strands: Strand[Subject]) -> None:
        self._own = strands
        self._plugged: dict[str, Strand[Subject]] = {}
        self._composed: dict[tuple[object, ...], marks.Question] = {}

    def plug(self, *strands: Strand[Subject]) -> None:
        """Add strands of a room above; one of the same kind takes the place of the former."""
        self._plugged.update({one.kind: one for one in strands})
        self._composed.clear()

    @property
    def strands(self) -> tuple[Strand[Subject], ...]:
        """All strands in their order."""
        return (*self._own, *self._plugged.values())

    def of(self, subject: Subject) -> list[Entry]:
        """All entries, the latest beginning first, those without one last; one query."""
        strands = [(one, str(one.label)) for one in self.strands]
        found = []
        for row in marks.ask(self.asked(subject)):
            strand, label = strands[row[0]]
            found.append(strand.entry(row, label))
        found.sort(key=lambda one: (one.label, one.title, one.detail))
        return sorted(found, key=lambda one: one.since or date.min, reverse=True)

    def asked(self, subject: Subject) -> marks.Question:
        """The question about the subject; composed once for all of whom the same is known."""
        known = tuple(name for name in _MARKS if getattr(subject, name, None))
        key = (known, connection.vendor)
        if key not in self._composed:
            about: dict[str, Any] = {name: _MARKS[name] for name in known}
            self._composed[key] = self.compose(type(subject)(**about))
        real = {_MARKS[name]: _escaped(name, getattr(subject, name)) for name in known}
        return marks.fill(self._composed[key], real)

    def compose(self, subject: Subject) -> marks.Question:
        """The question about a subject as Django writes it."""
        asked = [(place, one, one.rows(subject)) for place, one in enumerate(self.strands)]
        each = [one.columns(place, rows) for place, one, rows in asked if rows is not None]
        return marks.question(each[0].union(*each[1:]))


# What of a subject the strands ask by.
_MARKS: dict[str, int | str] = {
    **{name: marks.key_mark(place) for place, name in enumerate(("id", "region_id", "user_id"))},
    **{
        name: marks.text_mark(place)
        for place, name in enumerate(("email", "given_name", "family_name"))
    },
}


def _escaped(name: str, value: Any) -> Any:
    """A value as the strands compare it: addresses as a whole, names within a text."""
    if not isinstance(value, str):
        return value
    return marks.as_whole(value) if name == "email" else marks.as_part(value)


def _as_day(value: Any) -> date | None:
    """SQLite keeps days as texts."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _labelled(choices: Any) -> Callable[[str], str]:
    """The label of a stored choice; what is no choice any more stays as it is."""
    return lambda code: str(dict(choices.choices).get(code, code))


def _bases(person: Person) -> QuerySet[ContactBasis]:
    return ContactBasis.objects.filter(person=person)


PERSON_LIFE: Biography[Person] = Biography(
    Strand(
        "function", _("Tätigkeit"), lambda one: Affiliation.objects.filter(person=one),
        "active_from", "institution__name", until="active_to", detail="function",
        page="institution", key="institution_id",
    ),
    Strand(
        "basis", _("Rechtsgrundlage"), _bases, moment("recorded_at"), "purpose",
        until=moment("ended_at"), detail="basis", page="bases", key="person_id",
        call=_labelled(ContactBasis.Purpose), say=_labelled(ContactBasis.Basis),
    ),
    Strand(
        "objection", _("Widerspruch"), lambda one: _bases(one).filter(objected_at__isnull=False),
        moment("objected_at"), "purpose", page="bases", key="person_id",
        call=_labelled(ContactBasis.Purpose),
    ),
    Strand(
        "notice", _("Information nach Art. 14 DSGVO"),
        lambda one: _bases(one).filter(notified_at__isnull=False),
        moment("notified_at"), "purpose", page="bases", key="person_id",
        call=_labelled(ContactBasis.Purpose),
    ),
    Strand(
        "entry", _("Register"), lambda one: Person.objects.filter(pk=one.pk),
        moment("created_at"), Value(""), call=lambda _code: str(_("ins Register aufgenommen")),
    ),
    Strand(
        "account", _("Anmeldung"),
        lambda one: User.objects.filter(pk=one.user_id) if one.user_id else None,
        moment("created_at"), "email", call=lambda _code: str(_("Zugang eingerichtet")),
    ),
)  # fmt: skip
"""Everything a person is part of."""

INSTITUTION_LIFE: Biography[Institution] = Biography(
    Strand(
        "function", _("Tätigkeit"), lambda one: Affiliation.objects.filter(institution=one),
        "active_from", NAME, until="active_to", detail="function", page="person", key="person_id",
        call=str.strip,
    ),
    Strand(
        "opened", _("Gründung"),
        lambda one: Institution.objects.filter(pk=one.pk, opened_on__isnull=False),
        "opened_on", "name",
    ),
    Strand(
        "closed", _("Schließung"),
        lambda one: Institution.objects.filter(pk=one.pk, closed_on__isnull=False),
        "closed_on", "name",
    ),
    Strand(
        "successor", _("Nachfolgerin"),
        lambda one: Institution.objects.filter(pk=one.pk, successor__isnull=False),
        "closed_on", "successor__name", page="institution", key="successor_id",
    ),
    Strand(
        "predecessor", _("Vorgängerin"), lambda one: Institution.objects.filter(successor=one),
        "closed_on", "name", page="institution", key="pk",
    ),
    Strand(
        "confirmed", _("Bestätigung"),
        lambda one: Institution.objects.filter(pk=one.pk, confirmed_at__isnull=False),
        moment("confirmed_at"), "name", call=lambda _code: str(_("Angaben zuletzt bestätigt")),
    ),
    Strand(
        "entry", _("Register"), lambda one: Institution.objects.filter(pk=one.pk),
        moment("created_at"), "source", call=lambda _code: str(_("ins Register aufgenommen")),
    ),
)  # fmt: skip
"""Everything an institution is part of."""
