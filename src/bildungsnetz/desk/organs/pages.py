"""Organs at the desk: the tree, one's record, founding, changing, closing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.desk.organs.trail import told
from bildungsnetz.kit.composing import first
from bildungsnetz.organs import actions, queries
from bildungsnetz.organs.actions import Refused
from bildungsnetz.organs.forms import AsOfForm, CloseOrganForm, OrganForm, OrgansFilter


@opens_to(Who.CLERK)
def organs(request: Request) -> HttpResponse:
    """All organs as a tree, by field of action if asked for."""
    form = OrgansFilter(request.GET, region=request.region)
    nodes = queries.tree(request.region, timezone.localdate())
    context = {
        "nodes": form.narrow(nodes),
        "form": form,
        "chips": form.chips,
        "total": len(nodes),
    }
    return render(request, "desk/organs/organs.html", context)


@opens_to(Who.CLERK)
def organs_export(request: Request, form: str) -> HttpResponse:
    """The organs as a file, narrowed as they are seen."""
    nodes = queries.tree(request.region, timezone.localdate())
    asked = OrgansFilter(request.GET, region=request.region).narrow(nodes)
    return download(request, queries.organ_listing(asked), form)


@opens_to(Who.CLERK)
def organ(request: Request, pk: int) -> HttpResponse:
    """One organ: seats and functions on a day, deadlines, what was, history."""
    found = known(first(queries.organ_by_key(request.region.pk, pk)))
    form = AsOfForm(request.GET)
    on_day = queries.organ_on(found, form.day(timezone.localdate()))
    context = {
        "organ": found,
        "form": form,
        "on_day": on_day,
        "groups": queries.seat_groups(on_day, only_public=False),
        "mandates": on_day.mandates,
        "children": queries.below(found.pk),
        "history": told(history(found)),
    }
    return render(request, "desk/organs/organ.html", context)


@opens_to(Who.CLERK)
def organ_export(request: Request, pk: int, form: str) -> HttpResponse:
    """Who belongs to an organ on the day looked at, as a file."""
    found = fetch(queries.organs(request.region), pk=pk)
    day = AsOfForm(request.GET).day(timezone.localdate())
    return download(request, queries.member_listing(found, day), form)


@opens_to(Who.CLERK, "GET", "POST")
def organ_new(request: Request) -> HttpResponse:
    """Found an organ; seats come next."""
    form = OrganForm(request.POST or None, region=request.region)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_organ(
                region=request.region,
                values=form.values(),
                fields=form.cleaned_data["fields"],
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except Refused as problem:
            form.add_error("name", str(problem))
        else:
            note = gettext("„%(name)s“ ist angelegt. Richten Sie jetzt die Sitze ein.")
            messages.success(request, note % {"name": made.name})
            return redirect("desk_organ", region=request.region.slug, pk=made.pk)
    return render(request, "desk/organs/organ_edit.html", {"form": form})


@opens_to(Who.CLERK, "GET", "POST")
def organ_edit(request: Request, pk: int) -> HttpResponse:
    """Change name, tasks, fields of action, deadlines."""
    found = fetch(queries.organs(request.region), pk=pk)
    form = OrganForm(request.POST or None, region=request.region, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organ(
                organ=fetch(queries.organs(request.region), pk=pk),
                values=form.values(),
                fields=form.cleaned_data["fields"],
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except Refused as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, gettext("Die Angaben sind gespeichert."))
            return redirect("desk_organ", region=request.region.slug, pk=pk)
    return render(request, "desk/organs/organ_edit.html", {"form": form, "organ": found})


@opens_to(Who.CLERK, "GET", "POST")
def organ_close(request: Request, pk: int) -> HttpResponse:
    """Close an organ; it stays in the history, and closing can be taken back."""
    found = fetch(queries.organs(request.region), pk=pk)
    form = CloseOrganForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day, reason = form.first_day_without(), form.cleaned_data["reason"]
        now, actor = timezone.now(), request.visitor.actor
        try:
            actions.close_organ(organ=found, on=day, reason=reason, by=actor, at=now)
        except Refused as problem:
            form.add_error("last_day", str(problem))
        else:
            undo = reverse("desk_organ_reopen", kwargs={"region": request.region.slug, "pk": pk})
            note = gettext("„%(name)s“ ist beendet.") % {"name": found.name}
            messages.success(request, note, extra_tags=undo)
            return redirect("desk_organ", region=request.region.slug, pk=pk)
    return render(request, "desk/organs/organ_close.html", {"form": form, "organ": found})


@opens_to(Who.CLERK, "POST")
def organ_reopen(request: Request, pk: int) -> HttpResponse:
    """Take back the closing."""
    found = fetch(queries.organs(request.region), pk=pk)
    actions.reopen_organ(organ=found, by=request.visitor.actor, at=timezone.now())
    messages.success(request, gettext("„%(name)s“ ist wieder offen.") % {"name": found.name})
    return redirect("desk_organ", region=request.region.slug, pk=pk)


urls = [
    path("gremien/", organs, name="desk_organs"),
    *routes("gremien/liste", organs_export, "desk_organs", cards=False),
    path("gremien/neu/", organ_new, name="desk_organ_new"),
    path("gremien/<int:pk>/", organ, name="desk_organ"),
    *routes("gremien/<int:pk>/mitglieder", organ_export, "desk_organ"),
    path("gremien/<int:pk>/aendern/", organ_edit, name="desk_organ_edit"),
    path("gremien/<int:pk>/beenden/", organ_close, name="desk_organ_close"),
    path("gremien/<int:pk>/wieder-oeffnen/", organ_reopen, name="desk_organ_reopen"),
]
