"""Names of people as they stand in cells: cleaned, and taken apart where they stand in one."""

import re
import unicodedata
from dataclasses import dataclass

from bildungsnetz.directory.matching.words import listed

# Unlike other cells, a name may be "Null", and joiners belong to names in some scripts.
_JOINERS = frozenset("\u200c\u200d")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
_EMPTY = frozenset({"-", "--", "–", "—", "?", "??", "k.a.", "k.a", "n.n.", "n.n"})
_SUSPECT = frozenset({"null", "none", "nan", "unbekannt", "undefined", "test", "n/a"})
_PARTICLES = listed(
    "von van vom zu zum zur der den dem de di da do dos del della la le el al ten ter"
)
_TITLE = re.compile(
    r"(?:(?:Prof|Professor(?:in)?|Dres|Dr|Dipl|Mag|Ing|PD|Priv|Doz|habil|h\.c|rer|nat|phil|paed|päd"
    r"|med|iur|jur|oec|pol|theol)\b\.?|B\.?A\.|M\.?A\.|(?:Dipl|Dr)\.?-\w+\.?)(?:-\w+\.?)*",
    re.IGNORECASE,
)
_FORMS = {
    "mrs": frozenset({"frau", "fr", "fr.", "w", "weiblich", "mrs", "mrs.", "ms", "ms.", "f",
                      "female", "madame", "sehr geehrte frau"}),
    "mr": frozenset({"herr", "herrn", "hr", "hr.", "m", "männlich", "maennlich", "mr", "mr.",
                     "male", "monsieur", "sehr geehrter herr"}),
    "open": frozenset({"ohne", "divers", "d", "x", "keine", "neutral", "firma"}),
}  # fmt: skip
# Those that stand before a name; a single letter before one is an initial.
_SPOKEN = {
    "frau": "mrs", "fr.": "mrs", "mrs.": "mrs", "ms.": "mrs", "herr": "mr", "herrn": "mr",
    "hr.": "mr", "mr.": "mr",
}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A name taken apart; "" for what it does not have. `salutation` is "mrs", "mr" or ""."""

    family: str
    given: str = ""
    title: str = ""
    salutation: str = ""


def clean_name(text: str) -> str:
    """One line without characters nobody sees and without doubled blanks; dashes are empty."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if char.isspace() else char for char in composed)
    visible = "".join(
        char for char in spaced if char in _JOINERS or unicodedata.category(char) not in _HIDDEN
    )
    line = " ".join(visible.split())
    return "" if line.casefold().replace(" ", "") in _EMPTY else line


def is_suspect(name: str) -> bool:
    """Tell whether a name is rather what a program wrote into a gap; it may be one all the same."""
    return name.casefold() in _SUSPECT or not any(char.isalpha() for char in name)


def salutation(text: str) -> tuple[str, str]:
    """The form of address ("mrs", "mr", "open", "" where none is told) and what stands behind it.

    "Frau Dr." is ("mrs", "Dr."); the rest of what is no form of address is the whole text.
    """
    line = clean_name(text)
    for form, known in _FORMS.items():
        if line.casefold() in known:
            return form, ""
    first, _blank, rest = line.partition(" ")
    return (_SPOKEN[first.casefold()], rest) if first.casefold() in _SPOKEN else ("", line)


def split_name(text: str) -> Name:
    """Take "Frau Dr. Anna von der Heide" or "Heide, Anna von der" apart.

    The last word is the family name, with the particles before it; a comma tells better.
    """
    form, rest = salutation(text)
    if not form or form == "open":
        form, rest = "", clean_name(text)
    words = rest.split()
    titles: list[str] = []
    while len(words) > 1 and _TITLE.fullmatch(words[0].rstrip(",")):
        titles.append(words.pop(0))
    line = " ".join(words)
    if "," in line:
        family, _comma, given = (part.strip() for part in line.partition(","))
        return _by_comma(family, given, titles, form)
    start = max(len(words) - 1, 0)
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    if start == 1 and words[0].casefold() in _PARTICLES:
        start = 0
    return Name(" ".join(words[start:]), " ".join(words[:start]), " ".join(titles), form)


def _by_comma(family: str, given: str, titles: list[str], form: str) -> Name:
    """ "Heide, Dr. Anna von der": particles at the end go before the family name."""
    words = given.split()
    while len(words) > 1 and _TITLE.fullmatch(words[0]):
        titles.append(words.pop(0))
    before: list[str] = []
    while len(words) > 1 and words[-1].casefold() in _PARTICLES:
        before.insert(0, words.pop())
    return Name(" ".join([*before, family]), " ".join(words), " ".join(titles), form)
