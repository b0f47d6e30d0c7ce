"""The pictures in the documents: pages of the told year (tests/story.py), taken by the browser.

    .venv/bin/python tools/pictures.py

writes them to docs/bilder; run it after the pages changed. All persons on them are invented.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from tests.browser.conftest import Walk
    from tests.story import Story

    from bildungsnetz.meetings.models import Meeting

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "bilder"
WIDTH = 1280


def enliven(story: "Story") -> "Meeting":
    """What makes a full desk: a sitting to be invited now, a seat that becomes free."""
    from tests.story import CLERK

    from bildungsnetz.meetings import actions as meetings
    from bildungsnetz.meetings.models import Meeting
    from bildungsnetz.organs import actions as organs
    from bildungsnetz.organs.models import Mandate, Organ

    now = timezone.now()
    starts = timezone.localtime(now + timedelta(days=23)).replace(
        hour=15, minute=0, second=0, microsecond=0
    )
    if starts.weekday() > 4:
        starts += timedelta(days=2)
    steering = Organ.objects.get(region=story.region, kind=Organ.Kind.STEERING)
    sitting = meetings.plan_meeting(
        meeting=Meeting(
            region=story.region,
            kind=Meeting.Kind.MEETING,
            title="Wintersitzung des Lenkungskreises",
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            venue="Rathaus an der Volme, Ratssaal",
        ),
        organs=[steering],
        fields=list(story.conference.fields.all()[:1]),
        by=CLERK,
        at=now,
    )
    leaving = Mandate.objects.filter(organ=steering, seat__isnull=False).order_by("-pk")[0]
    organs.end_mandate(mandate=leaving, on=timezone.localdate(now), by=CLERK, at=now)
    return sitting


def test_pictures(walk: "Walk") -> None:
    """Not a test of the product: the runner of tests lends server, browser and database."""
    from tests.story import tell

    story = tell(timezone.now())
    sitting = enliven(story)
    walk.sign_in(story.clerk)
    desk = f"/{story.region.slug}/buero"
    conference = f"{desk}/konferenzen/{story.conference.pk}"
    for name, path, height in (
        ("schreibtisch", f"{desk}/", 1000),
        ("versandfenster", f"{desk}/konferenzen/{sitting.pk}/", 720),
        ("antworten", f"{conference}/antworten/", 860),
        ("zuteilung", f"{conference}/zuteilung/", 860),
        ("empfehlung", f"{desk}/empfehlungen/{story.agreed.pk}/", 1000),
    ):
        walk.page.set_viewport_size({"width": WIDTH, "height": height})
        walk.open(path)
        walk.page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    plugins = ["-p", "tests.browser.conftest", "-p", "no:cacheprovider"]
    sys.exit(pytest.main(["-q", *plugins, str(Path(__file__))]))
