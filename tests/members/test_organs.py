"""A member's own organs: seat plan with names, dates; nothing of organs one does not belong to."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Person
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, make_member, signed_in
from tests.office.makers import meeting

BASE = "/hagen/mein/gremien/"


@pytest.fixture(autouse=True)
def at_nine() -> object:
    """The clock of the cast."""
    with time_machine.travel(NOW, tick=False):
        yield


def shown(user: User, address: str) -> str:
    """What the user sees."""
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_own_organs_with_role_and_dates(
    clara: User, ben: User, steering: Organ, plenary: Organ
) -> None:
    own = meeting(steering, 5, "Interne Sitzung", is_public=False)
    meeting(plenary, 6, "Konferenz")
    text = shown(ben, BASE)
    assert f'href="{BASE}{steering.pk}/"' in text
    assert "Mitglied, benannt von Stadt" in text
    assert "seit 01.01.2026" in text
    assert ("Interne Sitzung" in text, "Konferenz" in text.split("<main")[1]) == (True, False)
    assert f"/hagen/konferenzen/{own.pk}/" not in text


def test_the_seat_plan_names_everybody(clara: User, ben: User, steering: Organ) -> None:
    Person.objects.update(is_public=False)
    text = shown(clara, f"{BASE}{steering.pk}/")
    assert ("Ben Becker" in text, "Clara Celik" in text) == (True, True)
    assert "Stand am 14.09.2026" in text


def test_who_may_not(clara: User, steering: Organ, plenary: Organ, deniz: User, anna: User) -> None:
    page = f"{BASE}{steering.pk}/"
    assert Client().get(page).status_code == 302
    assert signed_in(deniz).get(page).status_code == 403
    assert signed_in(clara).get(f"{BASE}{plenary.pk}/").status_code == 403
    assert signed_in(clara).get(f"/herne/mein/gremien/{steering.pk}/").status_code == 404
    assert signed_in(anna).get(page).status_code == 200
    Mandate.objects.update(active_to=TODAY)
    assert signed_in(clara).get(page).status_code == 403


def test_own_organs_and_their_dates_are_narrowed_to_a_field(
    clara: User, hagen: Region, steering: Organ
) -> None:
    mine, one, other = Person.objects.get(user=clara), *FieldOfAction.objects.all()[:2]
    group = Organ.objects.create(region=hagen, slug="g", kind="group", name="Gruppe", order=5)
    Mandate.objects.create(organ=group, person=mine, role="member", active_from=TODAY)
    group.fields.add(one)
    steering.fields.add(other)
    meeting(group, 3).fields.set([one])
    meeting(steering, 4).fields.set([other])
    client = signed_in(clara)

    def seen(query: str) -> tuple[list[str], int]:
        context = client.get(BASE + query).context
        return [row.organ.slug for row in context["memberships"]], len(context["meetings"])

    assert seen("") == (["lenkungskreis", "g"], 2)
    assert seen(f"?handlungsfeld={one.slug}") == (["g"], 1)
    assert "gültige Auswahl" not in shown(clara, BASE + "?handlungsfeld=gibt-es-nicht")
    assert seen("?handlungsfeld=gibt-es-nicht") == (["lenkungskreis", "g"], 2)
    assert f'<option value="{one.slug}"' in shown(clara, BASE)


def test_without_a_mandate(hagen: Region, deniz: User) -> None:
    assert "Sie haben zurzeit kein Mandat" in shown(deniz, BASE)


@pytest.mark.parametrize("count", [1, 3])
def test_the_own_organs_ask_a_constant_number_of_questions(
    clara: User, hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mine = Person.objects.get(user=clara)
    for number in range(count):
        organ = Organ.objects.create(
            region=hagen, slug=f"g{number}", kind="group", name=f"Gruppe {number}", order=5
        )
        Mandate.objects.create(organ=organ, person=mine, role="member", active_from=TODAY)
        meeting(organ, 3 + number)
    client = signed_in(clara)
    # region, session, user with role, mandates, fields of the organs, dates
    with django_assert_num_queries(6):
        text = client.get(BASE).content.decode()
    assert text.count("kern-card__container") == 1 + count


@pytest.mark.parametrize("count", [1, 3])
def test_one_organ_asks_a_constant_number_of_questions(
    clara: User, steering: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        user = User.objects.create(
            email=f"u{number}@example.org", display_name=f"Uta U{number}", created_at=NOW
        )
        make_member(steering, user, "member", "Stadt", 10 + number)
        meeting(steering, 3 + number)
    client = signed_in(clara)
    # region, session, user, organ, its fields, role, own mandates, mandates, seats, dates
    with django_assert_num_queries(9):
        text = client.get(f"{BASE}{steering.pk}/").content.decode()
    assert text.count('class="netz-seat"') == 1 + count
