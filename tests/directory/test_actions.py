"""What is written to the register and its trail."""

from datetime import date

import pytest
from django.utils import timezone

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.directory import actions, rules
from bildungsnetz.directory.models import Affiliation, Audience, Institution, InstitutionKind
from bildungsnetz.regions.models import FieldOfAction, Stage, Topic
from tests.cast import NOW, make_institution, make_region, make_user
from tests.directory.makers import OFFICE, make_affiliation, make_person


def last_entry() -> tuple[str, dict[str, object]]:
    entry = AuditEntry.objects.order_by("number").last()
    return (entry.action, entry.detail) if entry else ("", {})


def kind_of(region, name="Grundschule") -> InstitutionKind:
    make_institution(region, "Vorlage", kind=name)
    return InstitutionKind.objects.get(region=region, name=name)


def add(region, **facts):
    return actions.add_institution(
        region=region, facts={"kind": kind_of(region), **facts}, by=OFFICE, at=NOW
    )


def test_an_added_institution_has_the_stages_of_its_kind(hagen):
    school = add(hagen, name="Voßhofschule", number="191001", city="Hagen")
    assert [stage.slug for stage in school.stages.all()] == ["primarstufe"]
    assert last_entry() == (
        "institution.added",
        {"kind": "Grundschule", "name": "Voßhofschule", "number": "191001", "city": "Hagen"},
    )


def test_a_number_belongs_to_one_institution_of_a_region(hagen, deniz):
    add(hagen, name="Voßhofschule", number="191001")
    with pytest.raises(rules.NumberTaken) as refused:
        add(hagen, name="Andere", number="191001")
    assert str(refused.value) == "Die Nummer 191001 gehört schon zu „Voßhofschule“."
    assert add(make_region("unna", "Unna"), name="Dritte", number="191001").number == "191001"


def test_only_facts_of_an_institution_are_set(hagen):
    with pytest.raises(TypeError):
        add(hagen, name="A", closed_on=date(2026, 1, 1))


def test_a_change_is_recorded_cell_by_cell(hagen):
    school = make_institution(hagen, "Alt", number="1")
    field = FieldOfAction.objects.get(region=hagen, slug="uebergaenge")
    changed = actions.change_institution(
        institution=school,
        facts={"name": "Neu", "number": "1", "profile": "x" * 600},
        fields=[field],
        by=OFFICE,
        at=timezone.now(),
    )
    assert (changed.name, list(changed.fields.all())) == ("Neu", [field])
    assert last_entry() == (
        "institution.changed",
        {
            "name": ["Alt", "Neu"],
            "profile": ["", "x" * 499 + "…"],
            "fields": ["Übergänge gestalten"],
        },
    )


def test_a_change_that_changes_nothing_writes_nothing(hagen):
    school = make_institution(hagen, "Alt", number="1")
    stages = Stage.objects.filter(region=hagen, slug="primarstufe")
    actions.change_institution(
        institution=school, facts={"name": "Alt"}, stages=stages, topics=[], by=OFFICE, at=NOW
    )
    assert AuditEntry.objects.count() == 0


def test_a_closed_institution_names_its_successor_and_can_be_reopened(hagen):
    old, new = make_institution(hagen, "Alt"), make_institution(hagen, "Neu")
    day = date(2026, 8, 1)
    closed = actions.close_institution(
        institution=old, closed_on=day, successor=new, by=OFFICE, at=NOW
    )
    assert (closed.closed_on, closed.successor) == (day, new)
    assert last_entry() == ("institution.closed", {"closed_on": "2026-08-01", "successor": "Neu"})
    with pytest.raises(rules.AlreadyClosed):
        actions.close_institution(institution=old, closed_on=day, successor=None, by=OFFICE, at=NOW)
    actions.reopen_institution(institution=old, by=OFFICE, at=NOW)
    actions.reopen_institution(institution=old, by=OFFICE, at=NOW)
    old.refresh_from_db()
    assert (old.closed_on, old.successor, AuditEntry.objects.count()) == (None, None, 2)


