"""How a form's field becomes the design system's field: classes, native pickers, anchors."""

import copy
import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bildungsnetz.kit import widgets
from bildungsnetz.kit.dates import is_near

_DAY, _MOMENT, _TIME = "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%H:%M"
_PICKERS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    # DateTimeInput and DateInput are siblings; the browser writes each in the reader's own form.
    (forms.DateInput, "date", _DAY),
    (forms.DateTimeInput, "datetime-local", _MOMENT),
    (forms.TimeInput, "time", _TIME),
)
# What the browser's own controls write.
_WRITTEN = {
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "datetime-local": re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?"),
    "time": re.compile(r"\d{2}:\d{2}(:\d{2})?"),
    "number": re.compile(r"-?\d+([.,]\d+)?"),
}


def check_near(value: date) -> None:
    """Refuse days that nobody means (31.12.9999); what is reckoned from them would not exist."""
    if not is_near(value):
        raise ValidationError(gettext("Bitte prüfen Sie das Jahr: Es liegt zu weit entfernt."))


def family(field: BoundField) -> str:
    """Which of the drawings a field needs: options, check, select, parts or input."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "parts"
    return "input"


def drawn(field: BoundField) -> SafeString:
    """The field's control in the design system's classes, with the browser's own date pickers."""
    widget = _with_picker(field.field.widget)
    if field.errors and not _fits(widget, field.value()):
        # What was typed must not vanish: a picker shows only what it could have written itself.
        widget = forms.TextInput(field.field.widget.attrs)
    if isinstance(widget, forms.Select):
        widget = widgets.read_once(widget)
    kind = family(field)
    base = {"check": "kern-form-check__checkbox", "select": "kern-form-input__select"}.get(
        kind, "kern-form-input__input"
    )
    own = widget.attrs.get("class", "")
    marked = f"{base} {base}--error" if field.errors else base
    return SafeString(field.as_widget(widget, attrs={"class": f"{marked} {own}".strip()}))


def _with_picker(widget: forms.Widget) -> forms.Widget:
    if isinstance(widget, forms.MultiWidget):
        twin = copy.copy(widget)
        twin.widgets = [_named(_with_picker(part)) for part in widget.widgets]
        return twin
    for kind, input_type, form in _PICKERS:
        if isinstance(widget, kind) and isinstance(widget, forms.DateTimeInput) == (
            kind is forms.DateTimeInput
        ):
            picker = copy.copy(widget)
            picker.input_type, picker.format = input_type, form  # type: ignore[attr-defined]
            return picker
    return widget


def _fits(widget: forms.Widget, value: Any) -> bool:
    pattern = _WRITTEN.get(getattr(widget, "input_type", ""))
    return not (pattern and isinstance(value, str) and value) or bool(pattern.fullmatch(value))


def _named(part: forms.Widget) -> forms.Widget:
    """One part of a control made of several; the legend names the whole, this the part."""
    words = {"date": gettext("Tag"), "time": gettext("Uhrzeit")}
    if word := words.get(getattr(part, "input_type", "")):
        part.attrs = {**part.attrs, "aria-label": word}
    return part


def target(field: BoundField) -> str:
    """The anchor of the control that can be put right: the first option of a group."""
    kind = family(field)
    return f"{field.auto_id}_0" if kind in {"options", "parts"} else field.id_for_label


def error_links(form: forms.BaseForm) -> list[dict[str, Any]]:
    """Every field's errors with label and anchor, for the summary above the form."""
    return [
        {"field": field.label, "target": target(field), "errors": list(field.errors)}
        for field in form.visible_fields()
        if field.errors
    ]
