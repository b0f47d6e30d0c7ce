"""Sample pages that show every component, full, empty and wrong, on each base. Only for tests."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from bildungsnetz.accounts.gate import Who, opens_to
from bildungsnetz.public import errors

FOLDER = Path(__file__).parent / "muster"
BASES = ("public", "members", "desk", "link", "plain")


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name der Einrichtung", help_text="Wie im Briefkopf.")
    email = forms.EmailField(label="E-Mail-Adresse", required=False)
    kind = forms.ChoiceField(
        label="Art", choices=[("", "Bitte wählen"), ("gs", "Grundschule"), ("kita", "Kita")]
    )
    answer = forms.ChoiceField(
        label="Kommen Sie?",
        choices=[("ja", "Ja, ich komme"), ("nein", "Nein, ich sage ab")],
        widget=forms.RadioSelect,
        help_text="Sie können Ihre Antwort bis zum Anmeldeschluss ändern.",
    )
    stages = forms.MultipleChoiceField(
        label="Bildungsstufen",
        required=False,
        choices=[("kita", "Kita"), ("primar", "Primarstufe")],
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.DateField(label="Besteht seit", initial=date(2011, 8, 25))
    starts = forms.DateTimeField(label="Beginn", initial=datetime(2026, 11, 19, 12, tzinfo=UTC))
    parts = forms.SplitDateTimeField(label="Ende", widget=forms.SplitDateTimeWidget, required=False)
    seats = forms.IntegerField(label="Plätze", initial=40)
    text = forms.CharField(label="Worum es geht", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Liste als Datei", required=False)
    agreed = forms.BooleanField(label="Ich bin einverstanden", help_text="Jederzeit widerrufbar.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def timeline() -> list[dict[str, Any]]:
    """A recommendation's way."""
    return [
        {"when": "19.11.2026", "title": "In der Bildungskonferenz eingebracht", "tone": "success",
         "body": "Mit **großer Zustimmung** aus dem Forum 3.", "who": "Bildungskonferenz"},
        {"when": "03.12.2026", "title": "Konsens erreicht", "tone": "success", "badge": "Konsens",
         "url": "/hagen/"},
        {"when": "15.01.2027", "title": "Dem Lenkungskreis vorgelegt", "planned": True},
    ]  # fmt: skip


def seat_groups() -> list[dict[str, Any]]:
    """2 + 2 seats, one of them vacant, one advisory."""
    seat = {"number": 1, "holder": "Ben Becker", "role": "Vorsitz", "function": "Schuldezernent",
            "substitute": "Nora Neumann", "term": "01.01.2026–31.12.2028"}  # fmt: skip
    return [
        {"party": "Stadt", "seats": [seat, {"number": 2, "holder": None}]},
        {"party": "Land", "seats": [{"number": 3, "holder": "Clara Celik", "is_advisory": True}]},
    ]


def full() -> dict[str, Any]:
    """What the full sample page shows."""
    at = datetime(2026, 9, 14, 8, 5, tzinfo=UTC)
    rows = [{"name": f"Grundschule Am Ring {n}", "city": "Hagen", "pupils": 180 + n}
            for n in range(1, 61)]  # fmt: skip
    return {
        "page": Paginator(rows, 5).page(2),
        "chips": [{"key": "stufe", "value": "kita", "label": "Kita"},
                  {"key": "ort", "value": "Hagen", "label": "Hagen"}],
        "entries": timeline(),
        "groups": seat_groups(),
        "as_of": date(2026, 9, 14),
        "facts": [("Ort", "Rathausstraße 11\n58095 Hagen"), ("Telefon", ""),
                  ("Internet", "Zur Seite der Schule", "/hagen/")],
        "audit": [{"at": at, "actor": "Anna Albers", "label": "Einrichtung aufgenommen"}],
        "steps": [{"label": "Region", "done": True, "url": "/hagen/"},
                  {"label": "Geschäftsstelle", "current": True}, {"label": "Gremien"}],
        "bars": [("Kita", 31), ("Primarstufe", 44), ("Sekundarstufe I", 27), ("Weiterbildung", 0)],
        "numbers": [(241, "Empfänger"), (12, "ohne Adresse")],
        "meeting": SimpleNamespace(title="8. Bildungskonferenz", venue="Rathaus an der Volme",
                                   starts_at=at, ends_at=at.replace(hour=12), state="open"),
        "written": "# Anlass\n\n- eins\n- zwei\n\n> Zitat\n\n|Jahr|Zahl|\n|-|-|\n|2026|12|",
        "form": SampleForm(),
        "formset": forms.formset_factory(SmallForm, extra=2)(),
        "at": at,
    }  # fmt: skip


