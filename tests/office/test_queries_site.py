"""What the public pages read: only what is public, in one question each."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.directory.models import Institution
from bildungsnetz.meetings.models import Invitation, Meeting
from bildungsnetz.office.models import Circular
from bildungsnetz.office.queries import matrix, site
from bildungsnetz.office.queries.matrix import Cell
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region, Topic
from tests.cast import NOW, TODAY, make_institution, make_region
from tests.office.makers import consultation, meeting, recommendation

EVERYTHING = {"past": False, "field": "", "organ": ""}


def test_the_regions_words_by_kind(hagen: Region) -> None:
    for name in ("Übergänge", "Sprachförderung"):
        Topic.objects.create(region=hagen, slug=name[:3], name=name)
    Topic.objects.create(region=make_region("herne", "Herne"), slug="x", name="Anderes")
    assert site.words(hagen) == site.Words(
        fields=["Übergänge gestalten"],
        cross_cutting=["Inklusion gestalten"],
        stages=["Primarstufe", "Sekundarstufe I"],
        topics=["Sprachförderung", "Übergänge"],
    )


@pytest.mark.parametrize("count", [1, 3])
def test_words_ask_one_question(
    hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        Topic.objects.create(region=hagen, slug=f"t{number}", name=f"Thema {number}")
    with django_assert_num_queries(1):
        assert len(site.words(hagen).topics) == count


def test_the_next_date_is_public_coming_and_not_called_off(
    hagen: Region, plenary: Organ, steering: Organ
) -> None:
    meeting(plenary, -3)
    meeting(steering, 1, is_public=False)
    called_off = meeting(plenary, 2)
    called_off.cancelled_at = NOW
    called_off.save()
    following = meeting(plenary, 3, "Die Konferenz")
    part = meeting(plenary, 1, "Teil davon")
    part.part_of = following
    part.save()
    following.organs.add(steering)
    found = site.next_date(hagen, NOW)
    assert found == following
    assert found.organ_names == "Bildungskonferenz · Lenkungskreis"  # type: ignore[attr-defined]
    assert site.next_date(hagen, NOW + timedelta(days=4)) is None


def test_dates_by_time_field_and_organ(hagen: Region, plenary: Organ, steering: Organ) -> None:
    past, older = meeting(plenary, -3), meeting(plenary, -30)
    soon, later = meeting(steering, 2), meeting(plenary, 9)
    later.fields.set(FieldOfAction.objects.filter(region=hagen, slug="inklusion"))

    def dates(**wanted: object) -> list[Meeting]:
        return site.dates(hagen, NOW, **{**EVERYTHING, **wanted})  # type: ignore[arg-type]

    assert dates() == [soon, later]
    assert dates(past=True) == [past, older]
    assert dates(field="inklusion") == [later]
    assert dates(organ="lenkungskreis") == [soon]
    assert dates(field="inklusion", organ="lenkungskreis") == []


@pytest.mark.parametrize("count", [1, 3])
def test_dates_ask_one_question(
    hagen: Region,
    plenary: Organ,
    steering: Organ,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        meeting(plenary, number + 1).organs.add(steering)
    with django_assert_num_queries(1):
        found = site.dates(hagen, NOW, past=False, field="", organ="")
        names = [row.organ_names for row in found]  # type: ignore[attr-defined]
    assert names == ["Bildungskonferenz · Lenkungskreis"] * count


def test_a_recommendation_comes_with_its_last_published_answer(
    hagen: Region, plenary: Organ, steering: Organ
) -> None:
    conference = meeting(plenary, -30)
    recommendation(conference, 1, is_public=False)
    shown = recommendation(conference, 2)
    answered = consultation(shown, steering, 20)
    answered.answer, answered.reason = "accepted", "Wird bis zum Sommer umgesetzt."
    answered.answered_at = answered.published_at = NOW
    answered.save()
    hidden = consultation(shown, plenary, 5)
    hidden.answer, hidden.answered_at = "rejected", NOW + timedelta(days=1)
    hidden.save()
    (found,) = site.public_recommendations(hagen)
    assert found == shown
    assert (found.answer_organ, found.answer_code, found.answer_reason) == (
        "Lenkungskreis",
        "accepted",
        "Wird bis zum Sommer umgesetzt.",
    )


@pytest.mark.parametrize("count", [1, 3])
def test_recommendations_ask_one_question(
    hagen: Region,
    plenary: Organ,
    steering: Organ,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    conference = meeting(plenary, -30)
    for number in range(count):
        consultation(recommendation(conference, number), steering, 5)
    with django_assert_num_queries(1):
        found = list(site.public_recommendations(hagen))
    assert [row.number for row in found] == list(range(count))[::-1]


def test_an_organ_with_its_fields_and_next_date(hagen: Region, plenary: Organ) -> None:
    plenary.fields.set(FieldOfAction.objects.filter(region=hagen))
    meeting(plenary, 20)
    soon = meeting(plenary, 2, "Die nächste")
    (found,) = site.public_organs(hagen.pk, NOW)
    assert (found.field_names, found.next_pk, found.next_title, found.next_at) == (
        "Übergänge gestalten · Inklusion gestalten",
        soon.pk,
        "Die nächste",
        soon.starts_at,
    )
    (alone,) = site.public_organs(hagen.pk, NOW + timedelta(days=30))
    assert (alone.next_pk, alone.next_title) == (None, None)


def test_a_field_names_its_open_organs(hagen: Region, plenary: Organ, steering: Organ) -> None:
    for organ in (plenary, steering):
        organ.fields.set(FieldOfAction.objects.filter(region=hagen, slug="uebergaenge"))
    steering.closed_on = TODAY
    steering.save()
    names = [(row.slug, row.organ_names) for row in site.fields_with_counts(hagen)]
    assert names == [("uebergaenge", "Bildungskonferenz"), ("inklusion", "")]


def test_only_public_circulars(hagen: Region) -> None:
    facts = {"region": hagen, "dated_on": TODAY, "body": "Text", "signed_by": "Vorsitz"}
    shown = Circular.objects.create(subject="An alle", is_public=True, **facts)
    hidden = Circular.objects.create(subject="Entwurf", **facts)
    assert list(site.circulars(hagen)) == [shown]
    assert set(site.all_circulars(hagen)) == {shown, hidden}


def accepted(conference: Meeting, institution: Institution) -> None:
    """The institution accepted an invitation."""
    Invitation.objects.create(
        meeting=conference,
        institution=institution,
        state=Invitation.State.ACCEPTED,
        invited_at=NOW,
    )


def test_field_by_year(hagen: Region, plenary: Organ) -> None:
    first, second = meeting(plenary, -730), meeting(plenary, -1)
    meeting(plenary, -2, is_public=False)
    recommendation(second, 1)
    recommendation(second, 2)
    recommendation(second, 3, is_public=False)
    schools = [make_institution(hagen, f"Schule {n}", number=str(n)) for n in range(3)]
    for school in schools[:2]:
        accepted(first, school)
    accepted(second, schools[0])
    field = FieldOfAction.objects.get(region=hagen, slug="uebergaenge")
    schools[0].is_public = True
    schools[0].save()
    for school in schools:
        school.fields.add(field)
    found = matrix.matrix(hagen, list(site.fields_with_counts(hagen)))
    assert found.years == [2024, 2025, 2026]
    assert [(row.field.slug, row.registered, row.cells) for row in found.rows] == [
        ("uebergaenge", 1, [Cell(2024, 1, 0, 2), Cell(2025), Cell(2026, 1, 2, 1)]),
        ("inklusion", 0, [Cell(2024), Cell(2025), Cell(2026)]),
    ]
    assert [cell.total for cell in found.rows[0].cells] == [3, 0, 4]
    assert [(line.year, [cell.total for _, cell in line.cells]) for line in found.by_year] == [
        (2026, [4, 0]),
        (2024, [3, 0]),
    ]


def test_a_year_is_a_year_in_the_offices_zone(hagen: Region, plenary: Organ) -> None:
    """23:30 UTC on New Year's Eve is the new year in Hagen."""
    conference = meeting(plenary, 1)
    conference.starts_at = NOW.replace(year=2025, month=12, day=31, hour=23, minute=30)
    conference.save()
    assert matrix.matrix(hagen, []).years == [2026]


@pytest.mark.parametrize("count", [1, 3])
def test_the_matrix_asks_one_question(
    hagen: Region,
    plenary: Organ,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        recommendation(meeting(plenary, number), number)
    fields = list(site.fields_with_counts(hagen))
    with django_assert_num_queries(1):
        found = matrix.matrix(hagen, fields)
    assert found.rows[0].cells == [Cell(2026, count, count, 0)]


def test_an_empty_region_has_no_years(hagen: Region) -> None:
    assert matrix.matrix(hagen, list(site.fields_with_counts(hagen))).years == []
    assert Recommendation.objects.count() == 0
