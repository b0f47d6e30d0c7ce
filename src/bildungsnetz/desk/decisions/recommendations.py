"""Recommendations at the desk: the list, one of them, its wording."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.decisions import actions, diff, forms, queries, rules
from bildungsnetz.desk.decisions.trail import told
from bildungsnetz.desk.exports import download, routes

ROWS = 50


@opens_to(Who.CLERK)
def recommendations(request: Request) -> HttpResponse:
    """All recommendations, narrowed and sorted."""
    narrowing = forms.RecommendationFilter(request.GET, region=request.region)
    rows = queries.recommendation_list(request.region, narrowing.wanted)
    page = Paginator(rows, ROWS).get_page(request.GET.get("seite"))
    context = {
        "page": page,
        "filters": narrowing,
        "chips": narrowing.chips,
        "search": narrowing.wanted.search,
    }
    return render(request, "desk/decisions/recommendations.html", context)


@opens_to(Who.CLERK)
def recommendations_export(request: Request, form: str) -> HttpResponse:
    """The recommendations as they are narrowed and sorted, as a file."""
    narrowing = forms.RecommendationFilter(request.GET, region=request.region)
    rows = queries.recommendation_list(request.region, narrowing.wanted)
    return download(request, queries.recommendation_listing(rows), form)


@opens_to(Who.CLERK, "GET", "POST")
def recommendation_new(request: Request) -> HttpResponse:
    """Write down a recommendation of a conference or workshop."""
    form = forms.RecommendationForm(
        request.POST or None, region=request.region, origin=request.GET.get("aus", "")
    )
    if request.method == "POST" and form.is_valid():
        meeting, workshop = form.place
        written = actions.write_recommendation(
            region=request.region,
            meeting=meeting,
            workshop=workshop,
            by=request.visitor.actor,
            at=timezone.now(),
            **form.written(),
        )
        done = gettext("Die Empfehlung %(label)s ist aufgenommen.") % {"label": written.label}
        messages.success(request, done)
        return redirect("desk_recommendation", region=request.region.slug, pk=written.pk)
    return render(request, "desk/decisions/recommendation_new.html", {"form": form})


@opens_to(Who.CLERK)
def recommendation(request: Request, pk: int) -> HttpResponse:
    """One recommendation with its next step, facts, passport and history."""
    found = known(queries.recommendation_page(request.region, pk))
    today = timezone.localdate()
    context = {
        "recommendation": found,
        "latest": list(found.versions.all())[-1],
        "timeline": queries.timeline(found, today=today, inside=True),
        "may_edit": found.state in rules.EDITABLE,
        "may_forward": found.state in rules.FORWARDABLE,
        "open_round": next((r for r in found.rounds.all() if r.closed_at is None), None),
        "history": told(
            history(found, *found.rounds.all(), *found.consultations.all(), *found.orders.all())
        ),
    }
    return render(request, "desk/decisions/recommendation.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def recommendation_edit(request: Request, pk: int) -> HttpResponse:
    """Change wording, title, fields or answers; a conflict shows both texts."""
    found = fetch(queries.recommendations(request.region), pk=pk)
    if found.state not in rules.EDITABLE:
        return _fixed(request, pk)
    form = forms.RecommendationForm(
        request.POST or None, region=request.region, recommendation=found
    )
    context: dict[str, Any] = {"recommendation": found, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            _revise(request, found, form)
        except actions.EditedMeanwhile as conflict:
            context |= _conflict(request, form, conflict)
        except actions.TextIsFixed:
            return _fixed(request, pk)
        else:
            messages.success(request, gettext("Die Empfehlung ist gespeichert."))
            return redirect("desk_recommendation", region=request.region.slug, pk=pk)
    return render(request, "desk/decisions/recommendation_edit.html", context)


def _revise(request: Request, found: Any, form: forms.RecommendationForm) -> None:
    actions.revise_recommendation(
        recommendation=found,
        revision=form.cleaned_data["revision"],
        by=request.visitor.actor,
        at=timezone.now(),
        **form.written(),
    )


def _fixed(request: Request, pk: int) -> HttpResponse:
    messages.error(
        request,
        gettext(
            "Der Wortlaut steht fest: Über ihn läuft eine Konsensrunde, oder er ist beschlossen."
        ),
    )
    return redirect("desk_recommendation", region=request.region.slug, pk=pk)


def _conflict(
    request: Request, form: forms.RecommendationForm, conflict: actions.EditedMeanwhile
) -> dict[str, Any]:
    """Both texts side by side; what was typed stays, and saving again is a decision."""
    current = fetch(queries.recommendations(request.region), pk=conflict.current.pk)
    stored = forms.RecommendationForm(region=request.region, recommendation=current)
    forms.put(form, "revision", str(current.revision))
    typed = form.cleaned_data["text"].replace("\r\n", "\n").strip()
    return {
        "conflict": current,
        "theirs": stored.initial,
        "their_fields": [str(field) for field in current.fields.order_by("order", "name")],
        "changes": diff.by_words(stored.initial["text"], typed),
        "editor": next(iter(history(current)), None),
    }


@opens_to(Who.CLERK)
def recommendation_versions(request: Request, pk: int) -> HttpResponse:
    """All wordings, each compared with the one before, word by word."""
    found = known(queries.with_versions(request.region, pk))
    versions = list(found.versions.all())
    before = ["", *(version.text for version in versions)]
    compared = [
        {"version": version, "changes": diff.by_words(old, version.text) if old else []}
        for version, old in zip(versions, before, strict=False)
    ]
    context = {"recommendation": found, "compared": compared[::-1]}
    return render(request, "desk/decisions/recommendation_versions.html", context)


@opens_to(Who.CLERK, "POST")
def recommendation_show(request: Request, pk: int) -> HttpResponse:
    """Put a recommendation on the public pages, or take it from there."""
    found = fetch(queries.recommendations(request.region), pk=pk)
    wish = request.POST.get("zeigen") == "ja"
    actions.show_publicly(
        recommendation=found, is_public=wish, by=request.visitor.actor, at=timezone.now()
    )
    done = (
        gettext("Die Empfehlung steht jetzt auf der öffentlichen Seite.")
        if wish
        else gettext("Die Empfehlung steht nicht mehr auf der öffentlichen Seite.")
    )
    messages.success(request, done)
    return redirect("desk_recommendation", region=request.region.slug, pk=pk)


urls = [
    path("empfehlungen/", recommendations, name="desk_recommendations"),
    *routes("empfehlungen/liste", recommendations_export, "desk_recommendations", cards=False),
    path("empfehlungen/neu/", recommendation_new, name="desk_recommendation_new"),
    path("empfehlungen/<int:pk>/", recommendation, name="desk_recommendation"),
    path("empfehlungen/<int:pk>/bearbeiten/", recommendation_edit, name="desk_recommendation_edit"),
    path(
        "empfehlungen/<int:pk>/fassungen/",
        recommendation_versions,
        name="desk_recommendation_versions",
    ),
    path("empfehlungen/<int:pk>/zeigen/", recommendation_show, name="desk_recommendation_show"),
]
