"""Reads of entries as their own people see them: what stands there, what waits for a decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from bildungsnetz.directory.care import FACTS, NAME, PAGE, PERSON_FACTS, PUBLIC, WORDS
from bildungsnetz.directory.models import Affiliation, ChangeProposal, Institution, Person
from bildungsnetz.directory.publication import INSTITUTION_FIELDS, PERSON_FIELDS
from bildungsnetz.directory.queries.institutions import active_at
from bildungsnetz.kit.joined import put_rows
from bildungsnetz.regions.models import Region, Stage, Topic

_REFUSED = 5
Kind = ChangeProposal.Kind
State = ChangeProposal.State


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is about: an institution, one of its contacts, or a person's own entry."""

    region: Region
    institution: Institution | None = None
    affiliation: Affiliation | None = None
    person: Person | None = None

    @property
    def rows(self) -> Q:
        """The proposals about it."""
        return Q(
            region=self.region,
            institution=self.institution,
            affiliation=self.affiliation,
            person=self.person,
        )

    def stored(self) -> dict[str, Any]:
        """The register's values by key; see directory.care for the keys."""
        if self.person is None:
            if self.institution is None:
                raise ValueError("A subject is an institution or a person.")
            return _of_institution(self.institution)
        values = {name: getattr(self.person, name) for name in PERSON_FACTS}
        if self.affiliation is not None:
            return {**values, "function": self.affiliation.function}
        return {
            **values,
            PUBLIC + NAME: self.person.is_public,
            **{PUBLIC + key: key in self.person.public_fields for key in PERSON_FIELDS},
        }


def _of_institution(row: Institution) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in FACTS},
        **{name: sorted(each.slug for each in getattr(row, name).all()) for name in WORDS},
        PUBLIC + PAGE: row.is_public,
        **{PUBLIC + key: key in row.public_fields for key in INSTITUTION_FIELDS},
    }


def put_words(institution: Institution) -> dict[str, str]:
    """Read the institution's stages and topics with the names of all there are; one query.

    The names are keyed "stages:slug" and "topics:slug", in the region's order.
    """
    groups: dict[str, Any] = {"stages": Stage, "topics": Topic}
    parts = []
    for place, (name, model) in enumerate(groups.items()):
        ties = getattr(Institution, name).through.objects.filter(institution=institution)
        own = ties.filter(**{model._meta.model_name: OuterRef("pk")})
        rows = model.objects.filter(region=institution.region_id).order_by()
        order = F("order") if name == "stages" else Value(0)
        parts.append(
            rows.annotate(
                place=Value(place),
                rank=Cast(order, IntegerField()),
                mine=Case(When(Exists(own), then=Value(1)), default=Value(0)),
            ).values_list("place", "rank", "name", "slug", "pk", "mine")
        )
    names, found = {}, {name: [] for name in groups}  # type: ignore[var-annotated]
    for place, _rank, name, slug, pk, mine in sorted(parts[0].union(parts[1], all=True)):
        group = list(groups)[place]
        names[f"{group}:{slug}"] = name
        if mine:
            found[group].append(groups[group](pk=pk, slug=slug, name=name))
    for group, rows in found.items():
        put_rows(institution, group, rows)
    return names


def contact_subject(function: Affiliation) -> Subject:
    """The subject of what an institution says about one of its contacts."""
    institution = function.institution
    return Subject(institution.region, institution, function, function.person)


def key_of(proposal: ChangeProposal) -> str:
    """The key under which a form knows the field of a proposal."""
    flag = proposal.kind == Kind.PUBLICATION
    return PUBLIC + proposal.field if flag else proposal.field


def open_proposals(subject: Subject) -> dict[str, ChangeProposal]:
    """What waits for the office's decision about the fields of a subject, by key."""
    found = ChangeProposal.objects.filter(subject.rows, state=State.OPEN)
    simple = found.exclude(kind__in=[Kind.CONTACT_NEW, Kind.CONTACT_ENDED])
    return {key_of(one): one for one in simple.order_by("pk")}


