"""Lists and audiences by past attendance: who was invited, registered, declined, kept silent."""

from datetime import UTC, datetime, timedelta

import pytest

from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.queries import InstitutionFilter
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.regions.models import Region
from tests.cast import NOW, TODAY, make_institution
from tests.directory.makers import OFFICE


def held(region: Region, year: int, **values: object) -> Meeting:
    """A conference of June of a year to which people were invited."""
    starts = datetime(year, 6, 1, 12, tzinfo=UTC)
    plain = {"kind": "conference", "title": f"Konferenz {year}", "invited_at": NOW}
    return Meeting.objects.create(
        region=region, starts_at=starts, ends_at=starts + timedelta(hours=4), created_at=NOW,
        **{**plain, **values},
    )  # fmt: skip


def invite(meeting: Meeting, name: str, state: str = "invited", *guests: str) -> None:
    """An institution's invitation with its answer, and whom it registered ("-" took back)."""
    institution = meeting.region.institutions.filter(name=name).first()
    invitation = Invitation.objects.create(
        meeting=meeting, institution=institution or make_institution(meeting.region, name),
        state=state, invited_at=NOW,
    )  # fmt: skip
    for guest in guests:
        Registration.objects.create(
            meeting=meeting, invitation=invitation, name=guest, registered_at=NOW,
            state="cancelled" if guest.startswith("-") else "registered",
        )  # fmt: skip


@pytest.fixture
def years(hagen):
    """Three conferences held, a cancelled one and a coming one."""
    for year in (2023, 2024, 2026):
        meeting = held(hagen, year)
        invite(meeting, f"Treu {year}", "accepted", "Eva", "Ina")
        invite(meeting, f"Fern {year}", "declined")
        invite(meeting, f"Still {year}")
        invite(meeting, f"Abgemeldet {year}", "accepted", "-Ute")
    invite(held(hagen, 2025, cancelled_at=NOW), "Umsonst", "accepted", "Eva")
    invite(held(hagen, 2027), "Künftig", "accepted", "Eva")
    return hagen


def found(region, *values: str) -> list[str]:
    wanted = InstitutionFilter(groups={"attendance": values})
    return [row.name for row in queries.find_institutions(region, wanted, TODAY)]


def test_the_latest_conferences_are_those_held(years):
    assert found(years, "angemeldet:letzte1") == ["Treu 2026"]
    assert found(years, "angemeldet:letzte3") == ["Treu 2023", "Treu 2024", "Treu 2026"]
    assert found(years, "abgesagt:letzte1") == ["Fern 2026"]
    assert found(years, "still:letzte1") == ["Still 2026"]
    assert found(years, "eingeladen:letzte1") == [
        "Abgemeldet 2026", "Fern 2026", "Still 2026", "Treu 2026",
    ]  # fmt: skip


def test_a_meeting_may_be_named_and_values_are_alternatives(years):
    coming = Meeting.objects.get(title="Konferenz 2027")
    assert found(years, f"angemeldet:{coming.pk}") == ["Künftig"]
    assert found(years, f"angemeldet:{coming.pk}", "still:letzte1") == ["Künftig", "Still 2026"]


@pytest.mark.parametrize("value", ["", "angemeldet", "angemeldet:", "x:letzte1", "still:letztex"])
def test_values_nobody_offers_fit_nobody(years, value):
    assert found(years, value) == []


def test_meetings_of_other_regions_fit_nobody(years, deniz):
    coming = Meeting.objects.get(title="Konferenz 2027")
    other = deniz.roles.get().region
    make_institution(other, "Fremd")
    assert found(other, f"eingeladen:{coming.pk}") == []


def test_the_reason_names_the_meeting(years):
    made = actions.save_audience(
        region=years, name="V", query={"attendance": ["angemeldet:letzte3"]}, by=OFFICE, at=NOW
    )
    rows = queries.audience_rows(made, TODAY)
    assert [row.reasons for row in rows] == [
        ("Teilnahme: Konferenz 2023",), ("Teilnahme: Konferenz 2024",),
        ("Teilnahme: Konferenz 2026",),
    ]  # fmt: skip


def test_choices_are_the_latest_together_and_each_by_name(years, django_assert_num_queries):
    with django_assert_num_queries(1):
        choices = queries.filter_choices(years, TODAY)["attendance"]
    assert choices[0] == ("eingeladen:letzte1", "letzte Konferenz: eingeladen")
    assert [label for _value, label in choices[::4]] == [
        "letzte Konferenz: eingeladen", "letzte 3 Konferenzen: eingeladen",
        "Konferenz 2027 (2027): eingeladen", "Konferenz 2026 (2026): eingeladen",
        "Konferenz 2024 (2024): eingeladen", "Konferenz 2023 (2023): eingeladen",
    ]  # fmt: skip
    Meeting.objects.update(invited_at=None)
    assert queries.filter_choices(years, TODAY)["attendance"] == []
