"""One search over the register: institutions, persons and topics, the best of each first.

Plain LIKE over the folded columns: measured at 10,000 institutions and 50,000 persons a search
takes 20 to 41 ms on both databases (bench/search.py), so no index of trigrams has to be kept.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Model, Prefetch, Q, QuerySet, When
from django.db.models.expressions import OrderBy

from bildungsnetz.directory.models import Affiliation, Institution, Person
from bildungsnetz.directory.queries.institutions import active_at, open_at
from bildungsnetz.directory.queries.persons import matching_persons
from bildungsnetz.directory.search import matching_words, rank, search_expression, search_key
from bildungsnetz.kit.folding import fold
from bildungsnetz.kit.privacy import ANONYMOUS
from bildungsnetz.regions.models import Region, Topic

SHOWN = 5
"""How many of each kind are shown before "alle anzeigen"."""
SHORTEST = 2
"""Folded letters from which on is searched; a single one would find nearly everything."""


COUNTED = 1_000
"""Up to here what is found is counted; more is just "more": counting all would take too long."""


@dataclass(frozen=True, slots=True)
class Group[Row]:
    """The best of one kind; `total` is how many there are, at most COUNTED, then `is_more`."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    is_more: bool = False

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more than these rows."""
        return self.is_more or self.total > len(self.rows)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found of each kind."""

    institutions: Group[Institution] = field(default_factory=Group)
    persons: Group[Person] = field(default_factory=Group)
    topics: Group[Topic] = field(default_factory=Group)

    @property
    def total(self) -> int:
        """How much was found of all kinds together, as far as it was counted."""
        return self.institutions.total + self.persons.total + self.topics.total

    @property
    def is_more(self) -> bool:
        """Tell whether there is more than `total`."""
        return self.institutions.is_more or self.persons.is_more


def is_long_enough(text: str) -> bool:
    """Tell whether a search is worth asking: two letters or digits at least."""
    return len(search_key(text).replace(" ", "")) >= SHORTEST


def search(region: Region, text: str, *, today: date, most: int = SHOWN) -> Findings:
    """Institutions (closed ones last), persons and topics that hold every word of `text`.

    Persons are found by what they do now, too. Exact numbers come first, then beginnings of
    words, then parts of words; each by name (DIN 5007-1). Six queries; none, and nothing found,
    while the text is shorter than SHORTEST.
    """
    if not is_long_enough(text):
        return Findings()
    topics = find_topics(region, text, today)
    return Findings(
        _institutions(region, text, today, most),
        _persons(region, text, today, most),
        Group(topics[:most], len(topics)),
    )


def _institutions(region: Region, text: str, today: date, most: int) -> Group[Institution]:
    rows = (
        Institution.objects.filter(region=region)
        .select_related("kind")
        .annotate(is_closed=~open_at(today))
    )
    fits, order = matching_words(text), rank(text, number="number")
    return _best(rows, fits, fits, order.asc(), ("is_closed", "sort_name"), most)


def _persons(region: Region, text: str, today: date, most: int) -> Group[Person]:
    now = Affiliation.objects.filter(active_at(today)).select_related("institution")
    known = Person.objects.filter(region=region).exclude(family_name=ANONYMOUS)
    rows = known.prefetch_related(
        Prefetch(
            "affiliations",
            queryset=now.order_by("-represents", F("active_from").desc(nulls_last=True), "pk"),
            to_attr="current",
        )
    )
    fits, named = matching_persons(text, today), matching_words(text)
    return _best(rows, fits, named, rank(text).asc(), ("sort_name", "given_name"), most)


def _best[Row: Model](  # noqa: PLR0917
    rows: QuerySet[Row], fits: Q, named: Q, order: OrderBy, columns: tuple[str, ...], most: int
) -> Group[Row]:
    """The first `most` of the rows that fit, by rank and columns.

    The keys of what fits are read in one pass without an order, which stops early where very much
    does. Only then the database has to find the first ones, and it looks among those `named`
    alone; others fill up.
    """
    bare = rows.prefetch_related(None).order_by()
    keys = bare.filter(fits).annotate(rank=order.expression).values_list("rank", *columns, "pk")
    found = sorted(keys[: COUNTED + 1])
    first = [key[-1] for key in found[:most]]
    if len(found) <= COUNTED:
        by_key = rows.in_bulk(first)
        return Group([by_key[key] for key in first], len(found))
    is_named = Case(When(named, then=True), default=False, output_field=BooleanField())
    best = rows.filter(named | Q(pk__in=first)).annotate(is_named=is_named)
    shown = list(best.order_by("-is_named", order, *columns, "pk")[:most])
    return Group(shown, COUNTED, is_more=True)


def find_topics(region: Region, text: str, today: date) -> list[Topic]:
    """The topics that hold every word of `text`, beginnings first, then by name.

    `used` counts the open institutions working on it.
    """
    rows = Topic.objects.filter(region=region).annotate(search_text=search_expression("name"))
    used = Count("institutions", filter=open_at(today, "institutions__"))
    found = rows.filter(matching_words(text)).annotate(used=used, rank=rank(text))
    return sorted(found, key=_by_rank)


def _by_rank(topic: Any) -> tuple[int, str]:
    return topic.rank, fold(topic.name)
