"""The public profiles: what organs, institutions and fields do in the network."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.decisions.models import Consultation
from bildungsnetz.directory.models import Affiliation, Institution
from bildungsnetz.meetings.models import Invitation
from bildungsnetz.office.queries.doings import (
    Doing,
    Doings,
    doings,
    of_fields,
    of_institution,
    of_organs,
)
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, make_institution
from tests.directory.makers import make_person
from tests.office.makers import meeting, recommendation

pytestmark = pytest.mark.django_db


def shown(found: Institution) -> Doings:
    """What the public profile of an institution shows."""
    Institution.objects.filter(pk=found.pk).update(is_public=True)
    (row,) = of_institution(found.pk, found.region_id, TODAY)
    return doings(row)


def test_an_organ_shows_past_dates_and_what_it_answered(
    hagen: Region, plenary: Organ, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    early = meeting(plenary, -400, "Erste\tKonferenz")
    late = meeting(plenary, -30, "Zweite Konferenz")
    meeting(plenary, 30, "Kommt erst")
    hidden = meeting(plenary, -20, "Nicht öffentlich")
    type(hidden).objects.filter(pk=hidden.pk).update(is_public=False)
    answered, open_one = recommendation(late, 1), recommendation(late, 2)
    for one, published in ((answered, NOW - timedelta(days=2)), (open_one, None)):
        Consultation.objects.create(
            recommendation=one, organ=plenary, forwarded_at=NOW - timedelta(days=9),
            answer="accepted", answered_at=NOW - timedelta(days=3), published_at=published,
        )  # fmt: skip
    with django_assert_num_queries(1):
        found = doings(of_organs(Organ.objects.filter(pk=plenary.pk), TODAY).get())
    assert found == Doings(
        organs=[],
        meetings=[
            Doing(str(late.pk), "Zweite Konferenz", str(late.starts_at.year)),
            Doing(str(early.pk), "Erste Konferenz", str(early.starts_at.year)),
        ],
        recommendations=[
            Doing(f"{answered.year}/{answered.number}", answered.title, str(NOW.year)),
        ],
    )


def test_an_institution_shows_its_organs_once_and_where_it_came(
    hagen: Region, plenary: Organ, steering: Organ
) -> None:
    school, other = make_institution(hagen, "Hauptschule"), make_institution(hagen, "Kita")
    head = make_person(hagen, "Klein")
    Affiliation.objects.create(person=head, institution=school, represents=True)
    for organ in (plenary, steering):
        Mandate.objects.create(
            organ=organ, person=head, role="member", active_from=date(2011, 6, 22)
        )
    Mandate.objects.create(
        organ=steering, institution=school, role="advisory", active_from=date(2011, 6, 22)
    )
    came, stayed_away = meeting(plenary, -30, "Konferenz"), meeting(plenary, -20, "Forum")
    for held, state in ((came, "accepted"), (stayed_away, "declined")):
        Invitation.objects.create(meeting=held, institution=school, state=state, invited_at=NOW)
    assert shown(school) == Doings(
        organs=[Doing(one.slug, one.name) for one in Organ.objects.order_by("order", "name")
                if one in {plenary, steering}],
        meetings=[Doing(str(came.pk), "Konferenz", str(came.starts_at.year))],
        recommendations=[],
    )  # fmt: skip
    assert not shown(other)


@pytest.mark.parametrize(
    ("represents", "active_to", "mandate_to"),
    [
        (False, None, None),
        (True, TODAY, None),
        (True, None, TODAY),
    ],
)
def test_former_seats_and_other_functions_do_not_count(
    hagen: Region, steering: Organ, represents: bool, active_to: date, mandate_to: date
) -> None:
    school, head = make_institution(hagen, "Hauptschule"), make_person(hagen, "Klein")
    Affiliation.objects.create(
        person=head, institution=school, represents=represents, active_to=active_to
    )
    Mandate.objects.create(
        organ=steering, person=head, role="member", active_from=date(2011, 6, 22),
        active_to=mandate_to,
    )  # fmt: skip
    assert not shown(school)


def test_a_field_shows_its_open_organs_and_counts_open_public_institutions(
    hagen: Region, plenary: Organ, steering: Organ
) -> None:
    field = FieldOfAction.objects.filter(region=hagen).first()
    assert field is not None
    for organ in (plenary, steering):
        organ.fields.set([field])
    Organ.objects.filter(pk=steering.pk).update(closed_on=date(2020, 1, 1))
    for name, public, closed_on in (
        ("Offen", True, None),
        ("Verborgen", False, None),
        ("Zu", True, TODAY),
    ):
        row = make_institution(hagen, name)
        Institution.objects.filter(pk=row.pk).update(is_public=public, closed_on=closed_on)
        row.fields.add(field)
    found = of_fields(FieldOfAction.objects.filter(pk=field.pk), TODAY).get()
    assert found.institution_count == 1  # type: ignore[attr-defined]
    assert doings(found).organs == [Doing(plenary.slug, plenary.name)]