def test_successors_do_not_go_round_in_circles(hagen):
    first, second = make_institution(hagen, "Erste"), make_institution(hagen, "Zweite")
    actions.close_institution(
        institution=first, closed_on=date(2026, 8, 1), successor=second, by=OFFICE, at=NOW
    )
    with pytest.raises(rules.UnfitSuccessor):
        actions.close_institution(
            institution=second, closed_on=date(2026, 7, 1), successor=first, by=OFFICE, at=NOW
        )


def test_a_successor_of_another_region_is_no_form_error_but_a_fault(hagen, deniz):
    foreign = make_institution(make_region("unna", "Unna"), "Fremde")
    with pytest.raises(ValueError, match="same region"):
        actions.close_institution(
            institution=make_institution(hagen, "Alt"),
            closed_on=date(2026, 8, 1),
            successor=foreign,
            by=OFFICE,
            at=NOW,
        )


def test_a_person_is_not_public_unless_said_and_the_trail_keeps_no_data(hagen):
    person = actions.add_person(
        region=hagen, family_name=" Çelik ", email="c@schule.example", by=OFFICE, at=NOW
    )
    assert (str(person), person.is_public) == ("Çelik", False)
    assert last_entry() == ("person.added", {"is_public": False, "source": "office"})
    actions.change_person(person=person, phone="0123", is_public=True, by=OFFICE, at=NOW)
    assert last_entry() == (
        "person.changed",
        {"fields": ["is_public", "phone"], "is_public": True},
    )
    actions.change_person(person=person, phone="0123", by=OFFICE, at=NOW)
    assert AuditEntry.objects.count() == 2
    with pytest.raises(TypeError):
        actions.change_person(person=person, user=1, by=OFFICE, at=NOW)


def test_somebody_with_an_address_may_sign_in_once_per_region(hagen):
    person = make_person(hagen, "Celik", email="c@schule.example")
    allowed = actions.allow_sign_in(person=person, by=OFFICE, at=NOW)
    assert allowed.user == User.objects.get(email="c@schule.example")
    assert actions.allow_sign_in(person=person, by=OFFICE, at=NOW).user == allowed.user
    with pytest.raises(rules.AddressWanting):
        actions.allow_sign_in(person=make_person(hagen, "Ohne"), by=OFFICE, at=NOW)
    twin = make_person(hagen, "Zweit", email="C@schule.example")
    with pytest.raises(rules.AddressTaken) as refused:
        actions.allow_sign_in(person=twin, by=OFFICE, at=NOW)
    assert str(refused.value) == "Mit dieser E-Mail-Adresse meldet sich schon Celik an."


def test_a_known_user_is_tied_to_the_person(hagen):
    user = make_user("Clara@Schule.example", "Clara")
    person = make_person(hagen, "Celik", email="clara@schule.example")
    assert actions.allow_sign_in(person=person, by=OFFICE, at=NOW).user == user


def test_functions_begin_and_end(hagen):
    person, school = make_person(hagen, "Voss"), make_institution(hagen, "Voßhofschule")
    function = actions.add_affiliation(
        person=person,
        institution=school,
        function="Schulleitung",
        represents=True,
        active_from=date(2024, 8, 1),
        by=OFFICE,
        at=NOW,
    )
    with pytest.raises(rules.PeriodReversed):
        actions.end_affiliation(affiliation=function, active_to=date(2024, 8, 1), by=OFFICE, at=NOW)
    actions.end_affiliation(affiliation=function, active_to=date(2026, 8, 1), by=OFFICE, at=NOW)
    assert Affiliation.objects.get().active_to == date(2026, 8, 1)
    assert last_entry() == (
        "affiliation.ended",
        {
            "institution": "Voßhofschule",
            "function": "Schulleitung",
            "represents": True,
            "active_from": "2024-08-01",
            "active_to": "2026-08-01",
        },
    )


