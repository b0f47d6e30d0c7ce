"""Audiences (Verteiler): computed when used, whom they hold, and why each is in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window
from django.utils.translation import gettext

from bildungsnetz.directory.models import Affiliation, Audience, Institution, Person
from bildungsnetz.directory.queries.criteria import Tie, read
from bildungsnetz.directory.queries.filtering import INSTITUTIONS
from bildungsnetz.directory.queries.institutions import active_at, institutions, open_at
from bildungsnetz.directory.rules import clean_groups
from bildungsnetz.directory.search import matching_words
from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.regions.models import Region

Query = Mapping[str, object]
_SEARCHED, _PICKED = 1_000, 1_001


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """An institution of an audience and the German reasons why it belongs to it."""

    institution: Institution
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AudiencePerson:
    """A person of an audience and why: for whom they speak, which seat they hold.

    `is_reached` is False for holders of seats without an institution in the audience: invitations
    go to institutions.
    """

    person: Person
    reasons: tuple[str, ...]
    is_reached: bool


def audiences(region: Region) -> QuerySet[Audience]:
    """The region's audiences by name."""
    return Audience.objects.filter(region=region).select_related("region").order_by("name", "pk")


def audience_of(region: Region, audience: int) -> Audience | None:
    """One of the region's audiences."""
    return first(_audience(audience, region.pk))


@composed_once
def _audience(audience: int, region: int) -> QuerySet[Audience]:
    return audiences(Region(pk=region)).filter(pk=audience)


@composed_once
def removed_by_hand(audience: int) -> QuerySet[Institution]:
    """The institutions taken out of an audience by hand, by name."""
    return Audience(pk=audience).removed.select_related("kind").order_by("sort_name")


def audiences_with_counts(region: Region, today: date) -> list[tuple[Audience, int]]:
    """The region's audiences with the number of institutions each has today; two queries."""
    found = list(audiences(region))
    if not found:
        return []
    each = [
        audience_institutions(audience, today=today)
        .order_by()
        .annotate(audience=Value(audience.pk))
        .values("audience")
        .annotate(number=Count("pk"))
        .values_list("audience", "number")
        for audience in found
    ]
    numbers = dict(each[0].union(*each[1:], all=True))
    return [(audience, numbers.get(audience.pk, 0)) for audience in found]


def _groups(query: Query) -> dict[str, list[str]]:
    return clean_groups(query, INSTITUTIONS.keys)


def _search(query: Query) -> str:
    return str(query.get("search") or "")


def _condition(region: Region, query: Query, today: date) -> Q:
    """Rows of the region that a query names: AND between its groups, OR within each."""
    if query.get("by_hand"):
        return Q(pk__in=[])
    return (
        Q(region=region)
        & matching_words(_search(query))
        & INSTITUTIONS.condition(region, _groups(query), today)
    )


def matching(region: Region, query: Query, today: date) -> QuerySet[Institution]:
    """The open institutions of the region that a query names, by name.

    Groups combine by AND, the values within a group by OR; a group without values does not
    restrict. A query with `by_hand` names none.
    """
    return institutions(region).filter(open_at(today), _condition(region, query, today))


def audience_institutions(audience: Audience, *, today: date) -> QuerySet[Institution]:
    """Who belongs to an audience today: the query's institutions and the hand-picked ones, without
    the hand-removed and the closed ones; by name, each once."""
    fits = _condition(audience.region, audience.query, today)
    return institutions(audience.region).filter(
        fits | Q(pk__in=audience.added.values("pk")),
        ~Q(pk__in=audience.removed.values("pk")),
        open_at(today),
    )


def counted_institutions(audience: Audience, *, today: date) -> QuerySet[Institution]:
    """The same with name and address, how many they are in `total`, and `mute` without address."""
    found = audience_institutions(audience, today=today).select_related(None)
    return found.only("name", "email").annotate(
        total=Window(Count("pk")), mute=Window(Count("pk", filter=Q(email="")))
    )


def audience_rows(
    audience: Audience, today: date, rows: Iterable[Institution] | None = None
) -> list[AudienceRow]:
    """The audience's institutions, or these of them, with the reasons, such as "Art: Grundschule".

    Two queries; with `rows` one.
    """
    shown = list(audience_institutions(audience, today=today) if rows is None else rows)
    region, query = audience.region, audience.query
    groups = {} if query.get("by_hand") else _groups(query)
    used = [one for one in INSTITUTIONS.all if groups.get(one.key)]
    ties = [
        (place, tie)
        for place, one in enumerate(used)
        for tie in one.ties(region, groups[one.key], today)
    ]
    wanted = set(range(len(used)))
    if _search(query) and not query.get("by_hand"):
        found = Institution.objects.filter(matching_words(_search(query)), region=region)
        ties.append((_SEARCHED, Tie(found, "pk", Value(_search(query)))))
        wanted.add(_SEARCHED)
    picked = audience.added.through.objects.filter(audience=audience)
    ties.append((_PICKED, Tie(picked, "institution", Value(""))))
    labels = {**dict(enumerate(str(one.label) for one in used)), _SEARCHED: gettext("Suche")}
    reasons = _by_key(read(ties, [row.pk for row in shown]))
    by_hand = bool(query.get("by_hand"))
    return [
        AudienceRow(row, _told(reasons.get(row.pk, {}), wanted, labels, by_hand=by_hand))
        for row in shown
    ]


