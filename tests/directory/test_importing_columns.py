"""Which column fills which field."""

from pathlib import Path

import pytest

from bildungsnetz.directory.importing import Mapping, MappingError, propose_mapping, to_records
from bildungsnetz.kit.tables import Table, read_table

DATA = Path(__file__).parent.parent / "data" / "tabellen"


def table(text: str) -> Table:
    return read_table(text.encode(), name="liste.csv")


class TestMapping:
    def test_register_2024(self) -> None:
        source = read_table(DATA / "schulen_2024_auszug.csv", name="a.csv")
        mapping = propose_mapping(source)
        assert mapping.as_json() == {
            "name": ["Amtliche Bezeichnung 1", "Amtliche Bezeichnung 2", "Amtliche Bezeichnung 3"],
            "number": ["Schulnummer"],
            "kind": ["Schulform"],
            "street": ["Straße und Hausnummer"],
            "postcode": ["Postleitzahl"],
            "city": ["Ort"],
            "ags": ["Amtlicher Gemeindeschlüssel"],
            "district": ["Verwaltungsbezirk"],
            "phone": ["Telefonnummer Vorwahl", "Telefonnummer Durchwahl"],
            "fax": ["Faxnummer Vorwahl", "Faxnummer Durchwahl"],
            "email": ["Offizielle E-Mail-Adresse"],
            "legal_form": ["Rechtsstatus"],
        }
        assert mapping.unused(source) == ("Schuljahr", "Anzahl", "Sozialindex")

    def test_register_2021(self) -> None:
        source = read_table(DATA / "schuldaten_2021_auszug.csv", name="a.csv")
        mapping = propose_mapping(source)
        assert mapping.as_json() == {
            "name": ["Schulbezeichnung_1", "Schulbezeichnung_2", "Schulbezeichnung_3"],
            "number": ["Schulnummer"],
            "kind": ["Schulform"],
            "short_name": ["Kurzbezeichnung"],
            "street": ["Strasse"],
            "postcode": ["PLZ"],
            "city": ["Ort"],
            "ags": ["Gemeindeschluessel"],
            "phone": ["Telefonvorwahl", "Telefon"],
            "fax": ["Faxvorwahl", "Fax"],
            "email": ["E-Mail"],
            "website": ["Homepage"],
            "legal_form": ["Rechtsform"],
            "operating_state": ["Schulbetriebsschluessel"],
            "opened_on": ["Schulbetriebsdatum"],
            "easting": ["UTMRechtswert"],
            "northing": ["UTMHochwert"],
            "epsg": ["EPSG"],
        }
        assert mapping.unused(source) == ("Traegernummer",)

    @pytest.mark.parametrize(
        ("headers", "expected"),
        [
            (
                "Einrichtung;Träger;Straße;Hausnr.;PLZ;Ort;Tel.;E-Mail;Ansprechpartner",
                {
                    "name": ["Einrichtung"], "street": ["Straße", "Hausnr."], "postcode": ["PLZ"],
                    "city": ["Ort"], "phone": ["Tel."], "email": ["E-Mail"],
                    "carrier": ["Träger"], "contact_person": ["Ansprechpartner"],
                },
            ),
            (
                "Name der Schule;Anschrift;PLZ Ort;Telefon-Nr.;Mail",
                {
                    "name": ["Name der Schule"], "street": ["Anschrift"],
                    "postcode": ["PLZ Ort"], "city": ["PLZ Ort"],
                    "phone": ["Telefon-Nr."], "email": ["Mail"],
                },
            ),
            ("Institution;Vorname;Name;Mailadrese", {
                "name": ["Institution"], "email": ["Mailadrese"],
            }),
            (
                "bsn;schulname;schulart;traeger;bezirk;plz;strasse;hausnr;internet",
                {
                    "name": ["schulname"], "number": ["bsn"], "kind": ["schulart"],
                    "street": ["strasse", "hausnr"], "postcode": ["plz"], "district": ["bezirk"],
                    "website": ["internet"], "carrier": ["traeger"],
                },
            ),
            (
                "Schulnr.;Schultyp;Name der Schule;Straße, Nr.;PLZ/Ort",
                {
                    "name": ["Name der Schule"], "number": ["Schulnr."], "kind": ["Schultyp"],
                    "street": ["Straße, Nr."], "postcode": ["PLZ/Ort"], "city": ["PLZ/Ort"],
                },
            ),
            (
                "DISCH;Dienststellenname;Straße Haus-Nr.;Postleitzahl / Ort;Schulart",
                {
                    "name": ["Dienststellenname"], "number": ["DISCH"], "kind": ["Schulart"],
                    "street": ["Straße Haus-Nr."], "postcode": ["Postleitzahl / Ort"],
                    "city": ["Postleitzahl / Ort"],
                },
            ),
            (
                "institution_key;name;street;postcode;community;phone;school_category",
                {
                    "name": ["name"], "number": ["institution_key"], "kind": ["school_category"],
                    "street": ["street"], "postcode": ["postcode"], "city": ["community"],
                    "phone": ["phone"],
                },
            ),
            ("SCHULNAME;strasse ;e mail", {
                "name": ["SCHULNAME"], "street": ["strasse"], "email": ["e mail"],
            }),
        ],
    )  # fmt: skip
    def test_lists_of_offices(self, headers: str, expected: dict[str, list[str]]) -> None:
        assert propose_mapping(table(f"{headers}\nx;y\n")).as_json() == expected

    def test_by_contents(self) -> None:
        text = (
            "Einrichtung;A;B;C;D;E\n"
            "Schule Süd;195005;58095;a@schule.example;https://a.example;Grundschule\n"
            "Schule West;195017;58097;b@schule.example;www.b.example;Gymnasium\n"
        )
        assert propose_mapping(table(text)).as_json() == {
            "name": ["Einrichtung"], "email": ["C"], "website": ["D"], "postcode": ["B"],
            "number": ["A"], "kind": ["E"],
        }  # fmt: skip

    def test_a_column_of_whole_addresses(self) -> None:
        source = table(
            "Schule;Adresse\nStadtteilschule;Weg 1, 22765 Hamburg\nGymnasium;Ring 2 D-22767 Hamburg"
        )
        mapping = propose_mapping(source)
        assert mapping.as_json() == {
            "name": ["Schule"], "street": ["Adresse"], "postcode": ["Adresse"],
            "city": ["Adresse"],
        }  # fmt: skip
        places = [
            tuple(record.values[field] for field in ("street", "postcode", "city"))
            for record in to_records(source, mapping).records
        ]
        assert places == [("Weg 1", "22765", "Hamburg"), ("Ring 2", "22767", "Hamburg")]

    def test_repeated_six_digits_are_no_number(self) -> None:
        text = "Einrichtung;A\nSchule Süd;100000\nSchule West;100000\n"
        assert propose_mapping(table(text)).as_json() == {"name": ["Einrichtung"]}

    def test_missing_name(self) -> None:
        source = table("Vorname;Name;Ort\nA;B;Hagen\n")
        mapping = propose_mapping(source)
        assert [field.key for field in mapping.missing()] == ["name"]
        with pytest.raises(MappingError) as caught:
            to_records(source, mapping)
        assert str(caught.value) == (
            "Es fehlt eine Spalte für: Name der Einrichtung. Bitte ordnen Sie sie zu."
        )

    def test_a_clerk_changes_it(self) -> None:
        source = table("Was;Ort\nVHS Hagen;Hagen\n")
        mapping = propose_mapping(source).with_columns("name", "Was").with_columns("city")
        assert mapping.as_json() == {"name": ["Was"]}
        assert Mapping.from_json(mapping.as_json()) == mapping
        assert to_records(source, mapping).records[0].values["name"] == "VHS Hagen"

    def test_unknown_columns(self) -> None:
        source = table("Einrichtung;Ort\nVHS;Hagen\n")
        mapping = (
            propose_mapping(source).with_columns("email", "Fehlt").with_columns("farbe", "Ort")
        )
        with pytest.raises(MappingError) as caught:
            mapping.check(source)
        assert str(caught.value) == "Diese Spalten gibt es in der Tabelle nicht: Fehlt, farbe."
