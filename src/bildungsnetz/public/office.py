"""Dates, circulars, contact, and the pages that the law asks for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.office.forms import DatesFilter
from bildungsnetz.office.queries import feed, site
from bildungsnetz.privacy.queries import responsibility
from bildungsnetz.privacy.retention import LABELS, LIMITS


@opens_to(Who.ANYONE, cached=True)
def calendar(request: Request) -> HttpResponse:
    """All public dates, by field and organ, with feeds to subscribe to."""
    region, now = request.region, timezone.now()
    form = DatesFilter(request.GET, region=region)
    wanted = form.wanted()
    context = {
        "form": form,
        "chips": form.chips,
        "meetings": site.dates(region, now, **wanted),
        "past": wanted["past"],
        "organs": form.organs,
        "now": now,
    }
    return render(request, "public/office/calendar.html", context)


@opens_to(Who.ANYONE, cached=True)
def circulars(request: Request) -> HttpResponse:
    """The public circulars, latest first."""
    found = site.circulars(request.region)
    return render(request, "public/office/circulars.html", {"circulars": found})


@opens_to(Who.ANYONE, cached=True)
def circular(request: Request, pk: int) -> HttpResponse:
    """One circular as it left the house."""
    found = fetch(site.circulars(request.region), pk=pk)
    return render(request, "public/office/circular.html", {"circular": found})


@opens_to(Who.ANYONE, cached=True)
def contact(request: Request) -> HttpResponse:
    """Whom to ask and how suggestions and enquiries reach the office."""
    organs = feed.feed_organs(request.region).filter(kind="steering", closed_on__isnull=True)
    return render(request, "public/office/contact.html", {"steering": organs.first()})


@opens_to(Who.ANYONE, cached=True)
def easy_language(request: Request) -> HttpResponse:
    """The network in Leichte Sprache: short sentences, from the region's own data."""
    context = {
        "meeting": site.next_date(request.region, timezone.now()),
        "organs": feed.feed_organs(request.region).filter(closed_on__isnull=True),
    }
    return render(request, "public/office/easy_language.html", context)


@opens_to(Who.ANYONE, cached=True)
def accessibility(request: Request) -> HttpResponse:
    """The accessibility statement (BGG NRW § 10b, BITVNRW)."""
    return render(request, "public/office/accessibility.html")


@opens_to(Who.ANYONE, cached=True)
def privacy(request: Request) -> HttpResponse:
    """What is stored about whom and why, and which rights one has (Art. 13, 14 DSGVO)."""
    context = {
        "responsibility": responsibility(request.region),
        "periods": [(LABELS[name], limit.text) for name, limit in LIMITS.items()],
    }
    return render(request, "public/office/privacy.html", context)


@opens_to(Who.ANYONE, cached=True)
def imprint(request: Request) -> HttpResponse:
    """Who is responsible (§ 5 DDG)."""
    return render(request, "public/office/imprint.html")


urls = [
    path("termine/", calendar, name="calendar"),
    path("rundschreiben/", circulars, name="circulars"),
    path("rundschreiben/<int:pk>/", circular, name="circular"),
    path("kontakt/", contact, name="contact"),
    path("leichte-sprache/", easy_language, name="easy_language"),
    path("barrierefreiheit/", accessibility, name="accessibility"),
    path("datenschutz/", privacy, name="privacy"),
    path("impressum/", imprint, name="imprint"),
]
