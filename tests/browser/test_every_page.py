"""Every page of the product in a real browser: axe 0, 320 px, one h1, no foreign host, no noise.

The addresses come from the resolver, the rows from the told year; a new page that names no row in
tests/samples.py fails here.
"""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bildungsnetz.accounts.gate import Gate, Who
from bildungsnetz.accounts.models import User
from tests.browser.conftest import NARROW, WIDE, Walk
from tests.samples import address
from tests.story import Story, tell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Files, feeds and fragments; the pages that need a state the told year does not have are walked
# in test_story.py, where that state arises.
NO_PAGES = {
    "robots", "region_feed", "organ_feed", "charter_document", "conference_calendar",
    "invitation_calendar", "desk_import_progress", "desk_person_import_progress",
    "desk_duplicates_progress",
}  # fmt: skip
LISTS = ("_csv", "_xlsx", "_vcf")  # lists as files: tests/desk/test_exports.py
ELSEWHERE = {"entry", "sign_in_link", "setup_begin", "members_invitation"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def shown(resolver: URLResolver, before: str = "") -> list[tuple[str, Gate, set[str]]]:
    """Name, gate and parameters of every route that answers GET with a page."""
    found: list[tuple[str, Gate, set[str]]] = []
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            gate: Gate = entry.callback.gate  # type: ignore[attr-defined]
            is_page = entry.name not in NO_PAGES | ELSEWHERE and not entry.name.endswith(LISTS)
            if "GET" in gate.methods and entry.name and is_page:
                found.append((entry.name, gate, set(PARAMETER.findall(path))))
        else:
            found += shown(entry, path)
    return found


def shown_everywhere() -> list[tuple[str, Gate, set[str]]]:
    """All of them."""
    return shown(get_resolver("bildungsnetz.urls"))


def pages_for(who: set[Who], story: Story) -> list[str]:
    """The addresses of all pages that open to these."""
    return [
        address(name, parameters, story)
        for name, gate, parameters in shown_everywhere()
        if gate.who in who
    ]


def look_at(walk: Walk, addresses: list[str], name: str, *sizes: tuple[int, int]) -> None:
    """Open and inspect each page; tell all that is wrong at once."""
    assert addresses, name
    wrong = []
    for path in addresses:
        try:
            walk.open(path)
            walk.inspect(*sizes)
            walk.shoot_both(f"{name}{path.replace('/', '_')}")
        except AssertionError as problem:
            wrong.append(f"{path}: {problem}")
            walk.noises.clear()
    assert not wrong, "\n\n".join(wrong)


FACES = {
    "oeffentlich": {Who.ANYONE},
    "link": {Who.LINK},
    "mein": {Who.SIGNED_IN},
    "buero": {Who.CLERK},
}


def person_for(face: str, story: Story) -> User | None:
    """Who looks at the pages of a face."""
    return {"mein": story.chair, "buero": story.clerk}.get(face)


# The desk has far more pages than the others; in parts they are shared out evenly.
PARTS = [
    ("oeffentlich", 0, 1),
    ("link", 0, 1),
    ("mein", 0, 1),
    *(("buero", n, 4) for n in range(4)),
]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("face", "part", "parts"), PARTS)
def test_every_page_keeps_what_every_page_must_keep(
    walk: Walk, face: str, part: int, parts: int, language: str
) -> None:
    """In German wide and narrow; in English, whose pages are built alike, on the narrow screen."""
    story = tell(timezone.now())
    if person := person_for(face, story):
        walk.sign_in(person)
    walk.open(f"/anmelden/?sprache={language}")
    sizes = (NARROW,) if language == "en" else (NARROW, WIDE)
    pages = pages_for(FACES[face], story)[part::parts]
    look_at(walk, pages, f"{face}-{language}-{part}", *sizes)


@pytest.mark.parametrize("face", ["oeffentlich", "buero", "mein"])
def test_every_page_of_an_empty_region(walk: Walk, face: str, anna: User, ben: User) -> None:
    """Empty lists say why they are empty, on the narrow screen; pages of rows are left out."""
    if face != "oeffentlich":
        walk.sign_in(anna if face == "buero" else ben)
    lists = [
        reverse(name, kwargs={"region": "hagen"})
        for name, gate, parameters in shown_everywhere()
        if parameters == {"region"} and gate.who in FACES[face]
    ]
    look_at(walk, lists, f"leer-{face}", NARROW)
