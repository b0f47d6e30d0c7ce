"""Who somebody is in a region: keys, addresses and names of one human."""

from collections.abc import Iterable, Iterator

from bildungsnetz.accounts.models import Role, User
from bildungsnetz.directory.models import Institution, Merge, Person
from bildungsnetz.kit.privacy import ANONYMOUS, Subject
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.regions.models import Region

Keys = frozenset[tuple[str, str]]


def of_person(person: Person, *, also: Keys = frozenset()) -> Subject:
    """A contact of the register, with the rows that the office recognised as hers (`also`)."""
    persons = frozenset(_with_absorbed(person.pk))
    users = [person.user] if person.user is not None else []
    rows = list(_identities(person.region, also))
    names = {*_names(person), *(str(user) for user in users)}
    addresses = {person.email, *(user.email for user in users)}
    return Subject(
        region=person.region_id,
        persons=persons,
        users=frozenset(user.pk for user in users),
        addresses=_clean_addresses(addresses | {address for _name, address in rows}),
        names=_clean_names(names | {name for name, _address in rows}),
        rows=also,
    )


def of_user(user: User, region: Region) -> Subject:
    """Somebody who is signed in: her contact in the region if there is one, else her user alone."""
    person = Person.objects.filter(region=region, user=user).first()
    if person is not None:
        return of_person(person)
    return Subject(
        region=region.pk,
        users=frozenset({user.pk}),
        addresses=_clean_addresses([user.email]),
        names=_clean_names([user.display_name]),
    )


def of_rows(region: Region, rows: Keys) -> Subject:
    """Somebody who is in no register, such as a guest: known by rows with a name or an address."""
    found = list(_identities(region, rows))
    return Subject(
        region=region.pk,
        names=_clean_names(name for name, _address in found),
        addresses=_clean_addresses(address for _name, address in found),
        rows=rows,
    )


def both(one: Subject, other: Subject) -> Subject:
    """What is known of the same human from two sides."""
    return Subject(
        region=one.region,
        persons=one.persons | other.persons,
        users=one.users | other.users,
        addresses=one.addresses | other.addresses,
        names=one.names | other.names,
        rows=one.rows | other.rows,
    )


def erasable_users(subject: Subject) -> frozenset[int]:
    """Her users that belong to this region alone; others are another controller's as well."""
    if not subject.users:
        return frozenset()
    contacts = Person.objects.filter(user__in=subject.users).exclude(region=subject.region)
    clerks = Role.objects.filter(user__in=subject.users).exclude(region=subject.region)
    elsewhere = contacts.values_list("user").union(clerks.values_list("user"))
    return subject.users - {key for (key,) in elsewhere}


def words(subject: Subject) -> list[str]:
    """By what she is found in texts: whole names and addresses that are hers alone, longest first.

    A name that somebody else in the region bears as well, and an address that an institution or
    somebody else uses, are left alone: what they stand in may be about those.
    """
    others = Person.objects.filter(region=subject.region).exclude(pk__in=subject.persons)
    found = {name for name in subject.names if " " in name and not _shared_name(name, others)}
    for address in subject.addresses:
        institutions = Institution.objects.filter(region=subject.region, email__iexact=address)
        if not institutions.exists() and not others.filter(email__iexact=address).exists():
            found.add(address)
    found |= _phones(subject)
    return sorted(found, key=lambda word: (-len(word), word))


def _shared_name(name: str, others: "Iterable[Person]") -> bool:
    given, _space, family = name.rpartition(" ")
    rows = others.filter(family_name=family)  # type: ignore[attr-defined]
    return any(name in _names(person) for person in rows) or rows.filter(given_name=given).exists()


def _phones(subject: Subject) -> set[str]:
    rows = Person.objects.filter(pk__in=subject.persons).values_list("phone", flat=True)
    found = {phone for phone in rows if len(phone) >= 8}
    shared = Institution.objects.filter(region=subject.region, phone__in=found)
    return found - set(shared.values_list("phone", flat=True))


def _with_absorbed(key: int) -> Iterator[int]:
    """The key, and those of records that went into it and are no more."""
    waiting, seen = {key}, set[int]()
    while waiting := waiting - seen:
        seen |= waiting
        yield from waiting
        gone = Merge.objects.filter(kind="person", kept__in=waiting, undone_at=None)
        waiting = set(gone.values_list("gone", flat=True))


def _identities(region: Region, rows: Keys) -> Iterator[tuple[str, str]]:
    """Name and address of each of these rows, as far as they lie in the region."""
    for table in TABLES:
        keys = [key for kind, key in rows if kind == table.name]
        if table.identity and keys:
            here = table.model._default_manager.filter(pk__in=keys, **{table.region: region.pk})
            yield from here.values_list(*table.identity)


def _names(person: Person) -> list[str]:
    plain = " ".join(part for part in (person.given_name, person.family_name) if part)
    reversed_ = f"{person.family_name}, {person.given_name}" if person.given_name else plain
    return [str(person), plain, reversed_]


def _clean_names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(
        name.strip() for name in names if name.strip() and not name.startswith(ANONYMOUS)
    )


def _clean_addresses(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(
        address.strip().lower()
        for address in addresses
        if address.strip() and not address.endswith(".invalid")
    )
