"""What is left of a name, a street, a telephone number when spelling does not count."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WORD = re.compile(r"[^\W_]+")
_HOUSE = re.compile(r"(\d+)\s*([a-z])?(?![a-z])")
_LONG_WORD = re.compile(r"[^\W\d_]{3}")
_SHORT_PHONE = 6
_SHORT_WORD = 3


def listed(text: str) -> frozenset[str]:
    """The words of a text that lists them."""
    return frozenset(text.split())


# Words that stand in so many names that they tell nothing apart.
GENERIC = listed(
    """schule schulen staedt staedtisch staedtische staedtischer staedtisches stadt gemeinde kreis
    kreises kr der die das des dem den und fuer mit von vom zu zum zur an am im in auf bei als
    d u e v m f a primar primarst primarstufe sek sekundarst sekundarstufe sekundarstufen stufe
    jungen maedchen priv privat private privates staatl staatlich staatliche anerkannt anerkannte
    gen genehm genehmigt genehmigte genehmigtes ersatzsch ersatzschule ersatzschulen foerder
    foerdersch foerderschwerp foerderschwerpunkt foerderschwerpunkte fsp schwerpunkt entwicklung
    entw entwickl emotionale emot soziale soz lernen sprache geistige koerperliche motorische
    traeger traegerschaft eigener art teilstandort standort schulzentrum verbund gem ggmbh gmbh
    ev evangelisch evangelische kath katholisch katholische gemeinschafts bekenntnis freie freier
    freies nrw lvr lwl erzbistums bistums verein"""
)
_ENDINGS = re.compile(
    r"(?P<stem>.*?)(?P<form>grundschule|grundschulverbund|hauptschule|realschule|gesamtschule"
    r"|sekundarschule|foerderschule|waldorfschule|musikschule|volkshochschule|hochschule"
    r"|klinikschule|schule|gymnasium|weiterbildungskolleg|berufskolleg|kolleg|kita|kindergarten"
    r"|kindertagesstaette|familienzentrum|jobcenter)"
)
# "Sekundarstufen I und II" is no ordinal.
_STAGES = re.compile(r"\bsek(?:undarst\w*)?(?: (?:i|ii|1|2|u|und))+\b")
_SCHOOL = "schule"
_SCHOOL_SLIPS = (len(_SCHOOL) - 1, len(_SCHOOL), len(_SCHOOL) + 1)
_LONG_GENERIC = 6
_FORMS = {
    "grundschulverbund": "grundschule",
    "waldorfschule": "freie-waldorfschule",
    "klinikschule": "foerderschule",
    "kindergarten": "kita",
    "kindertagesstaette": "kita",
    "familienzentrum": "kita",
    "schule": "",
    "kolleg": "",
}
_FREQUENT = frozenset(
    word
    for word in GENERIC
    | listed("gemeinschaftsgrundschule grundschule hauptschule realschule gesamtschule gymnasium")
    | listed("sekundarschule foerderschule berufskolleg waldorfschule")
    if len(word) >= _LONG_GENERIC
)
_ABBREVIATIONS = {
    "ggs": ("gemeinschaftsgrundschule",),
    "kgs": ("katholische", "grundschule"),
    "egs": ("evangelische", "grundschule"),
    "ghs": ("gemeinschaftshauptschule",),
    "gs": ("grundschule",),
    "bk": ("berufskolleg",),
    "gym": ("gymnasium",),
    "vhs": ("volkshochschule",),
    "st": ("sankt",),
    "skt": ("sankt",),
}
# Two names that carry different ones of a row mean different institutions.
_CONTRASTS = (
    {"gem": "gem", "gemeinschafts": "gem", "kath": "kath", "katholisch": "kath",
     "katholische": "kath", "ev": "ev", "evangelisch": "ev", "evangelische": "ev"},
    {"nord": "nord", "sued": "sued", "ost": "ost", "west": "west"},
    {"i": "1", "ii": "2", "iii": "3", "iv": "4"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """An institution's name, taken apart.

    `words`: those that tell it apart, endings such as "schule" taken off. `whole`: all of them in
    alphabetical order. `forms`: the kinds of institution it speaks of. `contrasts`: confession,
    point of the compass, ordinal, numbers.
    """

    words: frozenset[str]
    whole: str
    forms: frozenset[str]
    contrasts: tuple[frozenset[str], ...]


def words(text: str) -> list[str]:
    """The words in small letters: umlauts written out, accents gone, hyphens part words."""
    small = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    if not small.isascii():
        decomposed = unicodedata.normalize("NFKD", small)
        small = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _WORD.findall(small)


def name(text: str, city: str = "") -> Name:
    """The parts of an institution's name; the name of its city tells nothing apart."""
    plain = _STAGES.sub(" ", " ".join(words(text)))
    spelled = [long for word in plain.split() for long in _ABBREVIATIONS.get(word, (word,))]
    split = [_stem(word) for word in spelled]
    stems = {stem for stem, _form in split}
    contrasts = [frozenset(row[stem] for stem in stems if stem in row) for row in _CONTRASTS]
    contrasts.append(frozenset(stem for stem in stems if stem.isdecimal()))
    telling = stems - GENERIC - frozenset(words(city))
    return Name(
        words=frozenset(stem for stem in telling if len(stem) >= _SHORT_WORD),
        whole="".join(sorted(stems | {form for _stem, form in split})),
        forms=frozenset(form for _stem, form in split if form),
        contrasts=tuple(contrasts),
    )


