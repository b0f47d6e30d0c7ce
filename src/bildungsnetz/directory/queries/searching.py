"""One search over the register: institutions, persons and topics, the best of each first.

Plain LIKE over the folded columns: measured at 10,000 institutions and 50,000 persons it stays
well under 50 ms on both databases (bench/search.py), so no index of trigrams has to be kept.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Prefetch, QuerySet, Window

from bildungsnetz.directory.models import Affiliation, Institution, Person
from bildungsnetz.directory.queries.institutions import active_at, open_at
from bildungsnetz.directory.queries.persons import matching_persons
from bildungsnetz.directory.search import matching_words, rank, search_key
from bildungsnetz.kit.folding import fold
from bildungsnetz.regions.models import Region, Topic

SHOWN = 5
"""How many of each kind are shown before "alle anzeigen"."""
SHORTEST = 2
"""Folded letters from which on is searched; a single one would find nearly everything."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found: the first of each kind, and how many there are in all."""

    institutions: list[Institution] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    institutions_in_all: int = 0
    persons_in_all: int = 0
    topics_in_all: int = 0

    @property
    def total(self) -> int:
        """How much was found of all kinds together."""
        return self.institutions_in_all + self.persons_in_all + self.topics_in_all


def is_long_enough(text: str) -> bool:
    """Tell whether a search is worth asking: two letters or digits at least."""
    return len(search_key(text).replace(" ", "")) >= SHORTEST


def search(region: Region, text: str, *, today: date, most: int = SHOWN) -> Findings:
    """Institutions (closed ones last), persons and topics that hold every word of `text`.

    Persons are found by what they do now, too. Exact numbers come first, then beginnings of
    words, then parts of words; each by name (DIN 5007-1). Four queries; none, and nothing
    found, while the text is shorter than SHORTEST.
    """
    if not is_long_enough(text):
        return Findings()
    institutions = list(_institutions(region, text, today)[:most])
    persons = list(_persons(region, text, today)[:most])
    topics = find_topics(region, text, today)
    return Findings(
        institutions,
        persons,
        topics[:most],
        institutions_in_all=institutions[0].total if institutions else 0,  # type: ignore[attr-defined]
        persons_in_all=persons[0].total if persons else 0,  # type: ignore[attr-defined]
        topics_in_all=len(topics),
    )


def _institutions(region: Region, text: str, today: date) -> QuerySet[Institution]:
    return (
        Institution.objects.filter(matching_words(text), region=region)
        .select_related("kind")
        .annotate(total=Window(Count("pk")), is_open=open_at(today))
        .order_by(rank(text, number="number"), "-is_open", "sort_name", "pk")
    )


def _persons(region: Region, text: str, today: date) -> QuerySet[Person]:
    now = Affiliation.objects.filter(active_at(today)).select_related("institution")
    return (
        Person.objects.filter(matching_persons(text, today), region=region)
        .annotate(total=Window(Count("pk")))
        .order_by(rank(text), "sort_name", "given_name", "pk")
        .prefetch_related(
            Prefetch(
                "affiliations",
                queryset=now.order_by("-represents", F("active_from").desc(nulls_last=True), "pk"),
                to_attr="current",
            )
        )
    )


def find_topics(region: Region, text: str, today: date) -> list[Topic]:
    """The topics that hold every word of `text`, beginnings first, with their open institutions.

    There are few, so they are compared here. `used` counts the open institutions working on it.
    """
    words = search_key(text).split()
    is_open = open_at(today, "institutions__")
    rows = Topic.objects.filter(region=region).annotate(used=Count("institutions", filter=is_open))
    keyed = [(f" {search_key(row.name)}", row) for row in rows]
    found = [(key, row) for key, row in keyed if all(word in key for word in words)]
    found.sort(key=lambda one: (not all(f" {w}" in one[0] for w in words), fold(one[1].name)))
    return [row for _key, row in found]
