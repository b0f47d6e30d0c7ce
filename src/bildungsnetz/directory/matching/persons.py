"""Comparing two persons."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import zip_longest

from rapidfuzz.distance import OSA

from bildungsnetz.directory.matching.comparing import Evidence
from bildungsnetz.directory.matching.features import PersonTraits, Rarity, bits_at_start, of_person
from bildungsnetz.directory.matching.model import Candidate
from bildungsnetz.directory.matching.phonetics import cologne

_OTHER_FAMILY = 9.0
_OTHER_GIVEN = 9.0
_HOPELESS = -30.0
_OTHER_SALUTATION = 9.0
_OTHER_EMAIL = 1.0
_OTHER_PHONE = 0.5
_OTHER_INSTITUTION = 2.0
_ALIKE = 0.6
_PART = 0.6
_INITIAL = 2.0
_SWAPPED = 2.0
_SHORTEST = 4
_LONG = 8
_END = 2


class Persons:
    """The persons of one run: their traits, what is rare among them, their blocks."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.traits = [of_person(candidate) for candidate in candidates]
        count = len(candidates)
        self.families = Rarity((part for one in self.traits for part in one.family), count, most=11)
        self.given = Rarity((part for one in self.traits for part in one.given), count, most=8)
        self.phones = Rarity((one.phone for one in self.traits), count, most=9)
        self.emails = Rarity((one.email for one in self.traits), count, most=14)
        self.institutions = Rarity(
            (key for one in self.traits for key in one.institutions), count, most=10
        )
        self.bits_at_start = bits_at_start(count)

    def blocks(self, index: int) -> Iterable[tuple[Hashable, tuple[Hashable, ...]]]:
        """Keys under which a person is compared, each with ways to part a large block.

        A block of the same frequent name that stays too large is left out: such a name alone is
        no evidence, and what would be has a block of its own.
        """
        one = self.traits[index]
        given = one.given[0] if one.given else ""
        for part in one.family:
            yield ("sound", cologne(part), given[:1]), (cologne(given), given + one.whole)
        for key in one.institutions:
            yield ("institution", key), (given[:1], one.family_code)
        yield ("name", one.whole), (one.email.partition("@")[2],)
        if one.phone:
            yield ("phone", one.phone), (one.family_code,)
        if one.email:
            yield ("email", one.email), (one.family_code,)

    def compare(self, left: int, right: int) -> Evidence | None:
        """The evidence on two persons; None for those that are certainly different."""
        one, other = self.traits[left], self.traits[right]
        evidence = Evidence(self.bits_at_start)
        self._compare_names(one, other, evidence)
        if one.salutation and other.salutation and one.salutation != other.salutation:
            evidence.speaks_against("salutation", _OTHER_SALUTATION)
        if evidence.bits < _HOPELESS:
            return None
        self._compare_contacts(one, other, evidence)
        return evidence

    def _compare_names(self, one: PersonTraits, other: PersonTraits, evidence: Evidence) -> None:
        family, given = self._family(one.family, other.family), self._given(one, other)
        if family[0] == given[0] == "" and one.family == other.given and one.given == other.family:
            bits = sum(map(self.families.bits, one.family)) + self.given.bits(other.family[0])
            evidence.speaks_for("swapped", bits - _SWAPPED)
            return
        for what, bits, other_name in (
            (*family, "family"),
            (*given, "given"),
        ):
            if what:
                evidence.speaks_for(what, bits)
            elif bits:
                evidence.speaks_against(other_name, -bits)

    def _family(self, mine: Sequence[str], theirs: Sequence[str]) -> tuple[str, float]:
        """What the family names say, and how many bits; "" where they differ."""
        shared = set(mine) & set(theirs)
        bits = min(self.families.most, sum(map(self.families.bits, shared)))
        if len(shared) == max(len(mine), len(theirs)) or "".join(mine) == "".join(theirs):
            return "family", bits or self.families.most
        if shared:
            return "family_part", bits * _PART
        whole, other = "".join(mine), "".join(theirs)
        if _are_alike(whole, other):
            return "family_alike", _ALIKE * min(map(self.families.bits, (*mine, *theirs)))
        return "", -_OTHER_FAMILY

    def _given(self, one: PersonTraits, other: PersonTraits) -> tuple[str, float]:
        """The same for the given names; one that is not known says nothing."""
        mine, theirs = one.given, other.given
        if not mine or not theirs:
            return "", 0.0
        bits = self.given.bits(mine[0])
        if "".join(mine) == "".join(theirs):
            return "given", bits
        if _are_initials(mine, theirs):
            return "given_part", _INITIAL
        if mine[0] == theirs[0]:
            # Anna and Anna Maria, but not Anna Maria and Anna Sophie.
            is_part = set(mine) <= set(theirs) or set(theirs) <= set(mine)
            return ("given_part", bits * _PART) if is_part else ("", -_OTHER_GIVEN / 2)
        whole, spelled = "".join(mine), "".join(theirs)
        if whole[-_END:] == spelled[-_END:] and _are_alike(whole, spelled):
            return "given_alike", bits * _ALIKE
        return "", -_OTHER_GIVEN

    def _compare_contacts(self, one: PersonTraits, other: PersonTraits, evidence: Evidence) -> None:
        """A desk's mailbox, its telephone and the institution are one piece of evidence."""
        agreements: dict[str, float] = {}
        if one.institutions and other.institutions:
            if shared := one.institutions & other.institutions:
                agreements["institution"] = max(map(self.institutions.bits, shared))
            else:
                evidence.speaks_against("institution", _OTHER_INSTITUTION)
        if one.phone and other.phone:
            if one.phone == other.phone:
                agreements["phone"] = self.phones.bits(one.phone)
            else:
                evidence.speaks_against("phone", _OTHER_PHONE)
        if one.email and other.email:
            if one.email != other.email:
                evidence.speaks_against("email", _OTHER_EMAIL)
            elif one.is_role:
                agreements["email"] = self.emails.bits(one.email) / 2
            else:
                evidence.speaks_for("email", self.emails.bits(one.email))
        evidence.together(agreements)


def _are_initials(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the names agree as far as they are written out, and one is a letter only."""
    pairs = list(zip_longest(mine, theirs, fillvalue=""))
    is_short = any(min(len(left), len(right)) == 1 for left, right in pairs)
    return is_short and all(
        left.startswith(right) or right.startswith(left) for left, right in pairs
    )


def _are_alike(left: str, right: str) -> bool:
    """One slip (two in long names), or the same sound with nearly the same letters."""
    if min(len(left), len(right)) < _SHORTEST:
        return False
    slips = OSA.distance(left, right, score_cutoff=3)
    if slips <= (2 if min(len(left), len(right)) >= _LONG else 1):
        return True
    return slips <= 2 and cologne(left) == cologne(right)
