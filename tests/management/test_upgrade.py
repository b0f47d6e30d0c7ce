"""A data folder of an earlier state is brought up to date, and what is in it stays."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bildungsnetz.meetings.models import Meeting
from bildungsnetz.post.models import Message
from tests.cast import NOW

HOUR = timedelta(hours=1)

FIRST = ("bildungsnetz", "0001_erstes_arbeitsjahr")


def migrate(*targets: tuple[str, str]) -> Any:
    """Bring the database to these states, by default to the newest; the models as they were."""
    executor = MigrationExecutor(connection)
    wanted = list(targets) or executor.loader.graph.leaf_nodes()
    return executor.migrate(wanted).apps


@pytest.fixture
def first_year(transactional_db: None) -> Iterator[Any]:
    """The models of the first working year, on a database of that state."""
    yield migrate(FIRST)
    migrate()


def test_rows_of_the_first_year_stay(first_year: Any) -> None:
    region = first_year.get_model("bildungsnetz", "Region").objects.create(
        slug="hagen", name="Bildungsregion Hagen", land="NW", created_at=NOW
    )
    first_year.get_model("bildungsnetz", "Meeting").objects.create(
        region=region, kind="conference", title="1. Bildungskonferenz",
        starts_at=NOW, ends_at=NOW + HOUR, created_at=NOW,
    )  # fmt: skip
    first_year.get_model("bildungsnetz", "Message").objects.create(
        region=region, batch="b", key="k", message_id="<1@a.example>", to_address="a@b.example",
        subject="Einladung", body="Text", state="kept", created_at=NOW, send_after=NOW,
    )  # fmt: skip
    migrate()
    assert list(Meeting.objects.values_list("title", "change_note", "untold_since")) == [
        ("1. Bildungskonferenz", "", None)
    ]
    assert list(Message.objects.values_list("subject", "state", "good_until")) == [
        ("Einladung", "kept", None)
    ]
