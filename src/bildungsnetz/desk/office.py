"""The desk's own pages: what is due today, the calendar, the circulars."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.office import actions
from bildungsnetz.office.forms import CircularForm, SendingForm, YearFilter, YearForm
from bildungsnetz.office.queries import site, today
from bildungsnetz.office.queries.agenda import year_months
from bildungsnetz.office.queries.exports import circular_listing
from bildungsnetz.office.queries.mailing import batch_of, letter, mailing
from bildungsnetz.post.queries import progress


@opens_to(Who.CLERK)
def desk_today(request: Request) -> HttpResponse:
    """What is late, due, ready to send, and who is waited for."""
    region = request.region
    found = today.today_page(region, at=timezone.now(), today=timezone.localdate())
    lines = [(item, _address(region.slug, item)) for item in found.items]
    groups = [
        (urgency, [line for line in lines if line[0].urgency == urgency])
        for urgency in today.Urgency
    ]
    context = {
        "groups": [(urgency.label, lines) for urgency, lines in groups if lines],
        "meeting": found.next_date,
    }
    return render(request, "desk/office/today.html", context)


def _address(slug: str, item: today.Item) -> str:
    kwargs: dict[str, object] = {"region": slug}
    if item.key is not None:
        kwargs["pk"] = item.key
    return reverse(item.route, kwargs=kwargs)


@opens_to(Who.CLERK)
def calendar(request: Request) -> HttpResponse:
    """The year: meetings, invitation windows, holidays, and what clashes."""
    today = timezone.localdate()
    year = YearForm(request.GET).year(today.year)
    filters = YearFilter(request.GET, region=request.region)
    months = year_months(request.region, year, field=filters.field)
    over = today.month - 1 if year == today.year else 0
    context = {
        "year": year,
        "before": year - 1,
        "after": year + 1,
        "past": months[:over],
        "months": months[over:],
        "filters": filters,
        "chips": filters.chips,
    }
    return render(request, "desk/office/calendar.html", context)


@opens_to(Who.CLERK)
def circulars(request: Request) -> HttpResponse:
    """The register of circulars, latest first."""
    found = site.all_circulars(request.region)
    return render(request, "desk/office/circulars.html", {"circulars": found})


@opens_to(Who.CLERK)
def circulars_export(request: Request, form: str) -> HttpResponse:
    """The register of circulars as a file."""
    return download(request, circular_listing(site.all_circulars(request.region)), form)


@opens_to(Who.CLERK, "GET", "POST")
def circular_new(request: Request) -> HttpResponse:
    """Enter a circular."""
    return _edit(request, None)


@opens_to(Who.CLERK, "GET", "POST")
def circular_edit(request: Request, pk: int) -> HttpResponse:
    """Correct a circular or publish it."""
    return _edit(request, pk)


def _edit(request: Request, pk: int | None) -> HttpResponse:
    rows = site.all_circulars(request.region)
    found = fetch(rows, pk=pk) if pk else None
    form = CircularForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.save_circular(
            region=request.region,
            circular=fetch(rows, pk=pk) if pk else None,
            values=form.cleaned_data,
            by=request.visitor.actor,
            at=timezone.now(),
        )
        messages.success(request, gettext("Das Rundschreiben ist gespeichert."))
        return redirect("desk_circulars", region=request.region.slug)
    return render(request, "desk/office/circular_edit.html", {"form": form, "circular": found})


@opens_to(Who.CLERK, "GET", "POST")
def circular_send(request: Request, pk: int) -> HttpResponse:
    """Choose an audience, see the numbers and the letter, release."""
    found = fetch(site.all_circulars(request.region).select_related("region"), pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    form = SendingForm(asked if "verteiler" in asked else None, region=request.region,
                       initial={"verteiler": found.audience_id, "art": found.kind})  # fmt: skip
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else None
    if request.method == "POST" and chosen:
        return _release(request, found, chosen)
    context = {
        "circular": found,
        "form": form,
        "progress": progress(request.region, batch_of(found)),
    }
    if chosen:
        today = timezone.localdate()
        seen = mailing(found, chosen["verteiler"], chosen["art"], today=today)
        context |= {"mailing": seen, "letter": letter(found, seen.ready[0]) if seen.ready else ""}
    return render(request, "desk/office/circular_send.html", context)


def _release(request: Request, circular: Any, chosen: dict[str, Any]) -> HttpResponse:
    seen = request.POST.get("gesehen", "")
    try:
        count = actions.release_circular(
            circular=circular,
            audience=chosen["verteiler"],
            kind=chosen["art"],
            seen=int(seen) if seen.isdecimal() else -1,
            by=request.visitor.actor,
            at=timezone.now(),
        )
    except actions.AudienceChanged as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        note = ngettext(
            "%(count)s Nachricht ist geschrieben.", "%(count)s Nachrichten sind geschrieben.", count
        )
        messages.success(request, note % {"count": count})
    return redirect("desk_circular_send", region=request.region.slug, pk=circular.pk)


urls = [
    path("", desk_today, name="desk_today"),
    path("kalender/", calendar, name="desk_calendar"),
    path("rundschreiben/", circulars, name="desk_circulars"),
    *routes("rundschreiben/liste", circulars_export, "desk_circulars", cards=False),
    path("rundschreiben/neu/", circular_new, name="desk_circular_new"),
    path("rundschreiben/<int:pk>/", circular_edit, name="desk_circular_edit"),
    path("rundschreiben/<int:pk>/versenden/", circular_send, name="desk_circular_send"),
]
