"""The kinds of institution a network starts with, and how registers and offices name them.

School forms: IT.NRW, register 2024/25 (texts) against schuldaten.csv 2021 (keys), Datenlizenz
Deutschland - Namensnennung - Version 2.0; short names of the school administration software of
North Rhine-Westphalia. Every key has exactly one text; 17, 18, 19 are Waldorf, 08 and 83 one kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bildungsnetz.directory.importing.cleaning import key

_PRIMARY = "primarstufe"
_LOWER = "sekundarstufe-1"
_UPPER = "sekundarstufe-2"
_TRAINING = "ausbildung-studium"
_WORK = "beruf"
_FURTHER = "weiterbildung"
_SHORTEST_IN_NAME = 3
_LONG_ENOUGH_WITHIN_WORDS = 8


@dataclass(frozen=True)
class Kind:
    """A kind of institution. `aliases`: official keys and other spellings; `stages`: slugs."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    is_school: bool = False


def _school(slug: str, name: str, aliases: tuple[str, ...], *stages: str) -> Kind:
    return Kind(slug, name, aliases, stages, is_school=True)


SCHOOL_KINDS: tuple[Kind, ...] = (
    _school("grundschule", "Grundschule", ("02", "G", "GS", "Grundschulverbund"), _PRIMARY),
    _school("hauptschule", "Hauptschule", ("04", "H", "HS"), _LOWER),
    _school("volksschule", "Volksschule", ("06", "V"), _PRIMARY, _LOWER),
    _school(
        "foerderschule-grund-hauptschule",
        "Förderschule Grund-/Hauptschule",
        ("08", "83", "S", "KS", "Förderschule", "Klinikschule", "Schule für Kranke",
         "Förderschule im Bereich Grund-/Hauptschule", "Sonderschule"),
        _PRIMARY,
        _LOWER,
    ),
    _school("realschule", "Realschule", ("10", "R", "RS"), _LOWER),
    _school("primus-schule", "PRIMUS-Schule", ("13", "PS", "PRIMUS", "Schulversuch PRIMUS"),
            _PRIMARY, _LOWER),
    _school("sekundarschule", "Sekundarschule", ("14", "SK"), _LOWER),
    _school("gesamtschule", "Gesamtschule", ("15", "GE"), _LOWER, _UPPER),
    _school("gemeinschaftsschule", "Gemeinschaftsschule", ("16", "GM"), _LOWER),
    _school(
        "freie-waldorfschule",
        "Freie Waldorfschule",
        ("17", "18", "19", "FW", "HI", "WF", "Waldorfschule", "Waldorf", "Hibernia",
         "Freie Waldorfförderschule"),
        _PRIMARY,
        _LOWER,
        _UPPER,
    ),
    _school("gymnasium", "Gymnasium", ("20", "GY", "GYM"), _LOWER, _UPPER),
    _school("weiterbildungskolleg", "Weiterbildungskolleg",
            ("25", "WB", "WBK", "Abendrealschule", "Abendgymnasium"), _UPPER, _FURTHER),
    _school("berufskolleg", "Berufskolleg", ("30", "BK"), _UPPER, _TRAINING),
    _school(
        "foerderschule-realschule-gymnasium",
        "Förderschule Realschule/Gymnasium",
        ("85", "87", "SR", "SG", "Förderschule im Bereich Realschule",
         "Förderschule im Bereich Gymnasium"),
        _LOWER,
        _UPPER,
    ),
    _school("foerderschule-berufskolleg", "Förderschule Berufskolleg",
            ("88", "SB", "Förderschule im Bereich Berufskolleg"), _UPPER, _TRAINING),
)  # fmt: skip

OTHER_KIND = Kind("sonstige", "Sonstige Einrichtung", ("Sonstige", "Sonstiges"))

_CHILDHOOD_AND_SCHOOL = ("kita", _PRIMARY, _LOWER, _UPPER)
_SCHOOL_YEARS = (_PRIMARY, _LOWER, _UPPER)
_ALL = (*_CHILDHOOD_AND_SCHOOL, _TRAINING, _WORK, _FURTHER)

