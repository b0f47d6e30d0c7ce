"""Writes about the region: recorded, refused where they would lose something, taken back."""

from datetime import date

import pytest

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions import actions, queries, trail
from bildungsnetz.regions.actions import HolidayTaken, NameTaken, WordInUse
from bildungsnetz.regions.calendar import Period, shipped_school_holidays
from bildungsnetz.regions.models import CooperationAgreement, FieldOfAction, Region, SchoolHoliday
from bildungsnetz.regions.rules import DEFAULT_STAGES, DEFAULT_TOPICS, Party
from tests.cast import NOW, make_region

D = date
AUTUMN = Period("Herbstferien", D(2026, 10, 17), D(2026, 10, 31))


def last() -> AuditEntry:
    """What was recorded last."""
    return AuditEntry.objects.order_by("-number")[0]


def add(region: Region, period: Period) -> SchoolHoliday:
    """A school holiday entered by hand."""
    return actions.add_holiday(region=region, period=period, source="Hand", by=CONSOLE, at=NOW)


def test_changing_the_region_records_only_what_changed(hagen: Region) -> None:
    values = {"name": hagen.name, "office_phone": "02331 207-5000", "introduction": "x" * 300}
    changed = actions.save_region(region=hagen, values=values, by=CONSOLE, at=NOW)
    assert changed == {"office_phone": "02331 207-5000", "introduction": f"{'x' * 199}…"}
    hagen.refresh_from_db()
    assert hagen.introduction == "x" * 300
    assert (last().action, last().detail) == ("region.changed", changed)
    count = AuditEntry.objects.count()
    assert actions.save_region(region=hagen, values=values, by=CONSOLE, at=NOW) == {}
    assert AuditEntry.objects.count() == count


def test_a_new_region_gets_stages_topics_and_holidays_once(db: None) -> None:
    region = Region.objects.create(slug="neu", name="Neu", network_name="Netz", created_at=NOW)
    made = actions.seed_region(region=region, by=CONSOLE, at=NOW)
    shipped = list(shipped_school_holidays("NW"))
    assert made == {
        "stages": len(DEFAULT_STAGES),
        "topics": len(DEFAULT_TOPICS),
        "holidays": len(shipped),
    }
    assert [stage.name for stage in queries.stages(region)] == [
        "Kita und frühe Bildung",
        "Primarstufe",
        "Sekundarstufe I",
        "Sekundarstufe II",
        "Ausbildung und Studium",
        "Beruf",
        "Weiterbildung",
    ]
    assert queries.holiday_periods(region) == shipped
    assert actions.seed_region(region=region, by=CONSOLE, at=NOW) == {
        "stages": 0,
        "topics": 0,
        "holidays": 0,
    }


def test_a_region_of_another_land_gets_no_foreign_holidays(hagen: Region) -> None:
    hagen.land = "BY"
    assert actions.seed_holidays(region=hagen, by=CONSOLE, at=NOW) == 0
    assert queries.holiday_periods(hagen) == []


def test_a_new_version_of_the_charter_ends_the_one_before(hagen: Region) -> None:
    def save(title: str, start: date, parties: list[Party]) -> CooperationAgreement:
        values = {"title": title, "signed_on": start, "active_from": start}
        return actions.save_agreement(
            region=hagen, agreement=None, values=values, parties=parties, by=CONSOLE, at=NOW
        )

    signed = [Party("Land NRW", "Ministerin"), Party("Stadt Hagen", "Oberbürgermeister")]
    first = save("Vertrag 2011", D(2011, 3, 28), signed)
    second = save("Vertrag 2020", D(2020, 1, 1), signed[::-1])
    first.refresh_from_db()
    assert (first.version, first.active_to) == (1, D(2020, 1, 1))
    assert (second.version, second.active_to) == (2, None)
    assert [party.name for party in second.parties.order_by("order")] == [
        "Stadt Hagen",
        "Land NRW",
    ]
    assert last().action == "agreement.added"
    actions.save_agreement(
        region=hagen,
        agreement=second,
        values={"title": "Vertrag 2020, neu"},
        parties=signed,
        by=CONSOLE,
        at=NOW,
    )
    assert last().detail == {
        "title": "Vertrag 2020, neu",
        "parties": ["Land NRW (Ministerin)", "Stadt Hagen (Oberbürgermeister)"],
    }
    assert queries.agreements(hagen).count() == 2


