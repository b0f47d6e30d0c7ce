"""Reads of persons and what they do where."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Affiliation, ContactBasis, Person
from bildungsnetz.directory.queries.institutions import active_at, affiliations, listed_functions
from bildungsnetz.directory.queries.person_filtering import PERSONS
from bildungsnetz.directory.search import search_key
from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.kit.joined import joined_names
from bildungsnetz.kit.privacy import ANONYMOUS
from bildungsnetz.regions.models import Region, Topic

PERSON_SORTS = ("name", "email")
FUNCTION_LETTERS = 4


def persons(region: Region) -> QuerySet[Person]:
    """All persons of the region, by family and given name."""
    return (
        Person.objects.filter(region=region)
        .select_related("user")
        .order_by("sort_name", "given_name", "pk")
    )


def known_persons(region: Region) -> QuerySet[Person]:
    """The persons of the region without those who were erased and only held a mandate once."""
    return persons(region).exclude(family_name=ANONYMOUS)


def person_profile(person: int, region: Region) -> Person | None:
    """One person with the names of their topics as `topic_names`, apart by commas; one query."""
    return first(_profiles(person, region.pk))


@composed_once
def _profiles(person: int, region: int) -> QuerySet[Person]:
    names = joined_names(Topic.objects.all(), "persons", order="name")
    return persons(Region(pk=region)).filter(pk=person).annotate(topic_names=names)


def find_persons(
    region: Region,
    *,
    search: str,
    institution: int | None,
    sort: str,
    today: date,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> QuerySet[Person]:
    """The persons a list shows; `current` holds what each does where on that day.

    `institution` narrows to those with a function there now, `groups` by the criteria of PERSONS;
    `sort` is one of PERSON_SORTS, a minus before it reverses.
    """
    found = known_persons(region).filter(
        matching_persons(search, today), PERSONS.condition(region, groups or {}, today)
    )
    now = Affiliation.objects.filter(active_at(today))
    if institution is not None:
        found = found.filter(pk__in=now.filter(institution=institution).values("person"))
    column = F("email") if sort.lstrip("-") == "email" else F("sort_name")
    first = column.desc() if sort.startswith("-") else column.asc()
    current = (
        now.select_related("institution")
        .only("person", "function", "institution__name")
        .order_by("-represents", "institution__sort_name")
    )
    return found.order_by(first, "sort_name", "given_name", "pk").prefetch_related(
        Prefetch("affiliations", queryset=current, to_attr="current")
    )


def listed_persons(found: QuerySet[Person]) -> QuerySet[Person]:
    """These persons with what a line of the list shows of them and nothing else."""
    return found.select_related(None).only("family_name", "given_name", "email", "user")


def matching_persons(text: str, today: date) -> Q:
    """Persons each word of `text` fits: their name or address, or what they do on that day.

    Functions are compared from FUNCTION_LETTERS on: shorter parts are in half of all functions.
    """
    found = Q()
    now = Affiliation.objects.filter(active_at(today))
    for word in search_key(text).split():
        fits = Q(search_text__contains=word)
        if len(word) >= FUNCTION_LETTERS:
            fits |= Q(pk__in=now.filter(search_text__contains=word).values("person"))
        found &= fits
    return found


def functions_of(person: Person) -> list[Affiliation]:
    """Everything a person does or did in institutions, open ones first, as a table shows it."""
    return _functions(person.pk, person.region_id)


@composed_once
def _functions(person: int, region: int) -> QuerySet[Affiliation]:
    return listed_functions(affiliations(Region(pk=region)).filter(person=person))


def person_of(user: User, region: Region) -> Person | None:
    """The person of the region who signs in as this user, if there is one."""
    return first(_of_user(user.pk, region.pk))


@composed_once
def _of_user(user: int, region: int) -> QuerySet[Person]:
    return persons(Region(pk=region)).filter(user=user)


@composed_once
def contact_bases(person: int) -> QuerySet[ContactBasis]:
    """Why the person's data may be used now, in the order of purposes."""
    return ContactBasis.objects.filter(person=person, ended_at=None).order_by("recorded_at", "pk")
