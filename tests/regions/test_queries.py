"""Charter, words and holidays as pages read them, with their query counts."""

from datetime import date

import pytest

from bildungsnetz.regions import queries
from bildungsnetz.regions.calendar import Period
from bildungsnetz.regions.models import (
    AgreementParty,
    CooperationAgreement,
    Region,
    SchoolHoliday,
    Topic,
)
from tests.cast import TODAY, make_region

D = date


def agreement(region: Region, version: int, start: date, end: date | None) -> CooperationAgreement:
    """A version with its two parties, the Land entered first but shown second."""
    row = CooperationAgreement.objects.create(
        region=region,
        version=version,
        title=f"Kooperationsvertrag {version}",
        signed_on=start,
        active_from=start,
        active_to=end,
    )
    AgreementParty.objects.create(agreement=row, name="Land", signed_by="Ministerin", order=1)
    AgreementParty.objects.create(agreement=row, name="Stadt", signed_by="OB", order=0)
    return row


def holiday(region: Region, name: str, first: date, last: date) -> SchoolHoliday:
    """A school holiday as stored."""
    return SchoolHoliday.objects.create(region=region, name=name, first_day=first, last_day=last)


@pytest.mark.parametrize("versions", [1, 3])
def test_the_charter_asks_two_questions(
    hagen: Region, versions: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(1, versions + 1):
        agreement(hagen, number, D(2010 + number, 1, 1), D(2011 + number, 1, 1))
    with django_assert_num_queries(2):  # versions, their parties
        found = queries.charter(hagen, D(2010 + versions, 6, 1))
        parties = [[party.name for party in one.parties.all()] for one in found.versions]
    assert parties == [["Stadt", "Land"]] * versions
    assert [one.version for one in found.versions] == list(range(versions, 0, -1))
    assert found.agreement == found.versions[0]


def test_a_region_without_a_charter(hagen: Region) -> None:
    agreement(make_region("herne", "Herne"), 1, D(2011, 1, 1), None)
    assert queries.charter(hagen, TODAY) == queries.Charter(TODAY, None, [])


def test_cross_cutting_fields_stand_last(hagen: Region) -> None:
    assert [field.slug for field in queries.fields(hagen)] == ["uebergaenge", "inklusion"]
    assert [stage.slug for stage in queries.stages(hagen)] == ["primarstufe", "sekundarstufe-1"]


def test_topics_are_the_regions_own(hagen: Region) -> None:
    for region in (hagen, make_region("herne", "Herne")):
        Topic.objects.create(region=region, slug="ganztag", name="Ganztag")
    assert [topic.region for topic in queries.topics(hagen)] == [hagen]


@pytest.mark.parametrize("count", [1, 3])
def test_holidays_by_school_year(
    hagen: Region, count: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for year in range(2026, 2026 + count):
        holiday(hagen, "Herbstferien", D(year, 10, 17), D(year, 10, 31))
        holiday(hagen, "Osterferien", D(year + 1, 3, 22), D(year + 1, 4, 3))
    with django_assert_num_queries(1):
        coming, past = queries.school_years(hagen, D(2027, 8, 1))
    labels = [f"{year}/{year - 1999}" for year in range(2026, 2026 + count)]
    assert [year.label for year in coming] == labels[1:]
    assert [year.label for year in past] == labels[:1]
    assert all(
        [row.name for row in year.holidays] == ["Herbstferien", "Osterferien"]
        for year in coming + past
    )


def test_past_school_years_stand_latest_first(hagen: Region) -> None:
    for year in (2023, 2024, 2026):
        holiday(hagen, "Herbstferien", D(year, 10, 17), D(year, 10, 31))
    coming, past = queries.school_years(hagen, D(2026, 11, 29))
    assert [year.label for year in coming] == ["2026/27"]
    assert [year.label for year in past] == ["2024/25", "2023/24"]


def test_holidays_for_the_calendar(hagen: Region) -> None:
    holiday(hagen, "Osterferien", D(2027, 3, 22), D(2027, 4, 3))
    holiday(hagen, "Herbstferien", D(2026, 10, 17), D(2026, 10, 31))
    holiday(make_region("herne", "Herne"), "Herbstferien", D(2026, 10, 18), D(2026, 10, 31))
    assert queries.holiday_periods(hagen) == [
        Period("Herbstferien", D(2026, 10, 17), D(2026, 10, 31)),
        Period("Osterferien", D(2027, 3, 22), D(2027, 4, 3)),
    ]


def test_regions_by_name(hagen: Region) -> None:
    ahlen = make_region("ahlen", "Ahlen")
    assert list(queries.all_regions()) == [ahlen, hagen]
