"""Public pages answer 304 or from memory until something is written; never to signed-in people."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import transaction
from django.test import Client

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.models import User
from bildungsnetz.regions.models import Region
from tests.cast import NOW, signed_in

HOME = "/hagen/"


def write(region: Region, name: str) -> None:
    """An audited write that shows on the page."""
    with transaction.atomic():
        region.network_name = name
        region.save(update_fields=["network_name"])
        audit.record(region=region, by=audit.CONSOLE, at=NOW, action="region.changed", on=region)


def test_a_visitor_who_has_the_page_gets_304(hagen: Region) -> None:
    """Unchanged pages are not sent twice."""
    client = Client()
    first = client.get(HOME)
    again = client.get(HOME, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_write_changes_the_tag_and_the_page(hagen: Region) -> None:
    """The page is never older than the last write."""
    client = Client()
    first = client.get(HOME)
    write(hagen, "Netzwerk mit neuem Namen")
    again = client.get(HOME, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Netzwerk mit neuem Namen" in again.content.decode()


def test_a_known_page_costs_one_query(
    hagen: Region, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    """The region, and the end of the audit chain."""
    client = Client()
    first = client.get(HOME)
    with django_assert_num_queries(1):
        again = client.get(HOME)
    assert again.content == first.content


def test_languages_have_pages_of_their_own(hagen: Region) -> None:
    """A German page is never handed to somebody who chose English."""
    german, english = Client(), Client()
    english.cookies["sprache"] = "en"
    pages = [german.get(HOME), english.get(HOME), german.get(HOME)]
    assert [page["Content-Language"] for page in pages] == ["de", "en", "de"]
    assert pages[0].content == pages[2].content != pages[1].content


def test_signed_in_people_get_no_kept_page_and_leave_none(anna: User, hagen: Region) -> None:
    """What is shown to Anna, with her name in the head, is shown to nobody else."""
    office = signed_in(anna).get(HOME)
    visitor = Client().get(HOME)
    assert "Anna Albers" in office.content.decode()
    assert "Anna Albers" not in visitor.content.decode()
    assert "ETag" not in office.headers or office["ETag"] != visitor["ETag"]


def test_a_part_of_a_page_is_kept_apart(hagen: Region) -> None:
    """A list exchanged while typing is not the page around it."""
    client = Client()
    whole = client.get("/hagen/einrichtungen/")
    part = client.get("/hagen/einrichtungen/", headers={"HX-Request": "true"})
    assert client.get("/hagen/einrichtungen/").content == whole.content
    assert (
        client.get("/hagen/einrichtungen/", headers={"HX-Request": "true"}).content == part.content
    )
