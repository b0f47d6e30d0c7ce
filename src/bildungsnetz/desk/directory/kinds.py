"""The desk's pages of kinds of institutions, and of fields of action given in a lump."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.setup import onward
from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.forms.kinds import FieldsOfActionForm, KindForm
from bildungsnetz.directory.queries.kind_rows import kinds_with_ties
from bildungsnetz.directory.rules import KindNameTaken


@opens_to(Who.CLERK)
def kinds(request: Request) -> HttpResponse:
    """All kinds with their stages and fields, and how many institutions there are of each."""
    context = {"rows": kinds_with_ties(request.region)}
    return render(request, "desk/directory/kinds.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def kind_add(request: Request) -> HttpResponse:
    """Make a kind of the office's own."""
    return _edit(request, None)


@opens_to(Who.CLERK, "GET", "POST")
def kind_edit(request: Request, pk: int) -> HttpResponse:
    """Name a kind, and say what its new institutions get."""
    return _edit(request, pk)


def _edit(request: Request, pk: int | None) -> HttpResponse:
    found = fetch(queries.kinds(request.region), pk=pk) if pk else None
    form = KindForm(request.POST or None, region=request.region, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            kind = actions.save_kind(
                region=request.region,
                kind=fetch(queries.kinds(request.region), pk=pk) if pk else None,
                by=request.visitor.actor,
                at=timezone.now(),
                **form.cleaned(),
            )
        except KindNameTaken as problem:
            form.add_error(problem.field, str(problem))
        else:
            note = gettext("„%(name)s“ ist gespeichert.") % {"name": kind.name}
            messages.success(request, note)
            return redirect("desk_kinds", region=request.region.slug)
    return render(request, "desk/directory/kind_edit.html", {"form": form, "kind": found})


@opens_to(Who.CLERK, "GET", "POST")
def kinds_fields(request: Request) -> HttpResponse:
    """Give fields of action to all kinds: a beginning that is refined kind by kind."""
    form = FieldsOfActionForm(
        request.POST if request.method == "POST" else None, region=request.region
    )
    if request.method == "POST" and form.is_valid():
        count = actions.give_kinds_fields(
            region=request.region,
            fields=list(form.cleaned_data["fields_of_action"]),
            by=request.visitor.actor,
            at=timezone.now(),
        )
        note = ngettext("Bei %(count)s Art ergänzt.", "Bei %(count)s Arten ergänzt.", count)
        messages.success(request, note % {"count": count})
        return onward(request, "desk_kinds")
    return render(request, "desk/directory/kinds_fields.html", {"form": form})


urls = [
    path("register/arten/", kinds, name="desk_kinds"),
    path("register/arten/neu/", kind_add, name="desk_kind_add"),
    path("register/arten/handlungsfelder/", kinds_fields, name="desk_kinds_fields"),
    path("register/arten/<int:pk>/", kind_edit, name="desk_kind_edit"),
]
