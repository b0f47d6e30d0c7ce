"""Counts the queries of one piece of work and says which place in the code made them."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from django.db import connection

from bildungsnetz import settings

PACKAGE = str(settings.BASE_DIR)
# Never the cause, only passed through by every page.
PASSED_THROUGH = ("/accounts/gate.py", "/accounts/page_cache.py", "/kit/composing.py", "/wiring.py")


@dataclass(slots=True)
class Trace:
    """The queries of one piece of work: their number, and how often each shape came from where."""

    places: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many queries there were."""
        return self.places.total()

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Shapes of queries and the places they came from, most frequent first."""
        return [
            {"times": times, "sql": sql, "place": place}
            for (sql, place), times in self.places.most_common()
        ]


@contextmanager
def traced() -> Iterator[Trace]:
    """Collect the queries made inside the block by this thread."""
    trace = Trace()

    def wrapper(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        trace.places[shape(sql), place(sys._getframe(1))] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield trace


def shape(sql: str) -> str:
    """What is read or written, without columns and values: "SELECT person (id)" and the like."""
    verb = sql.split(None, 1)[0].upper()
    table = re.search(r'(?:FROM|INTO|UPDATE)\s+"(?:bildungsnetz_)?(\w+)"', sql)
    where = sql.rpartition(" WHERE ")[2] if " WHERE " in sql else ""
    columns = dict.fromkeys(re.findall(r'"(\w+)" (?:=|IN|>|<|IS)', where))
    return f"{verb} {table[1] if table else '?'} ({', '.join(columns)})"


def place(frame: FrameType | None) -> str:
    """The innermost line of ours that led to a query: of a template, else of a module."""
    template, module = "", ""
    while frame is not None:
        if not template and frame.f_code.co_name == "render_annotated":
            node = frame.f_locals["self"]
            template = f"{node.origin.template_name}:{node.token.lineno if node.token else '?'}"
        file = frame.f_code.co_filename
        if not module and file.startswith(PACKAGE) and not file.endswith(PASSED_THROUGH):
            module = f"{file.removeprefix(PACKAGE).lstrip('/')}:{frame.f_lineno}"
            if not template:
                return module
        frame = frame.f_back
    return " ← ".join(part for part in (template, module) if part) or "the frame of every page"
