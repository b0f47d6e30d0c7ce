"""Public pages kept in memory for as long as nothing was written.

The tag dates all data (the end of the audit chain), the day and the language. A page that is
asked for again with the same tag is answered from here; a visitor who has it already gets 304.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any

from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bildungsnetz.accounts.models import AuditHead

MOST_PAGES = 300
LARGEST_PAGE = 200_000
Key = tuple[str, str, str]


class PageCache:
    """The most recently asked pages of this process; all threads share it."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, tuple[bytes, str]] = OrderedDict()
        self._lock = Lock()
        self._written = ""

    def get(self, key: Key) -> HttpResponse | None:
        """The kept page, or None."""
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            body, content_type = self._pages[key]
        return HttpResponse(body, content_type=content_type)

    def _forget_others(self, key: Key) -> None:
        """Drop pages made before the last write: nobody asks for them, and who was erased since
        must not stay in memory either."""
        written = key[2].partition("-")[0]
        if written != self._written:
            self._pages.clear()
            self._written = written

    def keep(self, key: Key, response: HttpResponse) -> None:
        """Keep a whole, public answer; the page longest not asked for makes room."""
        if response.streaming or response.cookies or len(response.content) > LARGEST_PAGE:
            return
        with self._lock:
            self._forget_others(key)
            self._pages[key] = (response.content, response.headers["Content-Type"])
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def written_last() -> Subquery:
    """The end of the audit chain, to be read together with something else."""
    return Subquery(AuditHead.objects.values("hash")[:1])


def tag(request: Any) -> str:
    """The weak ETag of every public page at this moment; the gate read the region with it."""
    region = request.region
    if hasattr(region, "written_last"):
        head = region.written_last
    else:
        head = AuditHead.objects.values_list("hash", flat=True).first()
    return f'W/"{(head or "empty")[:20]}-{timezone.localdate():%y%m%d}-{request.LANGUAGE_CODE}"'


def key(request: HttpRequest, page_tag: str) -> Key:
    """What tells two answers apart: address, whether a part of the page is asked for, the tag."""
    return (request.get_full_path(), request.headers.get("HX-Request", ""), page_tag)
