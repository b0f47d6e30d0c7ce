"""What becomes of a cell: texts, postcodes, telephone numbers, kinds."""

from collections import Counter

import pytest

from bildungsnetz.directory.importing import KINDS, SCHOOL_KINDS
from bildungsnetz.directory.importing.alike import means_the_same
from bildungsnetz.directory.importing.cleaning import clean, clean_text, join_name
from bildungsnetz.directory.importing.kinds import find_kind, guess_kind
from bildungsnetz.regions.rules import DEFAULT_STAGES


class TestValues:
    @pytest.mark.parametrize(
        ("parts", "name"),
        [
            (["Paulus Schule", "Städt. Grundschule", ""], "Paulus Schule Städt. Grundschule"),
            (["Schule, Städt. Förder-", "schule m. d."], "Schule, Städt. Förderschule m. d."),
            (["Geschwister-Scholl-", "Gymnasium"], "Geschwister-Scholl-Gymnasium"),
            (["Grund-", "und Hauptschule"], "Grund- und Hauptschule"),
            (["Schule - Primarstufe -", "der Stadt"], "Schule - Primarstufe - der Stadt"),
            (["Schule -Primarstufe-", "der Stadt"], "Schule -Primarstufe- der Stadt"),
            (["Zweig-", "2. Standort"], "Zweig- 2. Standort"),
            (["Ersatzschule -", "Priv. Schule"], "Ersatzschule - Priv. Schule"),
            ([], ""),
        ],
    )
    def test_join_name(self, parts: list[str], name: str) -> None:
        assert join_name(parts) == name

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ("  Schule \u00a0 Süd\t", "Schule Süd"),
            ("null", ""), ("-", ""), ("k. A.", ""), ("–", ""), ("n/a", ""), ("Keine Angabe", ""),
            ("zwei\nZeilen", "zwei Zeilen"),
            ("Schu\u00adle\u200b \u202eSüd\x07", "Schule Süd"),
            ("Gru\u0308n", "Grün"),
            ("<b>Schule</b>", "<b>Schule</b>"),
            ("- Primarstufe -", "- Primarstufe -"),
        ],
    )  # fmt: skip
    def test_clean_text(self, cell: str, text: str) -> None:
        assert clean_text(cell) == text

    @pytest.mark.parametrize(
        ("field", "cells", "value"),
        [
            ("postcode", ["58095"], "58095"),
            ("postcode", ["D-58095"], "58095"),
            ("postcode", ["58095 Hagen"], "58095"),
            ("city", ["58095 Hagen"], "Hagen"),
            ("phone", ["02331", "207-1"], "02331 207-1"),
            ("phone", ["02331", ""], ""),
            ("phone", ["+49 2331 207"], "+49 2331 207"),
            ("ags", ["05914000"], "05914000"),
            ("email", ["Frau A <a@schule.example>"], "a@schule.example"),
            ("email", ["mailto:a@schule.example"], "a@schule.example"),
            ("website", ["www.schule.example"], "https://www.schule.example"),
            ("website", ["http://schule.example/x"], "http://schule.example/x"),
            ("legal_form", ["2"], "Privat"),
            ("legal_form", ["Stiftung"], "Stiftung"),
            ("opened_on", ["01.08.1973"], "1973-08-01"),
            ("opened_on", ["2024-08-01 00:00"], "2024-08-01"),
            ("street", ["Grüne Str.", "5 a"], "Grüne Str. 5 a"),
            ("postcode", ["58095.0"], "58095"),
            ("postcode", ["58095,0"], "58095"),
            ("number", ["195005.0"], "195005"),
            ("number", ["007"], "007"),
            ("number", ["195.000"], "195.000"),
            ("ags", ["05914000.0"], "05914000"),
            ("phone", ["02331", "207.0"], "02331 207"),
            ("easting", ["378180"], "378180"),
            ("easting", ["32378180,4"], "378180"),
            ("northing", ["5701853.0"], "5701853"),
        ],
    )
    def test_without_doubt(self, field: str, cells: list[str], value: str) -> None:
        cleaned = clean(field, cells, 120)
        assert (cleaned.value, cleaned.doubt, cleaned.unusable) == (value, None, False)

    @pytest.mark.parametrize(
        ("field", "cells", "value", "doubt"),
        [
            ("postcode", ["1067"], "01067",
             "Die Postleitzahl 1067 wurde um eine führende Null ergänzt."),
            ("ags", ["5914000"], "05914000",
             "Der Gemeindeschlüssel 5914000 wurde um eine Null ergänzt."),
            ("phone", ["2331", "207"], "02331 207",
             "Die Vorwahl 2331 wurde um eine führende Null ergänzt."),
            ("postcode", ["1067.0"], "01067",
             "Die Postleitzahl 1067 wurde um eine führende Null ergänzt."),
            ("opened_on", ["26877"], "1973-08-01",
             "Die Zahl 26877 wurde als Datum gelesen: 1973-08-01."),
            ("email", ["a@x.example; b@x.example"], "a@x.example",
             "Von mehreren E-Mail-Adressen wurde die erste genommen: a@x.example; b@x.example."),
        ],
    )  # fmt: skip
    def test_doubtful(self, field: str, cells: list[str], value: str, doubt: str) -> None:
        cleaned = clean(field, cells, 120)
        assert (cleaned.value, str(cleaned.doubt), cleaned.unusable) == (value, doubt, False)

    @pytest.mark.parametrize(
        ("field", "cell", "doubt"),
        [
            ("email", "info(at)schule", "„info(at)schule“ ist keine gültige E-Mail-Adresse."),
            ("website", "javascript:alert(1)", "„javascript:alert(1)“ ist keine Internetadresse."),
            ("phone", "4,92E+11", "Die Rufnummer „4,92E+11“ ist nicht lesbar."),
            ("phone", "folgt", "Die Rufnummer „folgt“ ist nicht lesbar."),
            ("ags", "Hagen", "Der Gemeindeschlüssel „Hagen“ ist nicht lesbar."),
            ("opened_on", "31.02.2020", "„31.02.2020“ ist kein Datum der Form TT.MM.JJJJ."),
            ("opened_on", "31.12.9999", "Das Datum „31.12.9999“ liegt zu weit entfernt."),
            ("opened_on", "1973", "„1973“ ist kein Datum der Form TT.MM.JJJJ."),
            ("number", "1,95005E+05", "Die Nummer „1,95005E+05“ ist nicht lesbar."),
            ("easting", "7,4633", "Die Koordinate „7,4633“ ist nicht lesbar."),
            ("city", "x" * 121, f"Der Text ist zu lang: „{'x' * 60} …“."),
        ],
    )
    def test_left_out(self, field: str, cell: str, doubt: str) -> None:
        cleaned = clean(field, [cell], 120)
        assert (cleaned.value, str(cleaned.doubt), cleaned.unusable) == ("", doubt, True)

    @pytest.mark.parametrize(
        "cell", ["5809X", "58095X", "580951", "00095", "Hagen", "580", "1067,5"]
    )
    def test_a_postcode_with_a_slip_is_refused_with_the_reason(self, cell: str) -> None:
        assert str(clean("postcode", [cell], 5).refusal) == (
            f"Die Postleitzahl „{cell}“ ist nicht lesbar; erwartet werden fünf Ziffern."
        )


