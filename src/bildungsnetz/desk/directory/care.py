"""The desk's pages of the yearly confirmation: write, look at it with real recipients, release,
follow, remind, close."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.directory.actions import care as actions
from bildungsnetz.directory.care import LIGHTS
from bildungsnetz.directory.forms.care import ExtendForm, RunForm, first_run, kept_run
from bildungsnetz.directory.queries import care as queries
from bildungsnetz.directory.queries.entries import open_count
from bildungsnetz.directory.rules import DirectoryRefusal
from bildungsnetz.post.queries import progress

SIZE = 25


@opens_to(Who.CLERK)
def care(request: Request) -> HttpResponse:
    """All runs, how true the register is, and how many changes wait."""
    lights = queries.lights(request.region, timezone.localdate())
    context = {
        "runs": queries.runs(request.region),
        "lights": [(str(label), lights[one]) for one, label in LIGHTS.items()],
        "open_changes": open_count(request.region),
    }
    return render(request, "desk/directory/care.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def care_new(request: Request) -> HttpResponse:
    """Begin a run; a text stands there already."""
    initial = first_run(request.region, timezone.localdate().year)
    form = RunForm(request.POST or None, region=request.region, initial=initial)
    if form.is_valid() and (made := _written(request, form)):
        return redirect("desk_care_release", region=request.region.slug, pk=made.pk)
    return render(request, "desk/directory/care_edit.html", {"form": form})


@opens_to(Who.CLERK, "GET", "POST")
def care_edit(request: Request, pk: int) -> HttpResponse:
    """Change a run that was not released yet."""
    run = fetch(queries.runs(request.region), pk=pk)
    form = RunForm(request.POST or None, region=request.region, initial=kept_run(run))
    if form.is_valid() and _written(request, form, run):
        return redirect("desk_care_release", region=request.region.slug, pk=pk)
    return render(request, "desk/directory/care_edit.html", {"form": form, "run": run})


@opens_to(Who.CLERK, "GET", "POST")
def care_release(request: Request, pk: int) -> HttpResponse:
    """The letter as real recipients get it, the numbers, and the one button."""
    run = fetch(queries.runs(request.region), pk=pk)
    if request.method == "POST":
        try:
            count = actions.release_run(run=run, by=request.visitor.actor, at=timezone.now())
        except DirectoryRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _released(count))
        return redirect("desk_care_run", region=request.region.slug, pk=pk)
    return render(request, "desk/directory/care_release.html", _preview(request, run))


@opens_to(Who.CLERK)
def care_run(request: Request, pk: int) -> HttpResponse:
    """How far the letters are, what came back, and who is silent."""
    run = fetch(queries.runs(request.region), pk=pk)
    if run.state == "draft":
        return redirect("desk_care_release", region=request.region.slug, pk=pk)
    state = request.GET.get("stand", "")
    figures, today = queries.figures(run), timezone.localdate()
    rows = Paginator(queries.confirmations(run, state), SIZE)
    context = {
        "run": run,
        "figures": figures,
        "state": state,
        "states": _states(figures, state),
        "bars": [(label, number) for _key, label, number, _here in _states(figures, "")],
        "page": rows.get_page(request.GET.get("seite")),
        "progress": progress(request.region, actions.run_batch(run)),
        "is_running": run.state == "running",
        "may_remind": run.state == "running" and today.isoformat() not in run.reminders
        and run.closes_on >= today and figures.silent > 0,
    }  # fmt: skip
    return render(request, "desk/directory/care_run.html", context)


@opens_to(Who.CLERK, "POST")
def care_remind(request: Request, pk: int) -> HttpResponse:
    """Remind those who are silent; once a day."""
    run = fetch(queries.runs(request.region), pk=pk)
    try:
        count = actions.remind_run(run=run, by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        note = ngettext(
            "%(count)s Erinnerung ist unterwegs.", "%(count)s Erinnerungen sind unterwegs.", count
        )
        messages.success(request, note % {"count": count})
    return redirect("desk_care_run", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "GET", "POST")
def care_extend(request: Request, pk: int) -> HttpResponse:
    """Give the institutions more time; their links go on working."""
    run = fetch(queries.runs(request.region), pk=pk)
    form = ExtendForm(request.POST or None, initial={"closes_on": run.closes_on})
    if form.is_valid():
        try:
            actions.extend_run(
                run=run, **form.cleaned_data, by=request.visitor.actor, at=timezone.now()
            )
        except DirectoryRefusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, gettext("Die Links gelten jetzt bis zum neuen Tag."))
            return redirect("desk_care_run", region=request.region.slug, pk=pk)
    return render(request, "desk/directory/care_extend.html", {"form": form, "run": run})


@opens_to(Who.CLERK, "POST")
def care_close(request: Request, pk: int) -> HttpResponse:
    """End a run; the links no longer open anything."""
    run = fetch(queries.runs(request.region), pk=pk)
    try:
        actions.close_run(run=run, by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, gettext("Die Bestätigung ist beendet; die Links gelten nicht mehr.")
        )
    return redirect("desk_care_run", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def care_again(request: Request, pk: int, confirmation: int) -> HttpResponse:
    """Send one institution a new link, for instance after a change of its head."""
    run = fetch(queries.runs(request.region), pk=pk)
    row = fetch(queries.confirmations(run), pk=confirmation)
    try:
        actions.send_again(confirmation=row, by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        note = gettext("Ein neuer Link für „%(name)s“ ist unterwegs; der alte gilt nicht mehr.")
        messages.success(request, note % {"name": row.institution.name})
    return redirect("desk_care_run", region=request.region.slug, pk=pk)


def _written(request: Request, form: RunForm, run: Any = None) -> Any:
    try:
        return actions.write_run(
            region=request.region, run=run, **form.cleaned_data, by=request.visitor.actor,
            at=timezone.now(),
        )  # fmt: skip
    except DirectoryRefusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return None


def _preview(request: Request, run: Any) -> dict[str, Any]:
    """One recipient after the other, and the numbers of all."""
    found = queries.run_recipients(run, today=timezone.localdate())
    page = Paginator(found.ready, 1).get_page(request.GET.get("seite"))
    shown = page[0].recipient if found.ready else None
    subject, body = queries.run_letter(run, shown) if shown else ("", "")
    count = len(found.ready)
    numbers = [
        (count, ngettext("Empfänger", "Empfänger", count)),
        (found.to_persons, gettext("an die Person, die die Einrichtung vertritt")),
        (count - found.to_persons, gettext("an die allgemeine Adresse")),
        (len(found.without_address), gettext("ohne E-Mail-Adresse")),
        (found.already, gettext("schon angeschrieben")),
    ]
    return {
        "run": run,
        "recipients": found,
        "page": page,
        "shown": shown,
        "subject": subject,
        "body": body.replace("{link}", f"{settings.SITE_URL}/eintrag/…/"),
        "numbers": [numbers[0], *(row for row in numbers[1:] if row[0])],
        "split": ", ".join(f"{name}: {number}" for name, number in found.by_kind),
        "button": ngettext(
            "Bitte an %(count)s Empfänger freigeben",
            "Bitte an %(count)s Empfänger freigeben",
            count,
        )
        % {"count": count},
    }


def _released(count: int) -> str:
    if not count:
        return gettext("Alle sind schon angeschrieben; nichts geht zweimal hinaus.")
    return ngettext(
        "%(count)s Einrichtung wird gefragt.", "%(count)s Einrichtungen werden gefragt.", count
    ) % {"count": count}


def _states(figures: queries.Figures, here: str) -> list[tuple[str, str, int, bool]]:
    """Key, label and number of each state, and whether the list is narrowed to it."""
    labels = {
        "confirmed": (gettext("bestätigt"), figures.confirmed),
        "changed": (gettext("geändert"), figures.changed),
        "silent": (gettext("noch keine Antwort"), figures.silent),
        "undeliverable": (gettext("nicht zustellbar"), figures.undeliverable),
    }
    return [(key, label, number, key == here) for key, (label, number) in labels.items()]


urls = [
    path("register/bestaetigung/", care, name="desk_care"),
    path("register/bestaetigung/neu/", care_new, name="desk_care_new"),
    path("register/bestaetigung/<int:pk>/", care_run, name="desk_care_run"),
    path("register/bestaetigung/<int:pk>/aendern/", care_edit, name="desk_care_edit"),
    path("register/bestaetigung/<int:pk>/freigeben/", care_release, name="desk_care_release"),
    path("register/bestaetigung/<int:pk>/erinnern/", care_remind, name="desk_care_remind"),
    path("register/bestaetigung/<int:pk>/verlaengern/", care_extend, name="desk_care_extend"),
    path("register/bestaetigung/<int:pk>/beenden/", care_close, name="desk_care_close"),
    path(
        "register/bestaetigung/<int:pk>/neuer-link/<int:confirmation>/",
        care_again,
        name="desk_care_again",
    ),
]
