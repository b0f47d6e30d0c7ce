"""Finding with the keyboard: the search in the desk's head, what it shows, how it is left."""

import pytest
from playwright.sync_api import expect

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Person
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import Region
from tests.browser.conftest import Walk
from tests.cast import make_institution
from tests.directory.makers import make_affiliation, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/hagen/buero/"


@pytest.fixture
def register(hagen: Region, steering: Organ, ben: User) -> Region:
    """Seven schools of one name; Ben has a seat and works in the first of them."""
    schools = [make_institution(hagen, f"Kaiserschule {number}") for number in range(7)]
    make_affiliation(Person.objects.get(user=ben), schools[0])
    make_affiliation(make_person(hagen, "Müller"), schools[1])
    return hagen


def test_somebody_finds_a_school_by_keys_alone(walk: Walk, register: Region, anna: User) -> None:
    """Slash, some letters, arrows, Enter; Escape leaves nothing behind."""
    walk.sign_in(anna)
    walk.open(DESK)
    page = walk.page
    page.keyboard.press("/")
    page.keyboard.type("kaisers")
    panel = page.locator("#kopftreffer")
    expect(panel.get_by_text("7 Treffer")).to_be_visible()
    walk.inspect()
    page.locator("#kopfsuche").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Kaiserschule 1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#kopfsuche")).to_be_focused()
    expect(panel).to_be_hidden()
    page.keyboard.type("mueller")
    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("link", name="Müller")).to_be_visible()
    page.locator("#kopfsuche").focus()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Müller", level=1)).to_be_visible()


def test_the_key_may_be_switched_off(walk: Walk, register: Region, anna: User) -> None:
    """WCAG 2.1.4: a key of one character must not be forced on anybody."""
    walk.sign_in(anna)
    walk.open(f"{DESK}suche/")
    walk.page.get_by_label("Die Taste /").uncheck()
    walk.open(DESK)
    walk.page.keyboard.press("/")
    expect(walk.page.locator("#kopfsuche")).not_to_be_focused()


def test_the_narrow_list_begins_on_the_first_screen(
    walk: Walk, register: Region, anna: User
) -> None:
    """What narrows it is folded away there and open where there is room; choosing acts at once."""
    walk.sign_in(anna)
    walk.open(f"{DESK}register/")
    page = walk.page
    field = page.get_by_label("Ort", exact=True)
    expect(field).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    expect(field).to_be_hidden()
    first = page.get_by_role("link", name="Kaiserschule 0").bounding_box()
    assert first is not None
    assert first["y"] < 800
    page.get_by_text("Eingrenzen", exact=True).click()
    page.get_by_label("Stufe", exact=True).select_option(index=1)
    expect(page.get_by_text("Eingegrenzt auf")).to_be_visible()


def test_without_scripts_the_search_is_a_page(
    plain_walk: Walk, register: Region, anna: User
) -> None:
    """The same findings, by Enter."""
    plain_walk.sign_in(anna)
    plain_walk.open(DESK)
    plain_walk.page.locator("#kopfsuche").fill("kaiser")
    with plain_walk.page.expect_navigation():
        plain_walk.page.keyboard.press("Enter")
    expect(plain_walk.page.get_by_text("7 Treffer")).to_be_visible()


def test_an_audience_is_counted_while_one_chooses(walk: Walk, register: Region, anna: User) -> None:
    """The number follows the boxes; the parts of the form open."""
    walk.sign_in(anna)
    walk.open(f"{DESK}register/verteiler/neu/")
    expect(walk.page.locator("#zahl")).to_contain_text("7 Einrichtungen")
    walk.page.get_by_text("Gremien und Sitze").click()
    walk.page.get_by_label("Lenkungskreis").check()
    expect(walk.page.locator("#zahl")).to_contain_text("1 Einrichtung")
    walk.inspect()


@pytest.mark.parametrize(
    "page", ["suche/?suche=kaiser", "register/?art=grundschule&gremium=lenkungskreis",
             "register/personen/?taetigkeit=vertritt"],
)  # fmt: skip
def test_narrowed_pages_keep_what_every_page_must_keep(
    walk: Walk, register: Region, anna: User, page: str
) -> None:
    walk.sign_in(anna)
    walk.open(DESK + page)
    walk.inspect()


def test_a_life_keeps_what_every_page_must_keep(
    walk: Walk, register: Region, anna: User, ben: User
) -> None:
    """At the desk, and in front of whose life it is."""
    walk.sign_in(anna)
    person = Person.objects.get(user=ben)
    walk.open(f"{DESK}register/personen/{person.pk}/")
    walk.inspect()
    institution = person.affiliations.get().institution_id
    walk.open(f"{DESK}register/einrichtungen/{institution}/")
    walk.inspect()
    walk.sign_in(ben)
    walk.open("/hagen/mein/verlauf/")
    walk.inspect()
