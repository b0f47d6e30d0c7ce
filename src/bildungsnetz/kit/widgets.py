"""Draws Django's plain form controls without its templates: the same HTML in a tenth of the time.

A template and two includes for every option are what most of a form's time went into. Controls
made of several, and any that are not known here, are left to Django.
"""

import copy
import html
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_FOLDER = "django/forms/widgets/"
_INPUTS = (
    "checkbox", "date", "datetime", "email", "file", "hidden", "input", "number", "password",
    "search", "text", "time", "url",
)  # fmt: skip


def draw(template_name: str, context: Mapping[str, Any]) -> SafeString | None:
    """The HTML of a known control as Django's template of this name writes it, else None."""
    drawing = _DRAWINGS.get(template_name)
    widget = context.get("widget")
    if drawing is None or widget is None or widget.get("wrap_label"):
        return None
    return drawing(widget)


def escaped(value: object) -> str:
    """What `conditional_escape` makes of it, without its wrapper for texts translated later."""
    if type(value) is str:
        return html.escape(value)
    if isinstance(value, Promise):
        value = str(value)
    return str(value.__html__()) if hasattr(value, "__html__") else html.escape(str(value))


def read_once(widget: forms.Select) -> forms.Select:
    """The list with its choices read: Django would look at the first, then at all of them.

    Through an iterator, since `list` would ask the database for their number before.
    """
    twin: Any = copy.copy(widget)
    twin.choices = list(iter(widget.choices))
    twin.create_option = _bare_option
    return cast(forms.Select, twin)


def _bare_option(
    _name: object, value: object, label: object, selected: object, *_more: object, **_attrs: object
) -> dict[str, Any]:
    """As much of a list's option as is drawn of it."""
    return {"value": value, "label": label, "attrs": {"selected": True} if selected else {}}


def boxes(
    widget: ChoiceWidget, *, name: str, value: object, attrs: Mapping[str, Any], kind: str
) -> Iterator[tuple[SafeString, str, object]]:
    """The radio buttons or checkboxes of a group, of the class `kind`: control, anchor, label."""
    twin: Any = copy.copy(widget)
    twin.create_option = _place_of_option
    given = {**widget.attrs, **attrs}
    own = given.pop("class", "")
    anchor = given.pop("id", "")
    look = f' class="{escaped(f"{kind} {own}".strip())}"'
    rest = _attributes({"attrs": given})
    for _group, options, _index in twin.optgroups(name, widget.format_value(value)):
        for code, label, checked, index in options:
            here = widget.id_for_label(anchor, index)
            yield (
                mark_safe(
                    f'<input type="{widget.input_type}" name="{escaped(name)}"'
                    f' value="{escaped(str(code))}" id="{here}"{rest}'
                    f"{' checked' if checked else ''}{look}>"
                ),
                here,
                label,
            )


def _place_of_option(
    _name: object, value: object, label: object, selected: object, index: int,
    subindex: int | None = None, **_attrs: object,
) -> tuple[object, object, object, str]:  # fmt: skip
    """As much of a group's option as is drawn of it."""
    return value, label, selected, str(index) if subindex is None else f"{index}_{subindex}"


def _attributes(widget: Mapping[str, Any]) -> SafeString:
    """The widget's own attributes; True stands alone, False is left out."""
    parts = [
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(str(value))}"'
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
            lines = [f'\n  <optgroup label="{escaped(name)}">', *lines]
            lines.append("\n  </optgroup>")
        parts += lines
    inner = mark_safe("".join(parts))
    return format_html(
        '<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget), inner
    )


def _option(option: Mapping[str, Any]) -> str:
    value, label = escaped(str(option["value"])), escaped(option["label"])
    attributes = _attributes(option) if option["attrs"] else ""
    return f'<option value="{value}"{attributes}>{label}</option>'


_DRAWINGS: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    f"{_FOLDER}select.html": _select,
    f"{_FOLDER}textarea.html": _textarea,
    **{f"{_FOLDER}{name}.html": _input for name in _INPUTS},
}
