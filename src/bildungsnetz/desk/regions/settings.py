"""Settings of the region: the overview, names and address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.desk.setup import onward
from bildungsnetz.regions import actions
from bildungsnetz.regions.forms import RegionForm


@opens_to(Who.CLERK)
def settings(request: Request) -> HttpResponse:
    """What can be set, and where."""
    return render(request, "desk/regions/settings.html")


@opens_to(Who.CLERK, "GET", "POST")
def region(request: Request) -> HttpResponse:
    """Names, office address and what stands on the start page."""
    form = RegionForm(request.POST or None, instance=request.region)
    if request.method == "POST" and form.is_valid():
        request.region.refresh_from_db()
        actions.save_region(
            region=request.region,
            values=form.cleaned_data,
            by=request.visitor.actor,
            at=timezone.now(),
        )
        messages.success(request, gettext("Die Angaben sind gespeichert."))
        return onward(request, "desk_settings")
    return render(request, "desk/regions/region.html", {"form": form})


urls = [
    path("einstellungen/", settings, name="desk_settings"),
    path("einstellungen/region/", region, name="desk_region"),
]
