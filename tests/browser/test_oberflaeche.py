"""Every component on every face: accessible, within 320 px, silent, in light and dark."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from bildungsnetz.accounts.models import User
from bildungsnetz.regions.models import Region
from tests.browser.conftest import NARROW, WIDE, Walk
from tests.browser.samples import BASES
from tests.cast import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.samples")]
PAGES = ("voll", "leer", "falsch")


@pytest.fixture(params=["light", "dark"])
def either_walk(request: pytest.FixtureRequest) -> Walk:
    """A walk by day and one by night."""
    name = "walk" if request.param == "light" else "night_walk"
    walk: Walk = request.getfixturevalue(name)
    walk.scheme = request.param
    return walk


@pytest.mark.parametrize("base", BASES)
def test_every_component_is_fit_on_every_face(
    transactional_db: None, either_walk: Walk, hagen: Region, anna: User, base: str
) -> None:
    """Full, empty and wrong; members and desk as somebody signed in."""
    if base in {"members", "desk"}:
        either_walk.sign_in(anna)
    for name in PAGES:
        either_walk.open(f"/hagen/{name}/{base}/")
        either_walk.inspect(colours=(NARROW, WIDE))
        either_walk.shoot_both(f"{name}-{base}")


@pytest.mark.parametrize(
    ("kind", "status"), [("400", 400), ("403", 403), ("404", 404), ("500", 500), ("form", 403)]
)
def test_every_failure_says_what_to_do(
    transactional_db: None, either_walk: Walk, hagen: Region, kind: str, status: int
) -> None:
    """Error pages keep what every page keeps."""
    either_walk.open(f"/hagen/panne/{kind}/", status)
    either_walk.inspect(colours=(NARROW, WIDE))
    either_walk.shoot_both(f"panne-{kind}")


def test_a_question_behind_a_personal_link(
    transactional_db: None, either_walk: Walk, hagen: Region
) -> None:
    """Big buttons, no menu."""
    either_walk.open("/hagen/antwort/")
    either_walk.inspect(colours=(NARROW, WIDE))
    either_walk.shoot_both("antwort")
    assert either_walk.page.get_by_role("navigation", name="Hauptmenü").count() == 0


def test_the_menu_shows_where_one_is(transactional_db: None, walk: Walk, hagen: Region) -> None:
    """One entry is current, in words for screen readers as well."""
    walk.open("/hagen/menue/organs/")
    walk.inspect()
    walk.shoot_both("menue-gremien")
    current = walk.page.locator("#menue [aria-current]")
    assert [entry.text_content() for entry in current.all()] == ["Gremien"]


def test_the_menu_opens_by_keyboard_on_a_telephone(
    transactional_db: None, walk: Walk, hagen: Region
) -> None:
    """No script is needed: the browser's own popover, closed again by Escape."""
    walk.open("/hagen/voll/public/")
    walk.page.set_viewport_size({"width": 320, "height": 800})
    entry = walk.page.get_by_role("link", name="Termine", exact=True)
    assert not entry.is_visible()
    walk.page.get_by_role("button", name="Menü").press("Enter")
    assert entry.is_visible()
    walk.shot("menue-320")
    walk.page.keyboard.press("Escape")
    assert not entry.is_visible()


def test_the_summary_leads_to_the_field(transactional_db: None, walk: Walk, hagen: Region) -> None:
    """After a mistake the summary has the focus; its links go to the fields."""
    walk.open("/hagen/falsch/plain/")
    focused = walk.page.evaluate("document.activeElement.className")
    assert "netz-errors" in focused.split()
    walk.page.get_by_role("link", name="Kommen Sie?").click()
    assert walk.page.evaluate("location.hash") == "#id_answer_0"


@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_searched_with_and_without_script(
    request: pytest.FixtureRequest, transactional_db: None, hagen: Region, anna: User, script: bool
) -> None:
    """While typing, or by the button; other choices in the address stay."""
    walk: Walk = request.getfixturevalue("walk" if script else "plain_walk")
    walk.sign_in(anna)
    walk.open("/hagen/voll/desk/?ort=Hagen&seite=2")
    field = walk.page.get_by_label("Suchen")
    field.fill("Ring 42")
    if not script:
        walk.page.get_by_role("button", name="Suchen").click()
    walk.page.get_by_text("1 Einrichtung", exact=True).wait_for()
    walk.page.wait_for_url("**/?*suche=*")
    query = parse_qs(urlsplit(walk.page.url).query)
    assert query == {"ort": ["Hagen"], "suche": ["Ring 42"]}
    assert walk.noises == []


def test_the_skip_link_comes_first(transactional_db: None, walk: Walk, hagen: Region) -> None:
    """One key press past the menu."""
    walk.open("/hagen/voll/public/")
    walk.page.keyboard.press("Tab")
    assert walk.page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    assert walk.page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0


def test_the_language_is_chosen_once(transactional_db: None, walk: Walk, hagen: Region) -> None:
    """The link sets a cookie and comes back to the same page."""
    walk.open("/hagen/voll/public/?ort=Hagen&sprache=en")
    assert walk.page.url == f"{walk.address}/hagen/voll/public/?ort=Hagen"
    walk.open("/hagen/leer/public/")
    assert walk.page.evaluate("document.documentElement.lang") == "en"
    walk.inspect()


@pytest.mark.django_db
def test_the_language_link_never_leads_elsewhere() -> None:
    """A path that begins with two slashes would be another site."""
    answer = Client().get("/", {"sprache": "en"}, PATH_INFO="//example.org/")
    assert (answer.status_code, answer["Location"]) == (302, "/example.org/")


@pytest.mark.django_db
def test_a_cached_page_knows_nobody(hagen: Region) -> None:
    """No form token, no cookie, and the second visit costs nothing."""
    first = Client().get("/hagen/")
    assert "csrfmiddlewaretoken" not in first.content.decode()
    assert list(first.cookies) == []
    assert Client().get("/hagen/", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_a_clerk_finds_all_three_faces(anna: User, ben: User) -> None:
    """Others see no way into the office."""
    clerks, members = (signed_in(user).get("/hagen/").content.decode() for user in (anna, ben))
    address = 'href="/hagen/menue/desk_today/"'
    assert (address in clerks, address in members) == (True, False)