def _by_key(found: Iterable[tuple[int, int, str]]) -> dict[int, dict[int, list[str]]]:
    by_key: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key, place, text in found:
        by_key[key][place].append(text)
    return by_key


def _told(
    found: Mapping[int, list[str]], wanted: set[int], labels: Mapping[int, str], *, by_hand: bool
) -> tuple[str, ...]:
    """Each group that restricts names what fits, if all do; without any the whole register."""
    reasons: list[str] = []
    if not by_hand and wanted <= found.keys():
        reasons = [
            f"{labels[place]}: {text}" for place in sorted(wanted) for text in found[place]
        ] or [gettext("alle Einrichtungen")]
    return (*reasons, gettext("von Hand hinzugefügt")) if _PICKED in found else tuple(reasons)


def audience_people(audience: Audience, *, today: date) -> QuerySet[Person]:
    """The people of an audience, by name: who represents its institutions, and, where it asks for
    organs or seats, who holds these."""
    inside = audience_institutions(audience, today=today).order_by().values("pk")
    now = Affiliation.objects.filter(active_at(today))
    speaking = now.filter(represents=True, institution__in=inside)
    fits = Q(pk__in=speaking.values("person"))
    holders = _holders(audience, today)
    if holders:
        reached = Q(pk__in=now.filter(institution__in=inside).values("person"))
        if _only_people(audience):
            reached |= ~Q(pk__in=now.values("person"))
        held = Q(pk__in=[])
        for _label, tie in holders:
            held |= Q(pk__in=tie.rows.order_by().values(tie.to))
        fits |= held & reached
    return (
        Person.objects.filter(fits, region=audience.region)
        .annotate(total=Window(Count("pk")))
        .order_by("sort_name", "given_name", "pk")
    )


def counted_people(audience: Audience, *, today: date) -> QuerySet[Person]:
    """The same with name and address, how many they are in `total`."""
    found = audience_people(audience, today=today)
    return found.only("title", "given_name", "family_name", "email")


def audience_person_rows(
    audience: Audience, today: date, people: Iterable[Person]
) -> list[AudiencePerson]:
    """These people of an audience with the reasons; one query."""
    shown = list(people)
    inside = audience_institutions(audience, today=today).order_by().values("pk")
    here = Affiliation.objects.filter(active_at(today), institution__in=inside)
    holders = _holders(audience, today)
    spoken_for = Case(When(represents=True, then=F("institution__name")), default=Value(""))
    ties = [
        (0, Tie(here, "person", spoken_for)),
        *((place, tie) for place, (_label, tie) in enumerate(holders, 1)),
    ]
    labels = {0: gettext("vertritt"), **dict(enumerate((label for label, _tie in holders), 1))}
    found = _by_key(read(ties, [one.pk for one in shown]))
    return [
        AudiencePerson(
            one,
            tuple(
                dict.fromkeys(
                    f"{labels[place]}: {text}"
                    for place in sorted(labels)
                    for text in found[one.pk].get(place, ())
                    if text or place
                )
            ),
            is_reached=0 in found[one.pk],
        )
        for one in shown
    ]


def _holders(audience: Audience, today: date) -> list[tuple[str, Tie]]:
    """The ties of persons of those criteria that the audience uses."""
    groups = {} if audience.query.get("by_hand") else _groups(audience.query)
    return [
        (str(one.label), tie)
        for one in INSTITUTIONS.all
        if one.people is not None and groups.get(one.key)
        for tie in one.people(audience.region, groups[one.key], today)
    ]


def _only_people(audience: Audience) -> bool:
    """Whether all that restricts is about persons: then nobody's institution can be missed."""
    groups = _groups(audience.query)
    return not _search(audience.query) and all(
        one.people is not None for one in INSTITUTIONS.all if groups.get(one.key)
    )


def query_names(region: Region, query: Query, today: date) -> list[tuple[str, list[str]]]:
    """What a query asks for in words; one query if it names choices, else none."""
    groups = _groups(query)
    offered = INSTITUTIONS.choices(region, today) if any(groups.values()) else {}
    named = INSTITUTIONS.names(groups, offered)
    return [(gettext("Suche"), [_search(query)]), *named] if _search(query) else named
