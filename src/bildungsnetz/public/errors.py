"""What people see when something is not there, not allowed, or broken: what to do, whom to call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bildungsnetz.regions import queries


def not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 -- Django's name
) -> HttpResponse:
    """404: says so and offers the way back."""
    return _told(request, "404", 404)


def forbidden(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 -- Django's name
) -> HttpResponse:
    """403: says who may."""
    return _told(request, "403", 403)


def bad_request(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 -- Django's name
) -> HttpResponse:
    """400: the request could not be read."""
    return _told(request, "400", 400)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing the visitor could mend."""
    return render(request, "public/errors/500.html", status=500)


def form_expired(
    request: HttpRequest,
    reason: str = "",  # noqa: ARG001 -- Django calls it by this name
) -> HttpResponse:
    """403 of the forgery guard: the page was open too long, or cookies are switched off."""
    return _told(request, "form_expired", 403)


def _told(request: HttpRequest, page: str, status: int) -> HttpResponse:
    """The page in the region's own head and foot, with the office's telephone."""
    region = getattr(request, "region", None) or queries.region_of(request.path)
    return render(request, f"public/errors/{page}.html", {"region": region}, status=status)
