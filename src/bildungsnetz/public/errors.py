"""What people see when something is not there, not allowed, or broken: what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 -- Django's name
) -> HttpResponse:
    """404: says so and offers the way back."""
    return render(request, "public/errors/404.html", status=404)


def forbidden(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 -- Django's name
) -> HttpResponse:
    """403: says who may."""
    return render(request, "public/errors/403.html", status=403)


def bad_request(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 -- Django's name
) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "public/errors/400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing the visitor could mend."""
    return render(request, "public/errors/500.html", status=500)


def form_expired(
    request: HttpRequest,
    reason: str = "",  # noqa: ARG001 -- Django calls it by this name
) -> HttpResponse:
    """403 of the forgery guard: the page was open too long, or cookies are switched off."""
    return render(request, "public/errors/form_expired.html", status=403)
