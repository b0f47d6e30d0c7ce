"""What the law asks of the office: who must still be told, and the wordings of consents."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, known, opens_to
from bildungsnetz.desk.directory.paging import page_of
from bildungsnetz.directory import actions, lawful
from bildungsnetz.directory.forms import ConsentTextForm
from bildungsnetz.directory.queries import contact as contacts


@opens_to(Who.CLERK)
def notices(request: Request) -> HttpResponse:
    """Who was not told yet of data that did not come from them, the most urgent first."""
    today = timezone.localdate()
    page = page_of(contacts.untold(request.region), request)
    for person in page:
        person.due_on = lawful.notice_due(timezone.localdate(person.known_since))
    context = {"page": page, "overdue": contacts.overdue(request.region, today=today)}
    return render(request, "desk/directory/notices.html", context)


@opens_to(Who.CLERK)
def consent_texts(request: Request) -> HttpResponse:
    """The wordings in force, and how many consents stand on them."""
    context = {"texts": contacts.texts_with_counts(request.region)}
    return render(request, "desk/directory/consent_texts.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def consent_text(request: Request, purpose: str) -> HttpResponse:
    """Write a new wording; the old one stays with the consents given on it."""
    current = known(contacts.wordings(request.region).get(purpose))
    form = ConsentTextForm(request.POST or None, initial={"text": current.text})
    if request.method == "POST" and form.is_valid():
        actions.write_consent_text(
            region=request.region,
            purpose=purpose,
            text=form.cleaned_data["text"],
            by=request.visitor.actor,
            at=timezone.now(),
        )
        messages.success(request, gettext("Der neue Wortlaut gilt ab sofort."))
        return redirect("desk_consent_texts", region=request.region.slug)
    context = {"form": form, "text": current, "older": contacts.versions(request.region, purpose)}
    return render(request, "desk/directory/consent_text.html", context)


urls = [
    path("register/datenschutzhinweise/", notices, name="desk_notices"),
    path("register/einwilligungen/", consent_texts, name="desk_consent_texts"),
    path("register/einwilligungen/<slug:purpose>/", consent_text, name="desk_consent_text"),
]
