"""GET and HEAD of every link in every mail leave the database as it was (bar F2)."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from bildungsnetz.post import queries
from bildungsnetz.post.models import Message
from tests.story import tell

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours."""
    return {
        model.__name__: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_app_config("bildungsnetz").get_models()
    }


def mailed_paths() -> Iterator[str]:
    """The paths of all links in all mails."""
    for message in Message.objects.order_by("pk"):
        yield from LINK.findall(queries.written_text(message))


def pages_behind(client: Client, path: str) -> set[str]:
    """The pages a scanner would find behind a link: those of the same token."""
    page = client.get(path).content.decode()
    return {path, *re.findall(rf'href="({re.escape(path)}[^"#?]*)', page)}


def test_scanners_change_nothing(db: None) -> None:
    """They follow each link of each mail, and the links on the pages behind it."""
    tell(timezone.now())
    paths = sorted(set(mailed_paths()))
    # Besides personal links: where to stop messages, and the region's page on data protection.
    assert {path.split("/")[1] for path in paths} == {
        "abbestellen", "eintrag", "einladung", "hagen", "runde",
    }  # fmt: skip
    before: dict[str, list[tuple[models.Model, ...]]] = contents()  # type: ignore[assignment]
    scanner = Client()
    for path in paths:
        for page in sorted(pages_behind(scanner, path)):
            assert (page, scanner.get(page).status_code) == (page, 200)
            assert (page, scanner.head(page).status_code) == (page, 200)
    assert contents() == before
