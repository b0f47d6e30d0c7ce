"""Icons and badges. Lists show the same few in each of their rows, so each is drawn once."""

from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bildungsnetz.kit import phrases

KEPT = 512


@lru_cache(KEPT, typed=True)
def icon(name: str, size: str = "default") -> SafeString:
    """An icon of the design system, hidden from screen readers: the words beside it say it."""
    return format_html(
        '<span class="kern-icon kern-icon--{} kern-icon--{}" aria-hidden="true"></span>', name, size
    )


def badge(label: object, tone: str = "") -> SafeString:
    """A small badge: tone success, info, warning, danger, or none for a mere fact."""
    return _badge(str(label), tone)


@lru_cache(KEPT, typed=True)  # a text that is HTML already is not the text it looks like
def _badge(label: str, tone: str) -> SafeString:
    kind = f"kern-badge--{tone}" if tone else "netz-badge--plain"
    mark = icon(tone) if tone else SafeString("")
    return format_html(
        '<span class="kern-badge netz-badge {}">{}<span class="kern-label">{}</span></span>',
        kind,
        mark,
        label,
    )


def badge_state(value: Any, label: str = "") -> SafeString:
    """A badge in the tone of its state: for a choice, or for a record with `state`.

    A record may also carry `answer` or `result`. A state without words draws nothing; an empty
    one that has words ("läuft") is under way.
    """
    name = next((n for n in ("state", "answer", "result") if hasattr(value, n)), "")
    code = getattr(value, name) if name else value
    label = label or _words(value, name, code)
    tone = phrases.tone(str(getattr(code, "value", code))) if code else "info"
    return badge(label, tone) if label else SafeString("")


def _words(value: Any, name: str, code: Any) -> str:
    """What the state is called; Django's own method would read all choices for each record."""
    shown = getattr(value, f"get_{name}_display", None)
    if shown is not None and isinstance(value, Model):
        return str(_choices(type(value), name).get(code, code))
    return str(shown() if shown else getattr(code, "label", code))


@lru_cache(KEPT)
def _choices(model: type[Model], name: str) -> dict[Any, Any]:
    return dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