def test_fields_get_addresses_and_an_order(hagen: Region) -> None:
    values = {"name": "Ganztag gestalten", "is_cross_cutting": False}
    field = actions.save_field(region=hagen, field=None, values=values, by=CONSOLE, at=NOW)
    assert (field.slug, field.order, last().action) == ("ganztag-gestalten", 3, "field.added")
    with pytest.raises(NameTaken, match="„Ganztag gestalten“ gibt es schon"):
        actions.save_field(region=hagen, field=None, values=values, by=CONSOLE, at=NOW)
    renamed = {"name": "Ganztag und Förderung"}
    actions.save_field(region=hagen, field=field, values=renamed, by=CONSOLE, at=NOW)
    assert (field.slug, last().detail) == ("ganztag-gestalten", renamed)


def test_a_word_in_use_stays_an_unused_one_goes(hagen: Region, steering: Organ) -> None:
    field = FieldOfAction.objects.get(region=hagen, slug="uebergaenge")
    steering.fields.add(field)
    with pytest.raises(WordInUse, match="wird noch verwendet"):
        actions.remove_word(word=field, by=CONSOLE, at=NOW)
    steering.fields.clear()
    values = actions.remove_word(word=field, by=CONSOLE, at=NOW)
    assert not FieldOfAction.objects.filter(slug="uebergaenge").exists()
    back = actions.save_field(region=hagen, field=None, values=values, by=CONSOLE, at=NOW)
    assert (back.name, back.order, back.is_cross_cutting) == ("Übergänge gestalten", 1, False)


def test_stages_and_topics(hagen: Region) -> None:
    stage = actions.save_stage(
        region=hagen, stage=None, values={"name": "Förderschule"}, by=CONSOLE, at=NOW
    )
    topic = actions.save_topic(
        region=hagen, topic=None, values={"name": "Lesen"}, by=CONSOLE, at=NOW
    )
    assert (stage.slug, stage.order, topic.slug) == ("foerderschule", 2, "lesen")
    assert actions.remove_word(word=topic, by=CONSOLE, at=NOW) == {"name": "Lesen"}


def test_holidays_do_not_overlap(hagen: Region) -> None:
    first = add(hagen, AUTUMN)
    with pytest.raises(HolidayTaken, match=r"Herbstferien, 17.10.2026 bis 31.10.2026"):
        add(hagen, Period("Brückentag", D(2026, 10, 31), D(2026, 11, 2)))
    add(make_region("herne", "Herne"), AUTUMN)
    longer = Period("Herbstferien", D(2026, 10, 17), D(2026, 11, 2))
    actions.correct_holiday(holiday=first, period=longer, source="Erlass", by=CONSOLE, at=NOW)
    assert queries.holiday_periods(hagen) == [longer]
    assert last().detail == {
        "name": "Herbstferien",
        "first_day": "2026-10-17",
        "last_day": "2026-11-02",
        "source": "Erlass",
    }


def test_a_deleted_holiday_can_be_entered_again(hagen: Region) -> None:
    period = actions.remove_holiday(holiday=add(hagen, AUTUMN), by=CONSOLE, at=NOW)
    assert (period, queries.holiday_periods(hagen), last().action) == (
        AUTUMN,
        [],
        "holiday.removed",
    )
    add(hagen, period)
    assert queries.holiday_periods(hagen) == [AUTUMN]


def test_an_import_replaces_what_it_overlaps_and_leaves_the_rest(hagen: Region) -> None:
    spring = Period("Osterferien", D(2027, 3, 22), D(2027, 4, 3))
    kept = add(hagen, spring)
    add(hagen, AUTUMN)
    longer = Period("Herbstferien", D(2026, 10, 17), D(2026, 11, 2))
    winter = Period("Weihnachtsferien", D(2026, 12, 23), D(2027, 1, 6))
    written = actions.import_holidays(
        region=hagen, periods=[longer, winter, spring], source="Datei", by=CONSOLE, at=NOW
    )
    assert written == 2
    assert queries.holiday_periods(hagen) == [longer, winter, spring]
    kept.refresh_from_db()
    assert kept.source == "Hand"
    assert last().detail == {"written": 2, "read": 3, "source": "Datei"}


def test_nothing_is_written_without_the_trail(
    hagen: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "_recorders", [])
    with pytest.raises(RuntimeError, match="audit trail"):
        add(hagen, AUTUMN)
    assert queries.holiday_periods(hagen) == []
