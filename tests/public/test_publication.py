"""No unreleased field stands on any public page: every one holds a word that is looked for."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bildungsnetz.accounts.gate import Who
from bildungsnetz.accounts.page_cache import PageCache
from bildungsnetz.directory.models import Affiliation, Institution, Person
from bildungsnetz.directory.publication import COLUMNS, INSTITUTION_FIELDS, PERSON_FIELDS
from tests.browser.test_every_page import PARAMETER
from tests.samples import ROWS, address
from tests.story import Story, tell

CANARY = "kanarienvogel"
SEARCHED = f"?suche={CANARY[:8]}"  # found by its beginning; pages repeat what is sought
ALIKE = {"organ_feed": "organ", "conference_calendar": "conference"}
TEXTS = {
    **{name: f"{CANARY}-{name}" for name in ("number", "district", "source", "phone", "fax")},
    **{name: f"{CANARY}-{name}" for name in ("street", "city", "legal_form", "profile")},
    "email": f"{CANARY}@email.example",
    "website": f"https://{CANARY}.example/",
}


def public_routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Name and parameters of every route of a region that anybody may get, feeds included."""
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from public_routes(entry, path)
        elif isinstance(entry, URLPattern) and "<slug:region>" in path:
            gate = entry.callback.gate  # type: ignore[attr-defined]
            if gate.who is Who.ANYONE and "GET" in gate.methods:
                yield str(entry.name), set(PARAMETER.findall(path))


def place(name: str, parameters: set[str], story: Story) -> str:
    """The address of a route; feeds are about the rows of the pages beside them."""
    if name not in ALIKE:
        return address(name, parameters, story)
    return reverse(name, kwargs={"region": story.region.slug, **ROWS[ALIKE[name]](story)})


@pytest.fixture
def story(db: None, monkeypatch: pytest.MonkeyPatch) -> Story:
    """The told year, canaries in all that nobody released, and no page known from before."""
    monkeypatch.setattr(PageCache, "get", lambda *_: None)
    told = tell(timezone.now())
    for place, row in enumerate(Institution.objects.all()):
        own = {**TEXTS, "number": f"{CANARY}{place}"}
        Institution.objects.filter(pk=row.pk).update(**own, public_fields=[])
    Affiliation.objects.update(function=f"{CANARY}-function")
    Person.objects.update(email=f"{CANARY}@person.example", phone=f"{CANARY}-person")
    hidden = Person.objects.order_by("pk").values_list("pk", flat=True)[::2]
    Person.objects.filter(pk__in=list(hidden)).update(
        is_public=False, family_name=f"{CANARY}-family", given_name=f"{CANARY}-given"
    )
    return told


def found_on(path: str) -> bool:
    """Whether a canary sings on the page."""
    answer = Client().get(path)
    assert answer.status_code == 200, path
    text = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    return CANARY in text.decode(errors="replace")


def test_nothing_unreleased_stands_on_any_public_page(story: Story) -> None:
    """Every address anybody may open, each also asked for the canary."""
    paths = [
        place(name, parameters, story)
        for name, parameters in public_routes(get_resolver("bildungsnetz.urls"))
        if name != "charter_document"
    ]
    assert len(paths) > 20
    assert [path for path in paths if found_on(path) or found_on(path + SEARCHED)] == []


@pytest.mark.parametrize("field", sorted(set(INSTITUTION_FIELDS) - {"contacts", "activity"}))
def test_a_released_field_of_an_institution_is_shown_alone(story: Story, field: str) -> None:
    """The canaries do sing where they may; those of other fields stay silent."""
    shown = Institution.objects.filter(region=story.region).order_by("pk")[0]
    Institution.objects.filter(pk=shown.pk).update(public_fields=[field])
    page = Client().get(f"/{story.region.slug}/einrichtungen/{shown.pk}/").content.decode()
    own = COLUMNS.get(field, (field,))
    assert {name for name, text in TEXTS.items() if text in page} == set(own) - {"postcode"}


@pytest.mark.parametrize("field", sorted(PERSON_FIELDS))
def test_a_released_field_of_a_person_is_shown_alone(story: Story, field: str) -> None:
    """The contact's name stands there, and the one field beside it."""
    function = Affiliation.objects.filter(represents=True).order_by("pk")[0]
    Institution.objects.filter(pk=function.institution_id).update(public_fields=["contacts"])
    Person.objects.filter(pk=function.person_id).update(
        is_public=True, public_fields=[field], family_name="Singvogel"
    )
    place = f"/{story.region.slug}/einrichtungen/{function.institution_id}/"
    page = Client().get(place).content.decode()
    assert "Singvogel" in page
    texts = {
        "function": f"{CANARY}-function",
        "email": f"{CANARY}@person.example",
        "phone": f"{CANARY}-person",
    }
    assert [name for name, text in texts.items() if text in page] == [field]
