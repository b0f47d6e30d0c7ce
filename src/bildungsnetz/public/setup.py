"""The first office moves in: region and first clerk; the rest goes on at the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts import actions as accounts
from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.office import founding
from bildungsnetz.office.founding_forms import FoundingForm


@opens_to(Who.ANYONE)
def start(request: Request) -> HttpResponse:
    """Says where the setup address is to be found; nobody else may set a region up."""
    return render(request, "public/setup/start.html")


@opens_to(Who.LINK, "GET", "POST", purpose="setup")
def begin(request: Request) -> HttpResponse:
    """Region and first clerk; signs the clerk in and leads to the remaining steps."""
    form = FoundingForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "public/setup/begin.html", {"form": form})
    now = timezone.now()
    try:
        region, clerk = founding.found_region(link=request.link, at=now, **form.cleaned_data)
    except founding.SetupUsedUp:
        return render(request, "public/accounts/link_expired.html", status=410)
    accounts.start_session(request=request, user=clerk, at=now)
    messages.success(
        request, gettext("%(name)s ist angelegt. Sie sind angemeldet.") % {"name": region.name}
    )
    return redirect("desk_setup", region=region.slug)


urls = [
    path("einrichten/", start, name="setup_start"),
    path("einrichten/<str:token>/", begin, name="setup_begin"),
]