class SmallForm(forms.Form):
    """One line of a formset."""

    party = forms.CharField(label="Benennende Stelle")


def shown(request: HttpRequest, name: str, base: str, context: dict[str, Any]) -> HttpResponse:
    """Draw a sample page on one of the bases."""
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    template = engines["django"].from_string(source)
    return HttpResponse(template.render({**context, "base": f"base_{base}.html"}, request))


@opens_to(Who.ANYONE)
def full_page(request: HttpRequest, base: str = "public") -> HttpResponse:
    """Everything at once."""
    if base != "public":
        messages.success(request, "Die Einrichtung wurde gelöscht.", extra_tags="/hagen/")
        messages.warning(request, "Drei Empfänger haben keine Adresse.")
    context = full()
    if (wish := request.GET.get("suche", "")) and base == "desk":
        rows = [row for row in context["page"].paginator.object_list if wish in row["name"]]
        context["page"] = Paginator(rows, 5).page(1)
    return shown(request, "full", base, context)


@opens_to(Who.ANYONE)
def empty_page(request: HttpRequest, base: str) -> HttpResponse:
    """Nothing there yet."""
    return shown(request, "empty", base, {})


@opens_to(Who.ANYONE)
def wrong_page(request: HttpRequest, base: str) -> HttpResponse:
    """A form with a mistake in nearly every field."""
    data = {"email": "keine", "since": "31.02.2026", "starts": "bald", "seats": "viele"}
    return shown(request, "wrong", base, {"form": SampleForm(data)})


@opens_to(Who.ANYONE)
def answer_page(request: HttpRequest) -> HttpResponse:
    """One question behind a personal link."""
    return shown(request, "answer", "link", full())


@opens_to(Who.ANYONE)
def failing(request: HttpRequest, kind: str) -> HttpResponse:
    """Fail in the way named."""
    if kind == "500":
        return errors.broken(request)
    if kind == "form":
        return errors.form_expired(request)
    raise {"400": SuspiciousOperation, "403": PermissionDenied, "404": Http404}[kind]


@opens_to(Who.ANYONE, "GET", cached=True)
def cached_page(request: HttpRequest) -> HttpResponse:
    """A public page that is cached."""
    return shown(request, "empty", "public", {})


_MENU = (
    "calendar",
    "conferences",
    "organs",
    "recommendations",
    "institutions",
    "contact",
    "charter",
    "easy_language",
    "accessibility",
    "privacy",
    "imprint",
    "members_home",
    "members_institution",
    "members_organs",
    "members_data",
    "desk_today",
    "desk_calendar",
    "desk_register",
    "desk_organs",
    "desk_conferences",
    "desk_recommendations",
    "desk_post",
    "desk_settings",
)

urlpatterns = [
    path("anmelden/", cached_page, name="sign_in"),
    path("abmelden/", cached_page, name="sign_out"),
    path("<slug:region>/", cached_page, name="region_home"),
    *(path(f"<slug:region>/menue/{name}/", full_page, name=name) for name in _MENU),
    path("<slug:region>/voll/<str:base>/", full_page, name="full"),
    path("<slug:region>/leer/<str:base>/", empty_page, name="empty"),
    path("<slug:region>/falsch/<str:base>/", wrong_page, name="wrong"),
    path("<slug:region>/antwort/", answer_page, name="answer"),
    path("<slug:region>/panne/<str:kind>/", failing, name="failing"),
]
handler404 = errors.not_found
handler403 = errors.forbidden
handler400 = errors.bad_request
handler500 = errors.broken
