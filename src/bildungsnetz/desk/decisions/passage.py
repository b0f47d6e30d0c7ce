"""Passing on, answers, orders and reports at the desk."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.decisions import actions, answering, forms, queries, rules
from bildungsnetz.desk.exports import download, routes

ROWS = 50


@opens_to(Who.CLERK, "GET", "POST")
def forward(request: Request, pk: int) -> HttpResponse:
    """Lay an agreed recommendation before an organ."""
    found = fetch(queries.recommendations(request.region), pk=pk)
    form = forms.ForwardForm(request.POST or None, recommendation=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.forward_recommendation(
                recommendation=found, by=request.visitor.actor, at=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except actions.AlreadyForwarded:
            form.add_error("organ", gettext("Diesem Gremium liegt die Empfehlung schon vor."))
        except actions.NotAgreed:
            form.add_error(None, gettext("Nur was im Konsens empfohlen ist, wird weitergegeben."))
        else:
            done = gettext("Die Empfehlung liegt jetzt vor: %(organ)s.")
            messages.success(request, done % {"organ": form.cleaned_data["organ"].name})
            return redirect("desk_recommendation", region=request.region.slug, pk=pk)
    context = {"recommendation": found, "form": form, "may": found.state in rules.FORWARDABLE}
    return render(request, "desk/decisions/forward.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def consultation(request: Request, pk: int) -> HttpResponse:
    """What lies before an organ: its answer written down in its name."""
    found = fetch(queries.consultations(request.region), pk=pk)
    sheet = answering.sheet(request.POST or None, consultation=found)
    if request.method == "POST" and sheet.save(by=request.visitor.actor, at=timezone.now()):
        messages.success(request, gettext("Die Antwort ist festgehalten."))
        return redirect("desk_consultation", region=request.region.slug, pk=pk)
    context = _consultation_context(found) | {"sheet": sheet}
    return render(request, "desk/decisions/consultation.html", context)


def _consultation_context(found: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "consultation": found,
        "recommendation": found.recommendation,
        "days": rules.days_waiting(timezone.localdate(found.forwarded_at), today),
        "latest": found.recommendation.versions.order_by("number").last(),
    }


@opens_to(Who.CLERK, "POST")
def consultation_publish(request: Request, pk: int) -> HttpResponse:
    """Publish the answer that stands."""
    found = fetch(queries.consultations(request.region), pk=pk)
    try:
        actions.publish_answer(consultation=found, by=request.visitor.actor, at=timezone.now())
    except actions.NotAnswered:
        messages.error(request, gettext("Es gibt noch keine Antwort."))
    else:
        messages.success(request, gettext("Die Antwort ist veröffentlicht."))
    return redirect("desk_consultation", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "GET", "POST")
def order_new(request: Request, pk: int) -> HttpResponse:
    """Give a further order out of a Beschluss."""
    accepted = queries.consultations(request.region).filter(resolution__isnull=False)
    found = fetch(accepted, pk=pk)
    form = forms.OrderForm(request.POST or None, region=request.region)
    if request.method == "POST" and form.is_valid():
        given = actions.give_order(
            resolution=found.resolution,
            order=form.new_order,
            by=request.visitor.actor,
            at=timezone.now(),
        )
        messages.success(request, gettext("Der Auftrag ist erteilt."))
        return redirect("desk_order", region=request.region.slug, pk=given.pk)
    context = {"consultation": found, "form": form}
    return render(request, "desk/decisions/order_new.html", context)


@opens_to(Who.CLERK)
def orders(request: Request) -> HttpResponse:
    """All orders, the open ones by their date first."""
    filters = forms.OrderFilter(request.GET, region=request.region)
    rows = queries.order_list(request.region, filters.wanted, today=timezone.localdate())
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("seite")),
        "filters": filters,
        "chips": filters.chips,
        "search": filters.search,
    }
    return render(request, "desk/decisions/orders.html", context)


@opens_to(Who.CLERK)
def orders_export(request: Request, form: str) -> HttpResponse:
    """The orders as they are narrowed, as a file."""
    wanted = forms.OrderFilter(request.GET, region=request.region).wanted
    rows = queries.order_list(request.region, wanted, today=timezone.localdate())
    return download(request, queries.order_listing(rows), form)


@opens_to(Who.CLERK, "GET", "POST")
def order(request: Request, pk: int) -> HttpResponse:
    """An order with its reports; a new report."""
    found = fetch(queries.orders(request.region), pk=pk)
    form = forms.ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.report_status(
            order=found,
            by=request.visitor.actor,
            at=timezone.now(),
            today=timezone.localdate(),
            **form.cleaned_data,
        )
        messages.success(request, gettext("Der Bericht ist gespeichert."))
        return redirect("desk_order", region=request.region.slug, pk=pk)
    return render(request, "desk/decisions/order.html", {"order": found, "form": form})


urls = [
    path("empfehlungen/<int:pk>/weitergeben/", forward, name="desk_forward"),
    path("empfehlungen/beratungen/<int:pk>/", consultation, name="desk_consultation"),
    path(
        "empfehlungen/beratungen/<int:pk>/veroeffentlichen/",
        consultation_publish,
        name="desk_consultation_publish",
    ),
    path("empfehlungen/beratungen/<int:pk>/auftrag/", order_new, name="desk_order_new"),
    path("empfehlungen/auftraege/", orders, name="desk_orders"),
    *routes("empfehlungen/auftraege", orders_export, "desk_orders", cards=False),
    path("empfehlungen/auftraege/<int:pk>/", order, name="desk_order"),
]
