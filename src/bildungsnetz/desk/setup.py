"""The steps of moving in, at the desk: what is done, what comes next."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.office import founding
from bildungsnetz.office.founding_forms import FieldsForm, OrgansForm
from bildungsnetz.organs.actions import Refused


def onward(request: Request, route: str) -> HttpResponse:
    """After saving: back to the steps for whoever came from them, else to the route."""
    back = "desk_setup" if "einrichten" in request.GET else route
    return redirect(back, region=request.region.slug)


@opens_to(Who.CLERK)
def overview(request: Request) -> HttpResponse:
    """All steps; each can be left and found again."""
    steps = founding.steps(request.region)
    following = next((step for step in steps if not step.done), None)
    done = sum(step.done for step in steps)
    context = {"steps": steps, "following": following, "done": done, "total": len(steps)}
    return render(request, "desk/setup/overview.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def organs(request: Request) -> HttpResponse:
    """The three organs by their own names, and the seats."""
    form = OrgansForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/setup/organs.html", {"form": form})
    try:
        made = founding.set_up_organs(
            region=request.region,
            names=form.names(),
            parties=form.cleaned_data["parties"],
            by=request.visitor.actor,
            at=timezone.now(),
        )
    except Refused as problem:
        form.add_error(None, str(problem))
        return render(request, "desk/setup/organs.html", {"form": form})
    messages.success(
        request,
        gettext("Angelegt: %(names)s.") % {"names": ", ".join(organ.name for organ in made)}
        if made
        else gettext("Alle drei Gremien gibt es schon; ändern können Sie sie unter „Gremien“."),
    )
    return redirect("desk_setup", region=request.region.slug)


@opens_to(Who.CLERK, "GET", "POST")
def fields(request: Request) -> HttpResponse:
    """The fields of action and the cross-cutting theme."""
    form = FieldsForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/setup/fields.html", {"form": form})
    made = founding.set_up_fields(
        region=request.region,
        names=form.cleaned_data["names"],
        cross_cutting=form.cleaned_data["cross_cutting"],
        by=request.visitor.actor,
        at=timezone.now(),
    )
    messages.success(request, gettext("%(count)s Handlungsfelder angelegt.") % {"count": made})
    return redirect("desk_setup", region=request.region.slug)


urls = [
    path("einrichtung/", overview, name="desk_setup"),
    path("einrichtung/gremien/", organs, name="desk_setup_organs"),
    path("einrichtung/handlungsfelder/", fields, name="desk_setup_fields"),
]
