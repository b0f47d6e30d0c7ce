"""Signing in by a mailed link, and signing out."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts import actions, throttle
from bildungsnetz.accounts.forms import SignInForm
from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.office import access
from bildungsnetz.post import sign_in as sign_in_mail
from bildungsnetz.regions import queries


@opens_to(Who.ANYONE, "GET", "POST")
def sign_in(request: Request) -> HttpResponse:
    """Ask for the address; the answer is the same whether it is known or not."""
    form = SignInForm(request.POST or None)
    context = {"form": form, "region": queries.region_of(request.path)}
    if request.method == "POST" and form.is_valid():
        within = sign_in_mail.request_link(
            email=form.cleaned_data["email"],
            network=throttle.network_key(request),
            at=timezone.now(),
        )
        page, status = ("sent", 200) if within else ("too_many", 429)
        return render(request, f"public/accounts/sign_in_{page}.html", context, status=status)
    return render(request, "public/accounts/sign_in.html", context)


@opens_to(Who.LINK, "GET", "POST", purpose="sign_in")
def sign_in_link(request: Request) -> HttpResponse:
    """GET shows a button and changes nothing (mail scanners follow links); POST signs in."""
    context = {"link": request.link, "region": queries.region_of(request.path)}
    if request.method != "POST":
        return render(request, "public/accounts/sign_in_link.html", context)
    try:
        user = actions.sign_in(request=request, link=request.link, at=timezone.now())
    except actions.LinkUsedUp:
        return render(request, "public/accounts/link_expired.html", context, status=410)
    home = access.home_of(user)
    if home is None:
        messages.info(request, gettext("Sie sind angemeldet, gehören aber noch keiner Region an."))
        return redirect("entry")
    return redirect(home[0], region=home[1].slug)


@opens_to(Who.ANYONE, "POST")
def sign_out(request: Request) -> HttpResponse:
    """End this browser's session."""
    logout(request)
    messages.success(request, gettext("Sie sind abgemeldet."))
    return redirect("sign_in")


urls = [
    path("anmelden/", sign_in, name="sign_in"),
    path("anmelden/<str:token>/", sign_in_link, name="sign_in_link"),
    path("abmelden/", sign_out, name="sign_out"),
]
