"""School holidays at the desk: by school year, entered, corrected, imported after a preview."""

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.regions import actions, queries
from bildungsnetz.regions.actions import HolidayTaken
from bildungsnetz.regions.calendar import Period, differences, parse_school_holidays
from bildungsnetz.regions.forms import HolidayFileForm, HolidayForm, period_of

UNDO_SALT = "bildungsnetz.holiday"


@opens_to(Who.CLERK)
def holidays(request: Request) -> HttpResponse:
    """All school holidays by school year, with their source."""
    years, past = queries.school_years(request.region, timezone.localdate())
    context = {"years": years, "past": past}
    return render(request, "desk/regions/holidays.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def holiday_new(request: Request) -> HttpResponse:
    """Enter a school holiday."""
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_holiday(
                region=request.region,
                period=form.period(),
                source=form.cleaned_data["source"],
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except HolidayTaken as problem:
            form.add_error("first_day", str(problem))
        else:
            messages.success(request, gettext("Die Ferien sind eingetragen."))
            return redirect("desk_holidays", region=request.region.slug)
    return render(request, "desk/regions/holiday_edit.html", {"form": form})


@opens_to(Who.CLERK, "GET", "POST")
def holiday_edit(request: Request, pk: int) -> HttpResponse:
    """Correct a school holiday."""
    found = fetch(queries.holidays(request.region), pk=pk)
    form = HolidayForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_holiday(
                holiday=fetch(queries.holidays(request.region), pk=pk),
                period=form.period(),
                source=form.cleaned_data["source"],
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except HolidayTaken as problem:
            form.add_error("first_day", str(problem))
        else:
            messages.success(request, gettext("Die Ferien sind berichtigt."))
            return redirect("desk_holidays", region=request.region.slug)
    return render(request, "desk/regions/holiday_edit.html", {"form": form, "holiday": found})


@opens_to(Who.CLERK, "POST")
def holiday_remove(request: Request, pk: int) -> HttpResponse:
    """Delete a school holiday; the note offers to take that back."""
    found = fetch(queries.holidays(request.region), pk=pk)
    source = found.source
    period = actions.remove_holiday(holiday=found, by=request.visitor.actor, at=timezone.now())
    values = {
        "name": period.name,
        "first_day": period.first_day.isoformat(),
        "last_day": period.last_day.isoformat(),
        "source": source,
    }
    undo = reverse("desk_holiday_restore", kwargs={"region": request.region.slug})
    signed = signing.dumps(values, salt=UNDO_SALT)
    note = gettext("%(name)s sind gelöscht.") % {"name": period.name}
    messages.success(request, note, extra_tags=f"{undo}?was={signed}")
    return redirect("desk_holidays", region=request.region.slug)


@opens_to(Who.CLERK, "POST")
def holiday_restore(request: Request) -> HttpResponse:
    """Take back a deletion."""
    try:
        values = signing.loads(request.GET.get("was", ""), salt=UNDO_SALT)
    except signing.BadSignature as forged:
        raise Http404 from forged
    period = period_of(values)
    if period is None:
        raise Http404
    region, source = request.region, values["source"]
    actor, now = request.visitor.actor, timezone.now()
    try:
        actions.add_holiday(region=region, period=period, source=source, by=actor, at=now)
    except HolidayTaken as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, gettext("%(name)s sind wieder da.") % {"name": period.name})
    return redirect("desk_holidays", region=region.slug)


@opens_to(Who.CLERK, "GET", "POST")
def holidays_import(request: Request) -> HttpResponse:
    """Read a list: first a preview with problems and differences, then taking it over."""
    form = HolidayFileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/regions/holidays_import.html", {"form": form})
    region, data = request.region, form.cleaned_data
    periods, problems = parse_school_holidays(data["content"], land=region.land)
    if periods and "uebernehmen" in request.POST:
        return _take_over(request, periods, data["source"])
    context = {
        "form": form,
        "data": data,
        "periods": periods,
        "problems": problems,
        "differences": differences(queries.holiday_periods(region), periods),
    }
    return render(request, "desk/regions/holidays_preview.html", context)


def _take_over(request: Request, periods: list[Period], source: str) -> HttpResponse:
    written = actions.import_holidays(
        region=request.region,
        periods=periods,
        source=source,
        by=request.visitor.actor,
        at=timezone.now(),
    )
    note = ngettext(
        "%(count)s Ferienzeit ist übernommen.", "%(count)s Ferienzeiten sind übernommen.", written
    )
    messages.success(request, note % {"count": written})
    return redirect("desk_holidays", region=request.region.slug)


@opens_to(Who.CLERK, "POST")
def holidays_seed(request: Request) -> HttpResponse:
    """Enter the shipped holidays of the Land where there are none yet."""
    made = actions.seed_holidays(region=request.region, by=request.visitor.actor, at=timezone.now())
    if made:
        messages.success(request, gettext("Die mitgelieferten Ferien sind eingetragen."))
    else:
        messages.error(
            request,
            gettext("Für dieses Land sind keine Ferien mitgeliefert, oder es gibt schon welche."),
        )
    return redirect("desk_holidays", region=request.region.slug)


BASE = "einstellungen/ferien/"
urls = [
    path(BASE, holidays, name="desk_holidays"),
    path(f"{BASE}neu/", holiday_new, name="desk_holiday_new"),
    path(f"{BASE}einlesen/", holidays_import, name="desk_holidays_import"),
    path(f"{BASE}mitgelieferte/", holidays_seed, name="desk_holidays_seed"),
    path(f"{BASE}wiederherstellen/", holiday_restore, name="desk_holiday_restore"),
    path(f"{BASE}<int:pk>/", holiday_edit, name="desk_holiday_edit"),
    path(f"{BASE}<int:pk>/loeschen/", holiday_remove, name="desk_holiday_remove"),
]