def test_nobody_works_across_regions(hagen, deniz):
    foreign = make_institution(make_region("unna", "Unna"), "Fremde")
    with pytest.raises(ValueError, match="same region"):
        actions.add_affiliation(
            person=make_person(hagen, "Voss"), institution=foreign, function="x", by=OFFICE, at=NOW
        )


def test_kinds_are_seeded_once_with_stages_and_spellings(hagen):
    make_institution(hagen, "Vorlage", kind="Grundschule")
    made = actions.seed_kinds(region=hagen, by=OFFICE, at=NOW)
    primary = InstitutionKind.objects.get(region=hagen, slug="volksschule")
    assert [stage.slug for stage in primary.stages.order_by("order")] == [
        "primarstufe",
        "sekundarstufe-1",
    ]
    assert primary.aliases == ["06", "V"]
    assert "grundschule" not in [kind.slug for kind in made]
    assert len(made) == 38
    assert actions.seed_kinds(region=hagen, by=OFFICE, at=NOW) == []
    assert AuditEntry.objects.count() == 1


def test_an_audience_is_saved_whole(hagen):
    one, two = make_institution(hagen, "Eins"), make_institution(hagen, "Zwei")
    audience = actions.save_audience(
        region=hagen,
        name=" Grundschulen ",
        query={"kinds": ["grundschule"]},
        added=[one],
        removed=[two],
        by=OFFICE,
        at=NOW,
    )
    assert (audience.name, audience.query["kinds"]) == ("Grundschulen", ["grundschule"])
    assert (list(audience.added.all()), list(audience.removed.all())) == ([one], [two])
    again = actions.save_audience(
        region=hagen, name="Alle", query={}, audience=audience, by=OFFICE, at=NOW
    )
    assert (again.pk, list(again.added.all()), Audience.objects.count()) == (audience.pk, [], 1)
    assert last_entry()[0] == "audience.changed"


def test_audiences_have_names_of_their_own_and_no_contradictions(hagen, deniz):
    school = make_institution(hagen, "Eins")
    actions.save_audience(region=hagen, name="Alle", query={}, by=OFFICE, at=NOW)
    with pytest.raises(rules.AudienceNameTaken):
        actions.save_audience(region=hagen, name="Alle", query={}, by=OFFICE, at=NOW)
    with pytest.raises(rules.AddedAndRemoved):
        actions.save_audience(
            region=hagen, name="B", query={}, added=[school], removed=[school], by=OFFICE, at=NOW
        )
    foreign = make_institution(make_region("unna", "Unna"), "Fremde")
    with pytest.raises(ValueError, match="belong to its region"):
        actions.save_audience(region=hagen, name="C", query={}, added=[foreign], by=OFFICE, at=NOW)


def test_functions_of_closed_institutions_stay(hagen):
    school = make_institution(hagen, "Alt")
    make_affiliation(make_person(hagen, "Voss"), school)
    actions.close_institution(
        institution=school, closed_on=date(2026, 8, 1), successor=None, by=OFFICE, at=NOW
    )
    assert (Affiliation.objects.count(), Institution.objects.count()) == (1, 1)


def test_the_topics_of_a_person_are_kept_and_audited(hagen):
    inclusion, mint = (
        Topic.objects.create(region=hagen, slug=slug, name=slug.title()) for slug in ("i", "m")
    )
    person = actions.add_person(
        region=hagen, family_name="Voss", topics=[inclusion], by=OFFICE, at=NOW
    )
    assert list(person.topics.all()) == [inclusion]
    actions.change_person(person=person, topics=[mint, inclusion], by=OFFICE, at=NOW)
    actions.change_person(person=person, topics=[inclusion, mint], by=OFFICE, at=NOW)
    actions.change_person(person=person, phone="1", by=OFFICE, at=NOW)
    assert set(person.topics.all()) == {inclusion, mint}
    told = AuditEntry.objects.filter(action="person.changed").order_by("number")
    assert [entry.detail for entry in told] == [{"fields": ["topics"]}, {"fields": ["phone"]}]
