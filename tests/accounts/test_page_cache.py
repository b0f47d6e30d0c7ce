"""Public pages answer 304 or from memory until something is written; never to signed-in people."""

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
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
    """The end of the audit chain; the answer is the first one, header by header."""
    client = Client()
    first = client.get(HOME)
    with django_assert_num_queries(1):
        again = client.get(HOME)
    assert (again.content, again.headers) == (first.content, first.headers)
    assert "content-security-policy" in again.headers


def test_a_known_page_is_packed_for_whoever_can_unpack_it(hagen: Region) -> None:
    """Kept once as it is and once packed; either way the page is the same."""
    plain, packing = Client(), Client(headers={"Accept-Encoding": "br, gzip"})
    pages = [client.get(HOME) for client in (plain, packing, plain, packing)]
    assert [page.headers.get("Content-Encoding") for page in pages] == [None, "gzip", None, "gzip"]
    texts = [gzip.decompress(p.content) if "gzip" in str(p.headers) else p.content for p in pages]
    assert len(set(texts)) == 1


@pytest.mark.parametrize(
    ("known", "status"), [("{tag}", 304), ('"other", {tag}', 304), ("*", 304), ("no tag", 200)]
)
def test_304_has_no_body_but_the_page_s_rules(hagen: Region, known: str, status: int) -> None:
    """What a proxy or browser must know of the page stands at the 304 as well."""
    client = Client()
    first = client.get(HOME)
    answer = client.get(HOME, headers={"If-None-Match": known.format(tag=first["ETag"])})
    names = ("ETag", "Cache-Control", "content-security-policy")
    assert answer.status_code == status
    assert [answer[name] for name in names] == [first[name] for name in names]
    assert bool(answer.content) is (status == 200)


def test_a_forged_host_gets_no_kept_page(hagen: Region) -> None:
    """The host belongs to what tells two pages apart."""
    assert Client().get(HOME).status_code == 200
    assert Client(headers={"Host": "evil.example"}).get(HOME).status_code == 400


def test_a_kept_page_ends_with_its_day(hagen: Region) -> None:
    """What is coming today is past tomorrow, though nobody wrote anything."""
    with time_machine.travel(NOW, tick=False):
        first = Client().get(HOME)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert Client().get(HOME)["ETag"] != first["ETag"]


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
