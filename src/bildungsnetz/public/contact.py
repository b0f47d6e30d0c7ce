"""What lies behind the link under a message: stop such messages, object, consent, withdraw.

GET and HEAD change nothing: mail scanners follow links. The buttons of mail programs post to the
two short addresses (RFC 8058); they bring no cookie and no form token, the address is the secret.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from bildungsnetz.accounts import links as personal_links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.forms import ConsentAnswerForm, PostForm
from bildungsnetz.directory.queries import contact as contacts
from bildungsnetz.directory.rules import DirectoryRefusal

PURPOSE = "contact"
# A button stops what it stands below, never less than was stopped before.
_STRONGER = {"news": {"circular", "all"}, "circular": {"all"}}


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
def contact(request: Request) -> HttpResponse:
    """Which messages the address gets, and to what its person consents."""
    stop = contacts.stop_of(request.region, request.link.subject)
    form = PostForm(request.POST or None, initial={"scope": stop.scope if stop else ""})
    if request.method == "POST" and form.is_valid():
        _choose(request, form.cleaned_data["scope"], "link")
        messages.success(request, gettext("Ihre Wahl ist gespeichert und gilt ab sofort."))
        return redirect("post_choice", token=personal_links.token(request.link))
    return _page(request, form)


@opens_to(Who.LINK, "POST", purpose=PURPOSE)
def contact_consent(request: Request, pk: int) -> HttpResponse:
    """Consent to something, or withdraw it: one click."""
    found = fetch(queries.persons(request.region), pk=pk)
    form = ConsentAnswerForm(request.POST)
    if found in contacts.persons_at(request.link) and form.is_valid():
        try:
            actions.answer_consent(
                person=found, channel="link", by=_actor(), at=timezone.now(), **form.answer
            )
        except DirectoryRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Das ist gespeichert und gilt ab sofort."))
    return redirect("post_choice", token=personal_links.token(request.link))


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
@csrf_exempt
def contact_news(request: Request) -> HttpResponse:
    """The button below news."""
    return _at_once(request, "news")


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
@csrf_exempt
def contact_circulars(request: Request) -> HttpResponse:
    """The button below circulars."""
    return _at_once(request, "circular")


def _at_once(request: Request, scope: str) -> HttpResponse:
    """Stop on POST and say so on the same page; programs do not follow a redirect."""
    stop = contacts.stop_of(request.region, request.link.subject)
    current = stop.scope if stop else ""
    if request.method == "POST" and current not in _STRONGER[scope] | {scope}:
        _choose(request, scope, "one_click")
        current = scope
    form = PostForm(initial={"scope": current if current else scope})
    return _page(request, form, is_stopped=current == scope)


def _choose(request: Request, scope: str, source: str) -> None:
    actions.choose_post(
        region=request.region,
        key=request.link.subject,
        persons=contacts.persons_at(request.link),
        scope=scope,
        source=source,
        by=_actor(),
        at=timezone.now(),
    )


def _page(request: Request, form: PostForm, *, is_stopped: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "token": personal_links.token(request.link),
        "is_stopped": is_stopped,
        "people": [
            (one, contacts.consents(one, request.region))
            for one in contacts.persons_at(request.link)
        ],
    }
    return render(request, "public/directory/contact.html", context)


def _actor() -> Actor:
    return Actor(label=gettext("Link in einer Nachricht"))


links = [
    path("abbestellen/<str:token>/", contact, name="post_choice"),
    path(
        "abbestellen/<str:token>/einwilligung/<int:pk>/",
        contact_consent,
        name="post_choice_consent",
    ),
    path("abbestellen/<str:token>/neuigkeiten/", contact_news, name="post_choice_news"),
    path("abbestellen/<str:token>/rundschreiben/", contact_circulars, name="post_choice_circulars"),
]
