"""The region's own words at the desk: fields of action, stages, topics."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.regions import actions, queries
from bildungsnetz.regions.actions import NameTaken, WordInUse
from bildungsnetz.regions.forms import FieldForm, StageForm, TopicForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

UNDO_SALT = "bildungsnetz.word"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of words: how it is read, written, called and drawn."""

    rows: Callable[..., Any]
    save: Callable[..., Any]
    form: type[forms.ModelForm[Any]]
    title: "_StrPromise"
    one: "_StrPromise"
    purpose: "_StrPromise"


KINDS = {
    "handlungsfelder": Kind(
        queries.fields,
        lambda record, **rest: actions.save_field(field=record, **rest),
        FieldForm,
        _("Handlungsfelder"),
        _("Handlungsfeld"),
        _("Worauf sich der Vertrag verständigt; ein Querschnittsthema fragt bei allem mit."),
    ),
    "stufen": Kind(
        queries.stages,
        lambda record, **rest: actions.save_stage(stage=record, **rest),
        StageForm,
        _("Bildungsstufen"),
        _("Bildungsstufe"),
        _("Die Stationen der Bildungsbiografie in ihrer Reihenfolge."),
    ),
    "themen": Kind(
        queries.topics,
        lambda record, **rest: actions.save_topic(topic=record, **rest),
        TopicForm,
        _("Themen"),
        _("Thema"),
        _("Woran im Netzwerk gearbeitet wird, zum Beispiel Sprachförderung."),
    ),
}


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


@opens_to(Who.CLERK)
def words(request: Request, kind: str) -> HttpResponse:
    """All words of one kind."""
    known = _kind(kind)
    context = {"kind": kind, "known": known, "rows": known.rows(request.region)}
    return render(request, "desk/regions/words.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def word_new(request: Request, kind: str) -> HttpResponse:
    """Add a word."""
    return _edit(request, kind, None)


@opens_to(Who.CLERK, "GET", "POST")
def word_edit(request: Request, kind: str, pk: int) -> HttpResponse:
    """Change a word."""
    return _edit(request, kind, pk)


def _edit(request: Request, kind: str, pk: int | None) -> HttpResponse:
    known = _kind(kind)
    rows = known.rows(request.region)
    found = fetch(rows, pk=pk) if pk else None
    form = known.form(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            known.save(
                fetch(rows, pk=pk) if pk else None,
                region=request.region,
                values=form.cleaned_data,
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except NameTaken as problem:
            form.add_error("name", str(problem))
        else:
            note = gettext("„%(name)s“ ist gespeichert.") % {"name": form.cleaned_data["name"]}
            messages.success(request, note)
            return redirect("desk_words", region=request.region.slug, kind=kind)
    context = {"form": form, "kind": kind, "known": known, "word": found}
    return render(request, "desk/regions/word_edit.html", context)


@opens_to(Who.CLERK, "POST")
def word_remove(request: Request, kind: str, pk: int) -> HttpResponse:
    """Delete a word that nothing uses; the note offers to take that back."""
    found = fetch(_kind(kind).rows(request.region), pk=pk)
    try:
        values = actions.remove_word(word=found, by=request.visitor.actor, at=timezone.now())
    except WordInUse as problem:
        messages.error(request, str(problem))
    else:
        undo = reverse("desk_word_restore", kwargs={"region": request.region.slug, "kind": kind})
        signed = signing.dumps(values, salt=UNDO_SALT)
        note = gettext("„%(name)s“ ist gelöscht.") % {"name": values["name"]}
        messages.success(request, note, extra_tags=f"{undo}?was={signed}")
    return redirect("desk_words", region=request.region.slug, kind=kind)


@opens_to(Who.CLERK, "POST")
def word_restore(request: Request, kind: str) -> HttpResponse:
    """Take back a deletion."""
    known = _kind(kind)
    try:
        values = signing.loads(request.GET.get("was", ""), salt=UNDO_SALT)
        known.save(
            None,
            region=request.region,
            values=values,
            by=request.visitor.actor,
            at=timezone.now(),
        )
    except signing.BadSignature as forged:
        raise Http404 from forged
    except NameTaken as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, gettext("„%(name)s“ ist wieder da.") % {"name": values["name"]})
    return redirect("desk_words", region=request.region.slug, kind=kind)


BASE = "einstellungen/<slug:kind>/"
urls = [
    path("einstellungen/handlungsfelder/", words, {"kind": "handlungsfelder"}, name="desk_fields"),
    path(f"{BASE}alle/", words, name="desk_words"),
    path(f"{BASE}neu/", word_new, name="desk_word_new"),
    path(f"{BASE}<int:pk>/", word_edit, name="desk_word_edit"),
    path(f"{BASE}<int:pk>/loeschen/", word_remove, name="desk_word_remove"),
    path(f"{BASE}wiederherstellen/", word_restore, name="desk_word_restore"),
]
