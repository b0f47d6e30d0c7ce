"""Comparing two institutions."""

from collections.abc import Hashable, Iterable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bildungsnetz.directory.matching import words
from bildungsnetz.directory.matching.comparing import Evidence
from bildungsnetz.directory.matching.features import (
    InstitutionTraits,
    Rarity,
    bits_at_start,
    of_institution,
)
from bildungsnetz.directory.matching.model import Candidate
from bildungsnetz.directory.matching.phonetics import cologne

_NAMES_ALIKE = 88.0
_SHORTEST = 5
_LONG = 9
# Institutions stand in a register twice more often than persons do.
_COMMON = 1.5
_SAME_NUMBER = 20.0
_CONTRAST = 8.0
_OTHER_FORM = 7.0
_OTHER_KNOWN_FORM = 12.0
_HOPELESS = -24.0
_OTHER_NAME = 7.0
_OTHER_CITY = 6.0
_OTHER_PLACE = 3.0
_OTHER_HOUSE = 1.0
_OTHER_PHONE = 1.5
_OTHER_EMAIL = 2.0


class Institutions:
    """The institutions of one run: their traits, what is rare among them, their blocks."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.traits = [of_institution(candidate) for candidate in candidates]
        count = len(candidates)
        self.words = Rarity(
            (word for one in self.traits for word in one.name.words), count, most=10
        )
        self.wholes = Rarity((one.name.whole for one in self.traits), count, most=6)
        self.places = Rarity((one.place for one in self.traits), count, most=11)
        self.postcodes = Rarity((one.postcode for one in self.traits), count, most=7)
        self.phones = Rarity((one.phone for one in self.traits), count, most=11)
        self.emails = Rarity((one.email for one in self.traits), count, most=13)
        self.bits_at_start = bits_at_start(count) + _COMMON

    def blocks(self, index: int) -> Iterable[tuple[Hashable, tuple[Hashable, ...]]]:
        """Keys under which an institution is compared, each with ways to part a large block."""
        one = self.traits[index]
        nearer = (one.postcode[:2] or one.city, one.postcode or one.city)
        for key in (("number", one.number), ("phone", one.phone), ("email", one.email)):
            if key[1]:
                yield key, nearer
        if one.house and one.postcode:
            yield ("house", one.postcode, one.house), (one.way[:1], one.way)
        for word in one.name.words:
            yield ("word", word), nearer
        if longest := max(one.name.words, key=len, default=""):
            yield ("sound", cologne(longest)), nearer
        if one.way and not one.house:
            yield ("way", one.way), nearer

    def compare(self, left: int, right: int) -> Evidence | None:
        """The evidence on two institutions; None for those that are certainly different."""
        one, other = self.traits[left], self.traits[right]
        evidence = Evidence(self.bits_at_start)
        if one.number and other.number:
            if one.number == other.number:
                evidence.speaks_for("number", _SAME_NUMBER)
            elif _are_comparable(one.number, other.number):
                return None
        self._compare_names(one, other, evidence)
        _compare_forms(one, other, evidence)
        if evidence.bits < _HOPELESS:
            return None
        self._compare_contacts(one, other, evidence)
        return evidence

    def _compare_names(
        self, one: InstitutionTraits, other: InstitutionTraits, evidence: Evidence
    ) -> None:
        for mine, theirs in zip(one.name.contrasts, other.name.contrasts, strict=True):
            if mine and theirs and not mine & theirs:
                evidence.speaks_against("contrast", _CONTRAST)
                break
        shared = one.name.words & other.name.words
        if not one.name.words or not other.name.words:
            if one.name.whole == other.name.whole:
                evidence.speaks_for("name", self.wholes.bits(one.name.whole))
            return
        bits = sum(map(self.words.bits, shared))
        if len(shared) == len(one.name.words) == len(other.name.words):
            evidence.speaks_for("name", min(10.0, bits))
            return
        more, lacking = self._similar(one.name.words - shared, other.name.words - shared)
        bits = min(10.0, bits + more)
        if not bits and fuzz.ratio(one.plain, other.plain) >= _NAMES_ALIKE:
            evidence.speaks_for("name_alike", 6.0)
        elif bits > lacking:
            evidence.speaks_for("name_alike", bits - lacking)
        else:
            evidence.speaks_against("name", min(_OTHER_NAME, lacking - bits))

    def _similar(self, mine: frozenset[str], theirs: frozenset[str]) -> tuple[float, float]:
        """Bits for words that are nearly alike, and bits against for those that have no like."""
        left = set(theirs)
        bits, lacking = 0.0, 0.0
        for word in mine:
            like = next((other for other in left if _are_alike(word, other)), None)
            if like is None:
                lacking += self.words.bits(word)
            else:
                left.discard(like)
                bits += 0.8 * min(self.words.bits(word), self.words.bits(like))
        both = bool(mine) and bool(left)
        lacking += sum(map(self.words.bits, left))
        # Words that only one name has are an addition; words that each has are a difference.
        return bits, min(_OTHER_NAME, lacking * (0.5 if both else 0.15))

    def _compare_contacts(
        self, one: InstitutionTraits, other: InstitutionTraits, evidence: Evidence
    ) -> None:
        agreements: dict[str, float] = {}
        self._compare_places(one, other, evidence, agreements)
        if one.phone and other.phone:
            if one.phone == other.phone:
                agreements["phone"] = self.phones.bits(one.phone)
            else:
                evidence.speaks_against("phone", _OTHER_PHONE)
        if one.email and other.email:
            if one.email == other.email:
                agreements["email"] = self.emails.bits(one.email)
            else:
                evidence.speaks_against("email", _OTHER_EMAIL)
        evidence.together(agreements)

    def _compare_places(
        self,
        one: InstitutionTraits,
        other: InstitutionTraits,
        evidence: Evidence,
        agreements: dict[str, float],
    ) -> None:
        same_code = bool(one.postcode) and one.postcode == other.postcode
        same_city = not one.city or not other.city or _are_same_city(one.city, other.city)
        codes = {code[:2] for code in (one.postcode, other.postcode) if code}
        near = same_code or (same_city and len(codes) < 2)
        same_way = _are_alike(one.way, other.way)
        if near and same_way and one.house and words.is_same_house(one.house, other.house):
            agreements["place"] = self.places.bits(one.place)
            return
        if not same_code and not same_city:
            evidence.speaks_against("city", _OTHER_CITY)
        if same_code:
            agreements["postcode"] = self.postcodes.bits(one.postcode)
        if near and same_way:
            agreements["way"] = 3.0
            if one.house and other.house:
                evidence.speaks_against("place", _OTHER_HOUSE)
        elif one.way and other.way:
            evidence.speaks_against("place", _OTHER_PLACE)


def _compare_forms(one: InstitutionTraits, other: InstitutionTraits, evidence: Evidence) -> None:
    """Two schools may share name, house and telephone, but not the form the register knows."""
    if one.known_form and other.known_form:
        if one.known_form != other.known_form:
            evidence.speaks_against("form", _OTHER_KNOWN_FORM)
    elif one.forms and other.forms and not one.forms & other.forms:
        evidence.speaks_against("form", _OTHER_FORM)


def _are_comparable(left: str, right: str) -> bool:
    """Numbers of one register look alike: both digits, equally many."""
    return left.isdecimal() and right.isdecimal() and len(left) == len(right)


def _are_alike(left: str, right: str) -> bool:
    """Equal, or one slip apart; two in long words, none in short ones (Berg, Burg)."""
    if left == right:
        return bool(left)
    shorter = min(len(left), len(right))
    if shorter < _SHORTEST:
        return False
    slips = 2 if shorter >= _LONG else 1
    return OSA.distance(left, right, score_cutoff=slips) <= slips


def _are_same_city(left: str, right: str) -> bool:
    """Equal, or one with an addition: "Hennef (Sieg)" and "Hennef"."""
    return left.startswith(right) or right.startswith(left) or _are_alike(left, right)