OTHER_KINDS: tuple[Kind, ...] = (
    Kind("kita", "Kindertageseinrichtung", (
        "Kita", "Kindertagesstätte", "Kindergarten", "Tageseinrichtung für Kinder"), ("kita",)),
    Kind("familienzentrum", "Familienzentrum", ("Familienzentrum NRW",), ("kita",)),
    Kind("kindertagespflege", "Kindertagespflege", ("Tagespflege", "Großtagespflege"), ("kita",)),
    Kind("hochschule", "Hochschule", (
        "Universität", "Fachhochschule", "Uni", "FH", "Duale Hochschule", "Fernuniversität"),
        (_TRAINING, _FURTHER)),
    Kind("volkshochschule", "Volkshochschule", ("VHS",), (_FURTHER,)),
    Kind("weiterbildungseinrichtung", "Weiterbildungseinrichtung", (
        "Familienbildungsstätte", "Bildungswerk", "Bildungsträger", "Erwachsenenbildung",
        "Akademie"), (_FURTHER,)),
    Kind("bibliothek", "Bibliothek", ("Bücherei", "Stadtbücherei", "Stadtbibliothek"), _ALL),
    Kind("musikschule", "Musikschule", ("Kunstschule", "Jugendkunstschule"),
         _CHILDHOOD_AND_SCHOOL),
    Kind("kultureinrichtung", "Kultureinrichtung", ("Museum", "Theater", "Kulturzentrum"),
         (*_CHILDHOOD_AND_SCHOOL, _FURTHER)),
    Kind("jugendeinrichtung", "Jugendeinrichtung", (
        "Jugendzentrum", "Jugendtreff", "Offene Kinder- und Jugendarbeit"), _SCHOOL_YEARS),
    Kind("jugendhilfe", "Jugendhilfe", ("Jugendamt", "Träger der Jugendhilfe",
         "Freier Träger der Jugendhilfe", "Hilfen zur Erziehung", "Schulsozialarbeit"),
         _CHILDHOOD_AND_SCHOOL),
    Kind("beratungsstelle", "Beratungsstelle", ("Schulpsychologie", "Erziehungsberatung",
         "Schulpsychologische Beratungsstelle"), _CHILDHOOD_AND_SCHOOL),
    Kind("jobcenter", "Jobcenter", ("Job-Center",), (_TRAINING, _WORK)),
    Kind("agentur-fuer-arbeit", "Agentur für Arbeit", (
        "Arbeitsagentur", "Berufsberatung", "Bundesagentur für Arbeit"), (_TRAINING, _WORK)),
    Kind("kammer", "Kammer", (
        "IHK", "HWK", "Handwerkskammer", "Industrie- und Handelskammer", "Kreishandwerkerschaft"),
        (_TRAINING, _WORK)),
    Kind("unternehmen", "Unternehmen", ("Betrieb", "Firma", "Ausbildungsbetrieb"),
         (_TRAINING, _WORK)),
    Kind("gewerkschaft-verband", "Gewerkschaft oder Verband", (
        "Gewerkschaft", "Arbeitgeberverband", "DGB", "Wohlfahrtsverband"), (_WORK,)),
    Kind("verein", "Verein", ("e. V.", "Förderverein", "Initiative", "Stiftung",
         "Sportverein"), _ALL),
    Kind("religionsgemeinschaft", "Religionsgemeinschaft", ("Kirchengemeinde", "Kirchenkreis",
         "Kirche", "Moscheegemeinde"), _ALL),
    Kind("traeger", "Träger", ("Schulträger", "Freier Träger"), _CHILDHOOD_AND_SCHOOL),
    Kind("schulaufsicht", "Schulaufsicht", ("0A", "Schulamt", "Untere Schulaufsicht",
         "Bezirksregierung", "Obere Schulaufsicht"), _SCHOOL_YEARS),
    Kind("lehrerausbildung", "Zentrum für schulpraktische Lehrerausbildung", ("ZfsL",
         "Studienseminar"), (_TRAINING,)),
    Kind("behoerde", "Behörde", ("Amt", "Stadtverwaltung", "Kreisverwaltung", "Gesundheitsamt",
         "Fachbereich", "Ministerium", "Kommunales Integrationszentrum"), _ALL),
    OTHER_KIND,
)  # fmt: skip

KINDS: tuple[Kind, ...] = SCHOOL_KINDS + OTHER_KINDS


@cache
def _index(kinds: tuple[Kind, ...]) -> dict[str, Kind]:
    """Kinds by every spelling; a numeric key also without the zeros a spreadsheet takes away."""
    found: dict[str, Kind] = {}
    for kind in kinds:
        for alias in (kind.slug, kind.name, *kind.aliases):
            folded = key(alias)
            found.setdefault(folded, kind)
            if folded.isdecimal():
                found.setdefault(folded.lstrip("0"), kind)
    return found


def find_kind(text: str, kinds: Sequence[Kind] = KINDS) -> Kind | None:
    """The kind a register means by a text ("Grundschule") or key ("02"); None if it is unknown."""
    return _index(tuple(kinds)).get(key(text))


def guess_kind(name: str, kinds: Sequence[Kind] = KINDS) -> Kind | None:
    """The kind an institution's name speaks of: the longest spelling in it.

    Spellings of three to seven letters must be a word of their own ("VHS"), longer ones may be
    part of a word ("Gemeinschaftsgrundschule").
    """
    words = {key(word) for word in name.replace("-", " ").split()}
    whole = key(name)
    found = [
        (len(alias), kind)
        for alias, kind in _index(tuple(kinds)).items()
        if not alias.isdecimal()
        and len(alias) >= _SHORTEST_IN_NAME
        and (alias in words or (len(alias) >= _LONG_ENOUGH_WITHIN_WORDS and alias in whole))
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None
