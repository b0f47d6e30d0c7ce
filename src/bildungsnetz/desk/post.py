"""The desk's pages about outgoing mail: what left, what waits, what could not be delivered."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.post import queries
from bildungsnetz.post.exports import message_listing

PAGE = 50


@opens_to(Who.CLERK)
def outbox(request: Request) -> HttpResponse:
    """All messages of the region, newest first, by state."""
    state = request.GET.get("stand", "")
    rows = queries.outbox(request.region, state=state if state in queries.STATES else "")
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    context = {
        "page": page,
        "state": state,
        "states": queries.STATES.items(),
        "counts": queries.counts(request.region),
    }
    return render(request, "desk/post/outbox.html", context)


@opens_to(Who.CLERK)
def outbox_export(request: Request, form: str) -> HttpResponse:
    """The messages in the state asked for, as a file, without their texts."""
    state = request.GET.get("stand", "")
    rows = queries.outbox(request.region, state=state if state in queries.STATES else "")
    return download(request, message_listing(rows), form)


@opens_to(Who.CLERK)
def message(request: Request, pk: int) -> HttpResponse:
    """One message as it was or will be sent, and each attempt to deliver it."""
    record = fetch(queries.outbox(request.region), pk=pk)
    context = {
        "record": record,
        "text": queries.shown_text(record),
        "deliveries": queries.deliveries(record),
    }
    return render(request, "desk/post/message.html", context)


urls = [
    path("post/", outbox, name="desk_post"),
    *routes("post/liste", outbox_export, "desk_post", cards=False),
    path("post/<int:pk>/", message, name="desk_message"),
]
