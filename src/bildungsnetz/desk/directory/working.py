"""The progress of background work, asked for again and again by the page that waits for it."""

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpResponse

    from bildungsnetz.accounts.gate import Request


def progress_answer(
    request: "Request", template: str, context: dict[str, Any], *, over: bool, then: str
) -> "HttpResponse":
    """The progress bar alone; sends the browser to the address `then` once the work is `over`."""
    answer = render(request, f"desk/directory/{template}.html", context)
    if over:
        answer.headers["HX-Redirect"] = then
    return answer
