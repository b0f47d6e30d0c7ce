"""Calendar feeds (RFC 5545) of the whole network and of each organ, to subscribe to.

A feed says everything each time: UIDs never change, SEQUENCE rises with each write, a cancelled
date stays and says so, DTSTAMP dates the last write. The same data give the same bytes.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar, Event

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.kit.berlin import BERLIN, berlin_rules
from bildungsnetz.meetings.queries import known_facts
from bildungsnetz.office.queries.feed import FeedDate, feed_dates, feed_organs

PRODUCT = "-//Bildungsnetz//Termine//DE"
REFRESH = timedelta(hours=12)


@opens_to(Who.ANYONE, cached=True)
def region_feed(request: Request) -> HttpResponse:
    """All public dates of the network."""
    return _answer(request, request.region.network_name, feed_dates(request.region))


@opens_to(Who.ANYONE, cached=True)
def organ_feed(request: Request, slug: str) -> HttpResponse:
    """The public dates of one organ."""
    organ = fetch(feed_organs(request.region), slug=slug)
    return _answer(request, organ.name, feed_dates(request.region, organ))


def _answer(request: Request, name: str, dates: list[FeedDate]) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(berlin_rules())
    for one in dates:
        calendar.add_component(_event(request, one))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="kalender.ics"'
    return answer


def _event(request: Request, one: FeedDate) -> Event:
    meeting = one.meeting
    url = reverse("conference", kwargs={"region": request.region.slug, "pk": meeting.pk})
    place = ", ".join(part for part in (meeting.venue, meeting.address) if part)
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.changes)
    event.add("dtstart", timezone.localtime(meeting.starts_at, BERLIN))
    event.add("dtend", timezone.localtime(meeting.ends_at, BERLIN))
    event.add("summary", _summary(one))
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    if place:
        event.add("location", place)
    if meeting.former_starts_at is not None and not one.is_cancelled:
        event.add("description", _moved(meeting))
    event.add("url", f"{settings.SITE_URL}{url}")
    return event


def _summary(one: FeedDate) -> str:
    """Calendars that do not know STATUS still show the word."""
    if one.is_cancelled:
        return gettext("Abgesagt: %(title)s") % {"title": one.meeting.title}
    return one.meeting.title


def _moved(meeting: Any) -> str:
    return gettext("Verlegt. Bisher: %(before)s") % {"before": known_facts(meeting)["before"]}


urls = [
    path("kalender.ics", region_feed, name="region_feed"),
    path("gremien/<slug:slug>/kalender.ics", organ_feed, name="organ_feed"),
]
