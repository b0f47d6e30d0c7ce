"""The office's register: who may, what is shown, what is done, how many questions it costs."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bildungsnetz.accounts.models import User
from bildungsnetz.directory import actions, tasks
from bildungsnetz.directory.models import (
    Affiliation,
    Audience,
    ImportRun,
    Institution,
    InstitutionKind,
    Person,
)
from bildungsnetz.jobs.models import Job
from bildungsnetz.kit.tables import read_table
from bildungsnetz.regions.models import FieldOfAction, Topic
from tests.cast import NOW, make_institution, make_region, signed_in
from tests.directory.makers import (
    GOETHE,
    HERNE,
    OFFICE,
    VOSS,
    make_affiliation,
    make_person,
    register,
    upload,
)

BASE = "/hagen/buero/register/"
PERSON_QUERIES, INSTITUTION_QUERIES = 9, 9


@pytest.fixture
def office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, address: str, **data: object) -> str:
    """Where a form that is accepted leads to."""
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.headers["Location"]


def errors(client: Client, address: str, **data: object) -> dict[str, list[str]]:
    """What a form that is refused says, field by field."""
    answer = client.post(address, data)
    assert answer.status_code == 200
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


PAGES = [
    "", "personen/", "verteiler/", "import/", "einrichtungen/neu/", "personen/neu/",
    "verteiler/neu/", "export.csv", "export.xlsx",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_register_opens_to_the_office_alone(hagen, anna, clara, deniz, page):
    assert signed_in(anna).get(BASE + page).status_code == 200
    assert signed_in(clara).get(BASE + page).status_code == 403
    assert signed_in(deniz).get(BASE + page).status_code == 403
    assert Client().get(BASE + page).status_code == 302


def test_rows_of_another_region_are_not_there(office, deniz):
    other = make_region("unna", "Unna")
    school, person = make_institution(other, "Fremde"), make_person(other, "Fremd")
    function = make_affiliation(person, school)
    audience = Audience.objects.create(region=other, name="V", created_at=NOW)
    run = upload(other, register(GOETHE))
    for address in (
        f"einrichtungen/{school.pk}/", f"einrichtungen/{school.pk}/aendern/",
        f"einrichtungen/{school.pk}/schliessen/", f"einrichtungen/{school.pk}/person/",
        f"personen/{person.pk}/", f"personen/{person.pk}/aendern/",
        f"personen/{person.pk}/taetigkeit/", f"taetigkeiten/{function.pk}/beenden/",
        f"verteiler/{audience.pk}/", f"verteiler/{audience.pk}/aendern/",
        f"import/{run.pk}/", f"import/{run.pk}/spalten/",
    ):  # fmt: skip
        assert office.get(BASE + address).status_code == 404
    for address in (
        f"einrichtungen/{school.pk}/eroeffnen/", f"personen/{person.pk}/anmeldung/",
        f"verteiler/{audience.pk}/auswahl/", f"import/{run.pk}/uebernehmen/",
        f"import/{run.pk}/neu/", f"import/{run.pk}/verwerfen/",
        f"import/{run.pk}/entscheiden/",
    ):  # fmt: skip
        assert office.post(BASE + address).status_code == 404


def test_the_list_searches_filters_and_says_how_many(office, hagen):
    make_institution(hagen, "Voßhofschule", number="191001")
    make_institution(hagen, "Goethe-Gymnasium", number="191000", kind="Gymnasium")
    page = office.get(BASE, {"suche": "vosshof"})
    assert [row["name"] for row in page.context["page"]] == ["Voßhofschule"]
    page = office.get(BASE, {"art": "gymnasium", "sortieren": "-name"})
    assert [row["name"] for row in page.context["page"]] == ["Goethe-Gymnasium"]
    assert page.context["filters"].chips == [
        {"key": "art", "value": "gymnasium", "label": "Art: Gymnasium"}
    ]
    assert "Nichts gefunden" in shown(office, f"{BASE}?suche=xyz")
    assert len(office.get(BASE, {"art": "gibt-es-nicht"}).context["page"]) == 2


def test_an_empty_register_says_what_fills_it(office):
    assert "Noch keine Einrichtungen" in shown(office, BASE)
    assert "Noch niemand eingetragen" in shown(office, f"{BASE}personen/")
    assert "Noch kein Verteiler" in shown(office, f"{BASE}verteiler/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_institutions_takes_six_queries(
    office, hagen, count, django_assert_num_queries
):
    for number in range(count):
        make_institution(hagen, f"Schule {number}")
    with django_assert_num_queries(6):
        shown(office, BASE)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_persons_takes_seven_queries(office, hagen, count, django_assert_num_queries):
    school = make_institution(hagen, "Eins")
    for number in range(count):
        make_affiliation(make_person(hagen, f"Person {number}"), school)
    with django_assert_num_queries(7):
        shown(office, f"{BASE}personen/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_audiences_takes_five_queries(office, hagen, count, django_assert_num_queries):
    make_institution(hagen, "Eins")
    for number in range(count):
        actions.save_audience(
            region=hagen, name=f"V{number}", query={"kinds": ["grundschule"]}, by=OFFICE, at=NOW
        )
    with django_assert_num_queries(5):
        page = office.get(f"{BASE}verteiler/")
    assert [number for _audience, number in page.context["audiences"]] == [1] * count


@pytest.mark.parametrize("count", [1, 3])
def test_an_audience_takes_nine_queries(office, hagen, count, django_assert_num_queries):
    audience = actions.save_audience(
        region=hagen, name="V", query={"kinds": ["grundschule"]}, by=OFFICE, at=NOW
    )
    for number in range(count):
        make_institution(hagen, f"Schule {number}")
    with django_assert_num_queries(9):
        shown(office, f"{BASE}verteiler/{audience.pk}/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_imports_takes_seven_queries(office, hagen, count, django_assert_num_queries):
    for _number in range(count):
        upload(hagen, register(GOETHE))
    with django_assert_num_queries(7):
        shown(office, f"{BASE}import/")


def test_many_persons_come_in_pages(office, hagen):
    Person.objects.bulk_create(
        Person(region=hagen, family_name=f"Name {n:04}", created_at=NOW) for n in range(1_500)
    )
    page = office.get(f"{BASE}personen/", {"seite": "2"})
    assert [len(page.context["page"]), page.context["page"].paginator.num_pages] == [50, 30]
    assert page.context["page"][0].family_name == "Name 0050"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_export_holds_the_filtered_list(office, hagen, form):
    make_institution(hagen, "Voßhofschule", number="191001")
    make_institution(hagen, "Goethe-Gymnasium", number="191000", kind="Gymnasium")
    answer = office.get(f"{BASE}export.{form}", {"art": "gymnasium"})
    table = read_table(answer.content, name=f"liste.{form}")
    assert table.column("Name der Einrichtung") == ("Goethe-Gymnasium",)
    assert table.column("Art der Einrichtung") == ("Gymnasium",)
    assert f'.{form}"' in answer.headers["Content-Disposition"]


def facts(region, **changes: object) -> dict[str, object]:
    make_institution(region, "Vorlage")
    kind = InstitutionKind.objects.get(region=region, slug="grundschule")
    fields = [FieldOfAction.objects.get(region=region, slug="uebergaenge").pk]
    return {"name": "Voßhofschule", "kind": kind.pk, "postcode": "58097", "fields": fields,
            **changes}  # fmt: skip


def test_an_institution_is_taken_in_and_shown(office, hagen):
    where = post(office, f"{BASE}einrichtungen/neu/", **facts(hagen, number="191001"))
    school = Institution.objects.get(number="191001")
    assert where == f"{BASE}einrichtungen/{school.pk}/"
    page = shown(office, where)
    assert "„Voßhofschule“ steht jetzt im Register." in page
    assert "Primarstufe" in page


def test_a_wrong_institution_is_refused_at_its_field(office, hagen):
    make_institution(hagen, "Andere", number="191001")
    address = f"{BASE}einrichtungen/neu/"
    assert errors(office, address, **facts(hagen, number="191001")) == {
        "number": ["Die Nummer 191001 gehört schon zu „Andere“."]
    }
    assert errors(office, address, **facts(hagen, postcode="123")) == {
        "postcode": ["Die Postleitzahl hat 5 Ziffern."]
    }


def test_kinds_of_other_regions_cannot_be_chosen(office, hagen, deniz):
    foreign = make_institution(make_region("unna", "Unna"), "Fremde").kind
    said = errors(office, f"{BASE}einrichtungen/neu/", **facts(hagen, kind=foreign.pk))
    assert list(said) == ["kind"]


def test_an_institution_is_changed(office, hagen):
    school = make_institution(hagen, "Alt", number="1")
    address = f"{BASE}einrichtungen/{school.pk}/"
    post(office, f"{address}aendern/", **facts(hagen, is_public="on"))
    school.refresh_from_db()
    assert (school.name, school.is_public, list(school.stages.all())) == ("Voßhofschule", True, [])
    assert "geändert: " in shown(office, address)


def test_an_institution_is_closed_with_its_successor_and_reopened(office, hagen):
    old, new = make_institution(hagen, "Alte Schule"), make_institution(hagen, "Neue Schule")
    address = f"{BASE}einrichtungen/{old.pk}/"
    post(office, f"{address}schliessen/", closed_on="2026-08-01", successor="neue sch")
    old.refresh_from_db()
    assert (old.closed_on, old.successor) == (date(2026, 8, 1), new)
    page = shown(office, address)
    assert "Rückgängig" in page
    assert "Neue Schule" in page
    assert "Alte Schule" in shown(office, f"{BASE}einrichtungen/{new.pk}/")
    post(office, f"{address}eroeffnen/")
    old.refresh_from_db()
    assert old.closed_on is None


def test_words_that_fit_several_are_asked_again(office, hagen):
    old = make_institution(hagen, "Alt")
    for name in ("Schule Ost", "Schule West"):
        make_institution(hagen, name)
    address = f"{BASE}einrichtungen/{old.pk}/schliessen/"
    assert errors(office, address, closed_on="2026-08-01", successor="schule") == {
        "successor": [
            (
                "Dazu passen mehrere, zum Beispiel „Schule Ost“, „Schule West“. "
                "Bitte geben Sie mehr an."
            )
        ]
    }
    assert errors(office, address, closed_on="2026-08-01", successor="xyz") == {
        "successor": ["Dazu wurde nichts gefunden. Bitte prüfen Sie die Schreibweise."]
    }


def test_a_person_and_a_function_are_entered_and_ended(office, hagen):
    school = make_institution(hagen, "Voßhofschule", number="191001")
    where = post(
        office, f"{BASE}personen/neu/", family_name="Çelik", salutation="mrs",
        email="c@s.example", source="self",
    )  # fmt: skip
    person = Person.objects.get(region=hagen)
    assert where == f"{BASE}personen/{person.pk}/"
    post(
        office, f"{where}taetigkeit/", institution="191001", function="Schulleitung",
        represents="on", active_from="2024-08-01",
    )  # fmt: skip
    function = Affiliation.objects.get()
    assert (function.institution, function.represents, function.active_to) == (school, True, None)
    assert "Tätigkeit eingetragen: Schulleitung, Voßhofschule" in shown(office, where)
    ending = f"{BASE}taetigkeiten/{function.pk}/beenden/"
    assert errors(office, ending, last_day="2024-07-31") == {
        "last_day": ["Das Ende muss nach dem Anfang liegen."]
    }
    post(office, ending, last_day="2026-07-31")
    function.refresh_from_db()
    assert function.active_to == date(2026, 8, 1)
    assert "01.08.2024–31.07.2026" in shown(office, where)


def test_a_function_is_entered_from_the_institution(office, hagen):
    school, person = make_institution(hagen, "Voßhofschule"), make_person(hagen, "Voss")
    address = f"{BASE}einrichtungen/{school.pk}/person/"
    assert errors(
        office, address, person="voß", function="x", active_from="2020-01-02", last_day="2020-01-01"
    ) == {"last_day": ["Das Ende muss nach dem Anfang liegen."]}
    post(office, address, person="voß", function="Schulleitung", last_day="2020-01-01")
    function = Affiliation.objects.get()
    assert (function.person, function.active_to) == (person, date(2020, 1, 2))
    assert "Früher oder künftig" in shown(office, f"{BASE}einrichtungen/{school.pk}/")


def test_a_person_is_changed_and_may_sign_in(office, hagen):
    person = make_person(hagen, "Voss")
    where = f"{BASE}personen/{person.pk}/"
    post(office, f"{where}anmeldung/")
    assert "Für Voss ist keine E-Mail-Adresse bekannt." in shown(office, where)
    post(office, f"{where}aendern/", family_name="Voß", salutation="open", email="v@s.example")
    post(office, f"{where}anmeldung/")
    person.refresh_from_db()
    assert (str(person), person.user.email) == ("Voß", "v@s.example")
    assert "Anmeldung erlaubt" in shown(office, where)


def test_the_topics_of_a_person_are_chosen_and_shown(office, hagen):
    assert "topics" not in office.get(f"{BASE}personen/neu/").context["form"].fields
    topic = Topic.objects.create(region=hagen, slug="mint", name="MINT-Bildung")
    Topic.objects.create(region=make_region("unna", "Unna"), slug="x", name="Fremdes Thema")
    page = shown(office, f"{BASE}personen/neu/")
    assert [page.count("MINT-Bildung"), page.count("Fremdes Thema")] == [1, 0]
    where = post(office, f"{BASE}personen/neu/", family_name="Voß", salutation="open",
                 topics=[topic.pk], source="self")  # fmt: skip
    assert "MINT-Bildung" in shown(office, where)
    post(office, f"{where}aendern/", family_name="Voß", salutation="open")
    assert "MINT-Bildung" not in shown(office, where).split("Verlauf")[0]


def test_a_person_and_an_institution_show_their_time(office, hagen, clara):
    person, school = Person.objects.get(user=clara), make_institution(hagen, "Voßhofschule")
    make_affiliation(person, school)
    page = office.get(f"{BASE}personen/{person.pk}/")
    lines = [line for _year, lines in page.context["life"].years for line in lines]
    assert [line.title for line in lines if line.is_now] == ["Lenkungskreis", "Voßhofschule"]
    assert [line.is_today for line in lines].count(True) == 1
    text = page.content.decode()
    assert f'href="/hagen/buero/register/einrichtungen/{school.pk}/"' in text
    assert text.count('<svg class="netz-chart__bar"') == 2
    page = office.get(f"{BASE}einrichtungen/{school.pk}/")
    lines = [line for _year, lines in page.context["life"].years for line in lines]
    assert {(line.title, line.detail) for line in lines if line.is_now} == {
        ("Clara Celik", "Schulleitung"),
        ("Lenkungskreis", "Mitglied, benannt durch Land (Clara Celik)"),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_person_and_an_institution_take_constant_queries(
    office, hagen, count, django_assert_num_queries
):
    person, school = make_person(hagen, "Voß"), make_institution(hagen, "Schule")
    for _number in range(count):
        make_affiliation(person, school)
    with django_assert_num_queries(PERSON_QUERIES):
        shown(office, f"{BASE}personen/{person.pk}/")
    with django_assert_num_queries(INSTITUTION_QUERIES):
        shown(office, f"{BASE}einrichtungen/{school.pk}/")


def test_an_audience_is_made_filtered_and_picked_by_hand(office, hagen):
    for name in ("Eins", "Zwei"):
        make_institution(hagen, name)
    gym = make_institution(hagen, "Goethe-Gymnasium", kind="Gymnasium")
    Institution.objects.filter(name="Zwei").update(email="")
    where = post(office, f"{BASE}verteiler/neu/", name="Grundschulen", by_hand="auswahl",
                 kinds=["grundschule"])  # fmt: skip
    audience = Audience.objects.get()
    assert where == f"{BASE}verteiler/{audience.pk}/"
    page = office.get(where)
    assert [row.institution.name for row in page.context["rows"]] == ["Eins", "Zwei"]
    assert page.context["without_address"] == 1
    assert "Art: Grundschule" in page.content.decode()
    found = office.get(where, {"suche": "göthe"})
    assert [row.name for row in found.context["candidates"]] == ["Goethe-Gymnasium"]
    one = Institution.objects.get(name="Eins")
    post(office, f"{where}auswahl/", einrichtung=gym.pk, wunsch="hinein")
    post(office, f"{where}auswahl/", einrichtung=one.pk, wunsch="heraus")
    page = office.get(where)
    assert [row.institution.name for row in page.context["rows"]] == ["Goethe-Gymnasium", "Zwei"]
    assert [row.name for row in page.context["removed"]] == ["Eins"]
    post(office, f"{where}auswahl/", einrichtung=one.pk, wunsch="")
    post(office, f"{where}aendern/", name="Andere", by_hand="hand")
    audience.refresh_from_db()
    assert (audience.name, audience.query["by_hand"]) == ("Andere", True)
    page = office.get(where)
    assert [row.institution.name for row in page.context["rows"]] == ["Goethe-Gymnasium"]


def test_the_form_of_an_audience_shows_what_is_saved(office, hagen):
    make_institution(hagen, "Eins")
    audience = actions.save_audience(
        region=hagen,
        name="V",
        query={"kinds": ["grundschule", "aufgeloest"], "cities": ["Hagen"]},
        by=OFFICE,
        at=NOW,
    )
    form = office.get(f"{BASE}verteiler/{audience.pk}/aendern/").context["form"]
    assert form["kinds"].value() == ["aufgeloest", "grundschule"]
    assert ("aufgeloest", "aufgeloest") in form.fields["kinds"].choices
    assert errors(office, f"{BASE}verteiler/neu/", name="V", by_hand="auswahl") == {
        "name": ["Einen Verteiler mit diesem Namen gibt es schon."]
    }


def file(content: bytes, name: str = "schulen.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def uploaded(office: Client, content: bytes, **changes: object) -> str:
    data = {"file": file(content), "source": "Schulverzeichnis", **changes}
    return post(office, f"{BASE}import/", **data)


def test_a_register_is_uploaded_previewed_and_taken_over(office, hagen):
    nameless = "191003;Grundschule;;Str. 1;58095;Hagen;\r\n"
    where = uploaded(office, register(GOETHE, VOSS, HERNE, nameless), only_city="Hagen",
                     licence_note="© IT.NRW", publish="on")  # fmt: skip
    page = shown(office, where)
    assert "2 Einrichtungen übernehmen" in page
    assert "Die Zeile hat keinen Namen." in shown(office, f"{where}?gruppe=zurueckgewiesen")
    assert Institution.objects.count() == 0
    assert post(office, f"{where}uebernehmen/") == where
    assert "2 Einrichtungen sind übernommen." in shown(office, where)
    post(office, f"{where}uebernehmen/")
    assert Institution.objects.filter(is_public=True).count() == 2
    hagen.refresh_from_db()
    assert hagen.data_source_note == "© IT.NRW"


def test_changes_are_shown_cell_by_cell(office, hagen):
    post(office, f"{uploaded(office, register(VOSS, GOETHE))}uebernehmen/")
    where = uploaded(office, register(VOSS.replace("Am Hof 2", "Am Hof 3")))
    page = shown(office, f"{where}?gruppe=geaendert")
    assert "<del>Am Hof 2</del>" in page
    assert "<ins>Am Hof 3</ins>" in page
    assert "1 Einrichtung übernehmen" in page
    assert "Goethe-Gymnasium" in shown(office, f"{where}?gruppe=fehlend")
    again = uploaded(office, register(VOSS, GOETHE))
    assert "Nichts zu übernehmen" in shown(office, again)


def test_columns_are_assigned_by_hand(office, hagen):
    where = uploaded(office, register(VOSS).replace(b"Name;", b"Xyz;"))
    assert "Spalten zuordnen" in shown(office, where)
    form = office.get(f"{where}spalten/").context["form"]
    assert form.fields["spalte_2"].help_text == "zum Beispiel: Voßhofschule"
    assert [form.fields[f"spalte_{place}"].initial for place in range(7)] == [
        "number", "kind", "-", "street", "postcode", "city", "email",
    ]  # fmt: skip
    none = {f"spalte_{place}": "-" for place in range(7)}
    chosen = {**none, "spalte_0": "number", "spalte_2": "name", "spalte_5": "city"}
    assert errors(office, f"{where}spalten/", **{**none, "spalte_0": "number"}) == {
        "__all__": ["Es fehlt eine Spalte für: Name der Einrichtung. Bitte ordnen Sie sie zu."]
    }
    post(office, f"{where}spalten/", **chosen, only_city="Hagen")
    post(office, f"{where}uebernehmen/")
    school = Institution.objects.get()
    assert (school.name, school.city, school.street) == ("Voßhofschule", "Hagen", "")
    assert office.get(f"{where}spalten/").status_code == 404


def test_a_mapping_left_as_it_is_keeps_its_order(office, hagen):
    content = (
        b"Bezeichnung 2;Bezeichnung 1;PLZ Ort;Telefon;Vorwahl\r\n"
        b"Schule;Kardinal-;58095 Hagen;207-1;02331\r\n"
    )
    where = uploaded(office, content)
    run = ImportRun.objects.get()
    form = office.get(f"{where}spalten/").context["form"]
    kept = {name: value for name in form.fields if (value := form[name].value())}
    post(office, f"{where}spalten/", **kept)
    mapping = run.mapping
    run.refresh_from_db()
    assert (run.mapping, mapping["name"]) == (mapping, ["Bezeichnung 1", "Bezeichnung 2"])
    post(office, f"{where}uebernehmen/")
    school = Institution.objects.get()
    assert (school.name, school.postcode, school.city, school.phone) == (
        "Kardinal-Schule", "58095", "Hagen", "02331 207-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "Die Datei ist ein PDF-Dokument und keine Tabelle."),
        (b"x" * 20_000_001, "Die Datei ist größer als 20 MB."),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_typed_is_lost(office, content, said):
    data = {"file": file(content), "source": "Schulverzeichnis", "only_city": "Hagen"}
    answer = office.post(f"{BASE}import/", data)
    form = answer.context["form"]
    assert [text[: len(said)] for text in form.errors["file"]] == [said]
    assert form["only_city"].value() == "Hagen"
    assert ImportRun.objects.count() == 0


def test_a_register_changed_meanwhile_is_previewed_anew(office, hagen):
    where = uploaded(office, register(VOSS, GOETHE))
    make_institution(hagen, "Voßhofschule", number="191001")
    post(office, f"{where}uebernehmen/")
    page = shown(office, where)
    assert "Das Register hat sich seit der Vorschau geändert." in page
    assert Institution.objects.count() == 1
    post(office, f"{where}uebernehmen/")
    assert Institution.objects.count() == 2


def test_a_file_is_discarded(office, hagen):
    where = uploaded(office, register(VOSS))
    assert post(office, f"{where}verwerfen/") == f"{BASE}import/"
    assert "Diese Datei wurde verworfen." in shown(office, where)
    post(office, f"{where}uebernehmen/")
    assert "Dieser Import ist schon abgeschlossen." in shown(office, where)
    post(office, f"{where}neu/")
    assert Institution.objects.count() == 0
    other = uploaded(office, register(VOSS))
    post(office, f"{other}uebernehmen/")
    assert post(office, f"{other}verwerfen/") == other


def test_a_long_register_shows_its_progress_and_is_found_again(office, hagen):
    rows = (f"{100000 + n};Grundschule;Schule {n};Str.;58095;Hagen;\r\n" for n in range(2_001))
    where = uploaded(office, register(*rows))
    assert "Die Vorschau wird berechnet" in shown(office, where)
    post(office, f"{where}uebernehmen/")
    assert "Die Vorschau wird noch berechnet." in shown(office, where)
    Job.objects.update(progress_done=1_000, progress_total=2_001)
    waiting = office.get(f"{where}fortschritt/")
    assert "1000 von 2001" in waiting.content.decode()
    assert "HX-Redirect" not in waiting.headers
    Job.objects.update(status=Job.Status.FAILED)
    assert office.get(f"{where}fortschritt/").headers["HX-Redirect"] == where
    assert "Die Vorschau konnte nicht berechnet werden" in shown(office, where)
    post(office, f"{where}neu/")
    tasks.preview_import.call(ImportRun.objects.get().pk)
    assert office.get(f"{where}fortschritt/").headers["HX-Redirect"] == where
    assert "2001 Einrichtungen übernehmen" in shown(office, where)
    assert where in shown(office, f"{BASE}import/")
    page = office.get(where, {"gruppe": "neu", "seite": "41"})
    assert [row["name"] for row in page.context["rows"]] == ["Schule 2000"]