@lru_cache(maxsize=100_000)
def _stem(word: str) -> tuple[str, str]:
    """The word without its ending, and the kind of institution the ending names."""
    word = _without_slip(word.replace("strasse", "str"))
    found = _ENDINGS.fullmatch(word)
    if found is None:
        return word, ""
    form = found["form"]
    return found["stem"], _FORMS.get(form, form)


def _without_slip(word: str) -> str:
    """A frequent word in which one letter is wrong, put right: "Grnudschule", "Marienshule"."""
    if len(word) < _LONG_GENERIC or word in _FREQUENT:
        return word
    for frequent in _FREQUENT:
        if abs(len(frequent) - len(word)) <= 1 and OSA.distance(word, frequent) == 1:
            return frequent
    if _ENDINGS.fullmatch(word):
        return word
    for length in _SCHOOL_SLIPS:
        if len(word) > length and OSA.distance(word[-length:], _SCHOOL) == 1:
            return word[:-length] + _SCHOOL
    return word


def form(slug: str) -> str:
    """The kind of an institution as far as names tell it; "" where the register is not sure."""
    if slug.startswith("foerderschule"):
        return "foerderschule"
    return "" if slug == "sonstige" else slug


def street(text: str) -> tuple[str, str]:
    """Street and house number: "Jean-Vogel-Straße 36 a" and "Jean Vogel Str. 36A" are alike."""
    small = " ".join(words(text))
    hits = list(_HOUSE.finditer(small))
    if not hits:
        return _way(small), ""
    # "Straße des 17. Juni 135": a number before further words belongs to the street.
    last = (hit for hit in hits if not _LONG_WORD.search(small, hit.end()))
    house = next(last, hits[-1])
    return _way(small[: house.start()]), house[1] + (house[2] or "")


def _way(words_: str) -> str:
    return words_.replace(" ", "").replace("strasse", "str")


def is_same_house(left: str, right: str) -> bool:
    """Tell whether house numbers go together: "5" and "5a" do, "5a" and "5b" do not."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return left == right or left == right.rstrip(letters) or left.rstrip(letters) == right


def phone(text: str) -> str:
    """Digits of the number as dialled within Germany; "" for what is too short to tell."""
    digits = "".join(char for char in text.replace("(0)", "") if char.isdecimal() or char == "+")
    if digits.startswith(("+49", "0049")):
        digits = f"0{digits.lstrip('+0')[2:].lstrip('0')}"
    digits = digits.replace("+", "00")
    return digits if len(digits) >= _SHORT_PHONE else ""


def number(text: str) -> str:
    """Letters and digits, without leading zeros, which spreadsheets take away."""
    return "".join(words(text)).lstrip("0")


ROLES = listed(
    """info kontakt contact post poststelle mail email office buero verwaltung sekretariat schule
    schulleitung leitung kita team service zentrale empfang hallo presse anmeldung beratung
    bildungsbuero schulverwaltung geschaeftsstelle vorstand verein gs ggs kgs gymnasium
    grundschule realschule gesamtschule berufskolleg"""
)
"""Local parts of mailboxes that belong to an institution, not to a person."""


def is_role_mailbox(address: str) -> bool:
    """Tell whether an address belongs to a desk: info@, 191000@, sekretariat.nord@ …"""
    local = address.partition("@")[0]
    return any(word in ROLES or word.isdecimal() for word in words(local))