class TestMeaning:
    @pytest.mark.parametrize(
        ("field", "old", "new"),
        [
            ("phone", "02331 207-1", "02331/2071"),
            ("phone", "+49 2331 2071", "02331 2071"),
            ("street", "Hauptstr. 1", "Hauptstraße  1"),
            ("street", "Weitmarer Str. 115b", "Weitmarer Straße 115 b"),
            ("name", "Steinkaul -Primarstufe-", "Steinkaul - Primarstufe -"),
            ("email", "Info@Schule.example", "info@schule.example"),
            ("website", "http://www.schule.example/", "https://schule.example"),
            ("legal_form", "öffentlich", "Öffentlich"),
            ("easting", "378180", "378181"),
        ],
    )
    def test_the_same_otherwise_written(self, field: str, old: str, new: str) -> None:
        assert means_the_same(field, old, new)

    @pytest.mark.parametrize(
        ("field", "old", "new"),
        [
            ("street", "Springorumallee 1-3", "Springorumallee 13"),
            ("street", "Am Hof 2", "Am Hof 2a"),
            ("phone", "02331 207", "02331 208"),
            ("name", "Schule 1", "Schule 11"),
            ("name", "Schule Süd", ""),
            ("number", "0195005", "195005"),
            ("postcode", "01067", "10670"),
            ("website", "https://a.example", "https://a.example/b"),
            ("northing", "5701853", "5701863"),
        ],
    )
    def test_a_real_difference(self, field: str, old: str, new: str) -> None:
        assert not means_the_same(field, old, new)


class TestKinds:
    def test_every_kind_but_the_rest_has_its_stages(self) -> None:
        known = {slug for slug, _name in DEFAULT_STAGES}
        assert [kind.slug for kind in KINDS if not kind.stages] == ["sonstige"]
        assert {stage for kind in KINDS for stage in kind.stages} == known

    def test_every_official_key_has_one_kind(self) -> None:
        keys = [alias for kind in SCHOOL_KINDS for alias in kind.aliases if alias.isdecimal()]
        assert sorted(keys) == [
            "02", "04", "06", "08", "10", "13", "14", "15", "16", "17", "18", "19", "20", "25",
            "30", "83", "85", "87", "88",
        ]  # fmt: skip
        assert max(Counter(kind.slug for kind in KINDS).values()) == 1

    @pytest.mark.parametrize(
        ("text", "slug"),
        [
            ("Grundschule", "grundschule"), ("02", "grundschule"), ("2", "grundschule"),
            ("GY", "gymnasium"), ("83", "foerderschule-grund-hauptschule"),
            ("Förderschule Grund-/Hauptschule", "foerderschule-grund-hauptschule"),
            ("0A", "schulaufsicht"), ("VHS", "volkshochschule"), ("kita", "kita"),
            ("Agentur für Arbeit", "agentur-fuer-arbeit"),
            ("Familienzentrum", "familienzentrum"), ("Jugendamt", "jugendhilfe"),
            ("Bücherei", "bibliothek"), ("IHK", "kammer"), ("Firma", "unternehmen"),
        ],
    )  # fmt: skip
    def test_find(self, text: str, slug: str) -> None:
        kind = find_kind(text)
        assert kind is not None
        assert kind.slug == slug

    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Städt. Gemeinschaftsgrundschule Emst", "grundschule"),
            ("VHS Hagen", "volkshochschule"),
            ("Volkshochschule der Stadt Hagen", "volkshochschule"),
            ("Kita Sonnenschein", "kita"),
            ("Jobcenter Hagen", "jobcenter"),
            ("Förderverein der Grundschule Emst", "verein"),
            ("FernUniversität in Hagen", "hochschule"),
        ],
    )
    def test_guess(self, name: str, slug: str) -> None:
        kind = guess_kind(name)
        assert kind is not None
        assert kind.slug == slug

    def test_no_guess(self) -> None:
        assert guess_kind("Haus am Park") is None
        assert find_kind("Baumschule") is None
