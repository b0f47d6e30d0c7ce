"""The least that Django can answer, behind the same server: what pages are measured against.

`python -m bench.hello PORT` serves until it is told to stop.
"""

import sys

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bildungsnetz.management.serving import WebServer, listen


def hello(_request: HttpRequest) -> HttpResponse:
    """Say hello."""
    return HttpResponse("Guten Tag", content_type="text/plain")


urlpatterns = [path("", hello)]


def main(port: int) -> None:
    """Serve on the loopback."""
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[])
    django.setup()
    WebServer(get_wsgi_application(), listen("127.0.0.1", port)).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
