"""The register as a plan looks at it: persons, what they do where, institutions. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.importing.cleaning import key
from bildungsnetz.directory.matching import cologne
from bildungsnetz.directory.matching.words import is_role_mailbox
from bildungsnetz.directory.matching.words import phone as digits
from bildungsnetz.directory.person_importing.records import Job
from bildungsnetz.kit.tables import Remark

_SHARED = 3
"""As many persons as share an address tell nothing about who somebody is."""


@dataclass(frozen=True)
class Place:
    """An institution of the register."""

    key: int
    number: str
    name: str
    city: str
    is_open: bool = True


@dataclass(frozen=True)
class KnownJob:
    """What somebody does or did; days in ISO form, `until` the last day, "" where open."""

    key: int
    place: int
    function: str
    represents: bool
    since: str
    until: str


@dataclass(frozen=True)
class Known:
    """A person of the register; `facts` has all of FACTS, topics as "A; B" in order of names.

    `forerunners` are keys of records that went into this one: older exports bear their marks.
    """

    key: int
    facts: Mapping[str, str]
    jobs: Sequence[KnownJob] = ()
    forerunners: Sequence[int] = ()

    @property
    def name(self) -> str:
        """The name as people say it."""
        parts = (self.facts.get(one, "") for one in ("title", "given_name", "family_name"))
        return " ".join(filter(None, parts))


@dataclass(frozen=True)
class Perhaps:
    """A person of the register whom a row may be about, and why."""

    known: Known
    reason: Remark


class Unknown(Exception):
    """An institution the register does not hold, or holds several times; `remark` says which."""

    def __init__(self, remark: Remark) -> None:
        super().__init__()
        self.remark = remark


class Places:
    """The institutions, to be found by number, or by name and place."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_key: dict[int, Place] = {}
        self._by_number: dict[str, Place] = {}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            self.by_key[place.key] = place
            if place.number:
                self._by_number[place.number] = place
            self._by_name[key(place.name)].append(place)

    def find(self, job: Job, known: Sequence[KnownJob] = ()) -> Place:
        """The institution a row names; where several fit, the one the person is known to be at.

        Raises Unknown.
        """
        if found := self._by_number.get(job.number):
            return found
        alike = [
            place
            for place in self._by_name.get(key(job.institution), ())
            if job.institution and (not job.city or key(place.city) == key(job.city))
        ]
        if not alike:
            raise Unknown(_unknown(job))
        theirs = {one.place for one in known}
        for narrower in (
            alike,
            [place for place in alike if place.key in theirs],
            [place for place in alike if place.is_open],
        ):
            if len(narrower) == 1:
                return narrower[0]
        text = _("Im Register gibt es mehrere Einrichtungen „%(name)s“. Bitte ergänzen Sie Nummer "
                 "oder Ort.")  # fmt: skip
        raise Unknown(Remark(text, name=job.institution[:80]))


def _unknown(job: Job) -> Remark:
    if job.number and not job.institution:
        text = _("Eine Einrichtung mit der Nummer %(number)s steht nicht im Register.")
        return Remark(text, number=job.number)
    where = f"{job.institution[:80]}, {job.city}" if job.city else job.institution[:80]
    text = _("Die Einrichtung „%(name)s“ steht nicht im Register.")
    return Remark(text, name=where)


class People:
    """The persons, to be found for sure or perhaps."""

    def __init__(self, people: Iterable[Known]) -> None:
        self.by_key: dict[int, Known] = {}
        self._by_name: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_email: dict[str, list[Known]] = defaultdict(list)
        self._by_phone: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_sound: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for one in people:
            self.add(one)

    def add(self, one: Known) -> None:
        """Let somebody be found as well."""
        self.by_key.update(dict.fromkeys((one.key, *one.forerunners), one))
        given, family = _names(one.facts)
        self._by_name[given, family].append(one)
        self._by_sound[given, cologne(family)].append(one)
        if email := one.facts.get("email", "").casefold():
            self._by_email[email].append(one)
        if number := digits(one.facts.get("phone", "")):
            self._by_phone[number, family].append(one)

    def namesakes(self, facts: Mapping[str, str]) -> list[Known]:
        """Everybody of exactly this name."""
        return list(self._by_name.get(_names(facts), ()))

    def surely(self, facts: Mapping[str, str], place: int | None) -> list[Known]:
        """Persons of the same name with the same address, number or institution, never by name.

        Two different e-mail addresses speak against it, whatever else agrees.
        """
        given, family = _names(facts)
        email = facts.get("email", "").casefold()
        by_email = [
            one
            for one in self._by_email.get(email, ())
            if _names(one.facts)[1] == family and _may_be(given, _names(one.facts)[0])
        ]
        if by_email or not family:
            return by_email
        return [
            one
            for one in self._by_name.get((given, family), ())
            if not (email and one.facts.get("email")) and agrees(one, facts, place)
        ]

    def perhaps(self, facts: Mapping[str, str], place: int | None) -> list[Perhaps]:
        """Persons worth a look before somebody is entered anew, each with the first reason."""
        found: dict[int, Perhaps] = {}
        for one, reason in self._alike(facts, place):
            found.setdefault(one.key, Perhaps(one, reason))
        return list(found.values())

    def _alike(self, facts: Mapping[str, str], place: int | None) -> Iterator[tuple[Known, Remark]]:
        given, family = _names(facts)
        for one in self._by_name.get((given, family), ()):
            yield one, Remark(_("derselbe Name"))
        email = facts.get("email", "").casefold()
        sharing = self._by_email.get(email, ())
        if email and len(sharing) < _SHARED and not is_role_mailbox(email):
            for one in sharing:
                yield one, Remark(_("dieselbe E-Mail-Adresse, anderer Name"))
        for one in self._by_name.get((family, given), ()) if given else ():
            yield one, Remark(_("Vor- und Nachname vertauscht"))
        if number := digits(facts.get("phone", "")):
            for one in self._by_phone.get((number, family), ()):
                yield one, Remark(_("derselbe Nachname und dieselbe Telefonnummer"))
        if place is not None and given:
            for one in self._by_sound.get((given, cologne(family)), ()):
                if any(job.place == place for job in one.jobs):
                    yield one, Remark(_("ähnlicher Name in derselben Einrichtung"))


def _names(facts: Mapping[str, str]) -> tuple[str, str]:
    return key(facts.get("given_name", "")), key(facts.get("family_name", ""))


def _may_be(one: str, other: str) -> bool:
    return one == other or not one or not other


def agrees(one: Known, facts: Mapping[str, str], place: int | None) -> bool:
    """Tell whether telephone or institution of a person are those of the row."""
    number = digits(facts.get("phone", ""))
    same_number = bool(number) and number == digits(one.facts.get("phone", ""))
    return same_number or any(job.place == place for job in one.jobs)
