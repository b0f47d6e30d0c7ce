"""Public pages kept in memory for as long as nothing was written (docs/decisions/0005).

The tag dates all data (the end of the audit chain), the day and the language. Before anything
else looks at a request, a page that is known under the same tag is answered from here as it was
sent the first time: with 304 to those who have it. That costs one small query.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags

from bildungsnetz.accounts.models import AuditHead

MOST_PAGES = 300
LARGEST_PAGE = 200_000
Key = tuple[str, ...]
# What tells of a body; an answer without one does not bear it.
_HEAD = f"SELECT hash FROM {AuditHead._meta.db_table}"  # noqa: S608 -- a table's name of our own
OF_THE_BODY = {"content-encoding", "content-length", "content-type"}


@dataclass(frozen=True, slots=True)
class Page:
    """A whole answer as it left the house, and the tag it bore."""

    tag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response: HttpResponse, tag: str) -> "Page":
        """What is to be kept of an answer."""
        return cls(tag, tuple(response.headers.items()), response.content)

    def answer(self, known: str) -> HttpResponse:
        """The page again; 304 to whoever says that it is known by this tag (If-None-Match)."""
        if not {self.tag, "*"} & set(parse_etags(known)):
            return HttpResponse(self.body, headers=dict(self.headers))
        left = {name: value for name, value in self.headers if name.lower() not in OF_THE_BODY}
        response = HttpResponse(status=304, headers=left)
        del response.headers["Content-Type"]
        return response


class PageCache:
    """The most recently asked pages of this process; all threads share it."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = Lock()
        self._written = ""

    def get(self, key: Key) -> Page | None:
        """The kept page, or None."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def _forget_others(self, tag: str) -> None:
        """Drop pages made before the last write: nobody asks for them, and who was erased since
        must not stay in memory either."""
        written = tag.partition("-")[0]
        if written != self._written:
            self._pages.clear()
            self._written = written

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page; the one longest not asked for makes room."""
        if len(page.body) > LARGEST_PAGE:
            return
        with self._lock:
            self._forget_others(page.tag)
            self._pages[key] = page
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


class PageCacheMiddleware:
    """Stands before all others, which a known page therefore does not cost again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._pages = PageCache()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is known and still true; keep what the gate has tagged as public."""
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        key = _key(request)
        page = self._pages.get(key)
        if page is not None and page.tag == tag(_head(), _language(page)):
            return page.answer(request.headers.get("If-None-Match", ""))
        response = self.get_response(request)
        found = getattr(request, "page_tag", "")
        if found and response.status_code == 200 and not (response.streaming or response.cookies):
            self._pages.keep(key, Page.of(response, found))
        return response


def _key(request: HttpRequest) -> Key:
    """What tells two answers apart: address, language, and how the answer is to be packed."""
    meta = request.META
    return (
        f"{request.scheme}://{meta.get('HTTP_HOST', '')}{request.get_full_path()}",
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        meta.get("HTTP_HX_REQUEST", ""),
        "gzip" if "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "") else "",
    )


def _head() -> str:
    """The end of the chain; the question is always the same, so that it is written only once."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        return next(iter(cursor.fetchone() or ()), "")


def _language(page: Page) -> str:
    return page.tag.rpartition("-")[2].strip('"')


def written_last() -> Subquery:
    """The end of the audit chain, to be read together with something else."""
    return Subquery(AuditHead.objects.values("hash")[:1])


def tag(head: str, language: str) -> str:
    """The weak ETag of every public page at this moment, `head` being the end of the chain."""
    return f'W/"{(head or "empty")[:20]}-{timezone.localdate():%y%m%d}-{language}"'


def tag_of(request: Any) -> str:
    """The tag of a request that came through the gate, which read the end with the region."""
    region = request.region
    head = region.written_last if hasattr(region, "written_last") else _head()
    return tag(head or "", request.LANGUAGE_CODE)