def current(subject: Subject, waiting: Mapping[str, ChangeProposal]) -> dict[str, Any]:
    """What the own people see: the register's values with what waits laid over them."""
    return {**subject.stored(), **{key: one.new for key, one in waiting.items()}}


@dataclass(slots=True)
class Contact:
    """Somebody who speaks or works for the institution today, and what waits about them."""

    function: Affiliation
    shown: dict[str, Any]
    waiting: list[ChangeProposal] = field(default_factory=list)
    ending: ChangeProposal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An institution's entry: values by key, those that wait, contacts, and proposed new ones."""

    institution: Institution
    values: Mapping[str, Any]
    waiting: Mapping[str, ChangeProposal]
    contacts: list[Contact]
    new_contacts: list[ChangeProposal]
    refused: list[ChangeProposal]
    names: Mapping[str, str]

    @property
    def count(self) -> int:
        """How many changes wait for the office."""
        return len(self.proposals)

    @property
    def proposals(self) -> list[ChangeProposal]:
        """What waits for the office."""
        of_contacts = [row for one in self.contacts for row in one.waiting]
        endings = [one.ending for one in self.contacts if one.ending]
        return [*self.waiting.values(), *of_contacts, *endings, *self.new_contacts]


def entry(institution: Institution, *, today: date) -> Entry:
    """The entry as its own people see it, with what the office refused lately; three queries."""
    names = put_words(institution)
    known = list(
        ChangeProposal.objects.filter(
            institution=institution, state__in=[State.OPEN, State.REFUSED]
        )
        .select_related("person", "affiliation", "affiliation__person")
        .order_by("pk")
    )
    rows = [one for one in known if one.state == State.OPEN]
    subject = Subject(institution.region, institution)
    waiting = {key_of(one): one for one in rows if one.person_id is None and one.field}
    functions = (
        Affiliation.objects.filter(active_at(today), institution=institution)
        .select_related("person")
        .order_by("-represents", "person__sort_name", "pk")
    )
    return Entry(
        institution=institution,
        values=current(subject, waiting),
        waiting=waiting,
        contacts=[_contact(one, institution, rows) for one in functions],
        new_contacts=[one for one in rows if one.kind == Kind.CONTACT_NEW],
        refused=[one for one in known if one.state == State.REFUSED][-_REFUSED:],
        names=names,
    )


def _contact(
    function: Affiliation, institution: Institution, rows: Iterable[ChangeProposal]
) -> Contact:
    about = [one for one in rows if one.affiliation_id == function.pk]
    changes = {key_of(one): one for one in about if one.kind == Kind.CONTACT_CHANGED}
    function.institution = institution
    return Contact(
        function=function,
        shown=current(contact_subject(function), changes),
        waiting=list(changes.values()),
        ending=next((one for one in about if one.kind == Kind.CONTACT_ENDED), None),
    )


def contacts_of(institution: Institution, *, today: date) -> QuerySet[Affiliation]:
    """The functions in the institution that last on a day."""
    return Affiliation.objects.filter(active_at(today), institution=institution).select_related(
        "person", "institution", "institution__region"
    )


def proposals_of(institution: Institution) -> QuerySet[ChangeProposal]:
    """All that was ever proposed about an institution."""
    return ChangeProposal.objects.filter(institution=institution)


def all_proposals(region: Region) -> QuerySet[ChangeProposal]:
    """Everything proposed in the region, with what it is about."""
    return ChangeProposal.objects.filter(region=region).select_related(
        "region", "institution", "institution__kind", "person", "affiliation",
        "affiliation__person", "decided_by",
    )  # fmt: skip


def proposals(region: Region, state: str) -> QuerySet[ChangeProposal]:
    """Those in a state: open ones by institution, oldest first; decided ones the latest first."""
    found = all_proposals(region).filter(state=state)
    if state != State.OPEN:
        return found.order_by(F("decided_at").desc(nulls_last=True), "-pk")
    return found.order_by("institution__sort_name", "institution", "person__sort_name", "pk")


def open_count(region: Region) -> int:
    """How many changes wait for the office."""
    return ChangeProposal.objects.filter(region=region, state=State.OPEN).count()
