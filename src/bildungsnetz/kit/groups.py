"""A form field with its label, hint and errors as the design system draws it, and whole forms.

Written in Python, since a template with four includes for every field was what most of a form's
time went into.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bildungsnetz.kit import widgets
from bildungsnetz.kit.fields import drawn, family

_NOTHING = SafeString("")


class Fold(NamedTuple):
    """Fields that stand behind a title until they are needed; see `folds` of a form."""

    title: str | Promise
    names: tuple[str, ...]


def form(context: Mapping[str, Any]) -> SafeString:
    """The whole form: summary of errors, hidden fields, all fields; those of its `folds` folded."""
    asked: forms.BaseForm = context["form"]
    fields = [field for field, _errors in context["fields"]]
    return format_html(
        '{}{}<div class="netz-fields">\n{}\n</div>',
        render_to_string("kit/error_summary.html", dict(context)) if asked.errors else _NOTHING,
        _joined(context["hidden_fields"]),
        _joined(_unfolded(fields, getattr(asked, "folds", ()))),
    )


def _unfolded(fields: Sequence[BoundField], folds: Sequence[Fold]) -> Iterator[SafeString]:
    """The fields in their order; a fold stands in the place of the first of its fields."""
    inside = {name: fold for fold in folds for name in fold.names}
    done: list[Fold] = []
    for field in fields:
        fold = inside.get(field.name)
        if fold is None:
            yield field.as_field_group()
        elif fold not in done:
            done.append(fold)
            yield _fold(fold, [one for one in fields if one.name in fold.names])


def _fold(fold: Fold, fields: Sequence[BoundField]) -> SafeString:
    """Open as soon as something in it is filled in or wrong."""
    return format_html(
        '<details class="kern-accordion"{}><summary class="kern-accordion__header">'
        '<span class="kern-title">{}</span></summary><div class="kern-accordion__body">'
        '<div class="netz-fields">\n{}\n</div></div></details>\n',
        mark_safe(" open") if any(map(_is_needed, fields)) else "",
        fold.title,
        _joined(field.as_field_group() for field in fields),
    )


def _is_needed(field: BoundField) -> bool:
    return bool(field.errors) or field.value() not in (None, "", False, [], field.field.initial)


def group(field: BoundField) -> SafeString:
    """One field. Optional ones say so, unless the form's `is_filter` says that all are."""
    kind = family(field)
    if kind in {"options", "parts"}:
        return _fieldset(field, _options(field) if kind == "options" else _parts(field))
    return _check(field) if kind == "check" else _line(field, kind)


def _fieldset(field: BoundField, body: SafeString) -> SafeString:
    described = field.aria_describedby
    return format_html(
        '<fieldset class="kern-fieldset{}"{}>\n<legend class="kern-label">{}{}</legend>\n{}{}{}'
        "</fieldset>",
        " kern-fieldset--error" if field.errors else "",
        format_html(' aria-describedby="{}"', described) if described else "",
        field.label,
        _optional(field),
        _hint(field),
        body,
        _error(field),
    )


def _options(field: BoundField) -> SafeString:
    attrs = field.build_widget_attrs({"id": field.auto_id})
    widget: Any = field.field.widget
    kind = "kern-form-check__radio" if widget.input_type == "radio" else "kern-form-check__checkbox"
    boxes = widgets.boxes(widget, name=field.html_name, value=field.value(), attrs=attrs, kind=kind)
    lines = (
        f'<div class="kern-form-check">\n{control}\n'
        f'<label class="kern-label" for="{anchor}">{widgets.escaped(label)}</label>\n</div>\n'
        for control, anchor, label in boxes
    )
    return mark_safe(f'<div class="kern-fieldset__body">\n{"".join(lines)}</div>\n')


def _parts(field: BoundField) -> SafeString:
    return format_html('<div class="kern-fieldset__body netz-parts">{}</div>\n', drawn(field))


def _check(field: BoundField) -> SafeString:
    return format_html(
        '<div class="kern-form-check netz-check{}">\n{}\n<label class="kern-label" for="{}">{}'
        "</label>\n{}{}</div>",
        " kern-form-check--error" if field.errors else "",
        drawn(field),
        field.id_for_label,
        field.label,
        _hint(field),
        _error(field),
    )


def _line(field: BoundField, kind: str) -> SafeString:
    control = drawn(field)
    if kind == "select":
        control = format_html('<div class="kern-form-input__select-wrapper">{}</div>', control)
    return format_html(
        '<div class="kern-form-input{}">\n<label class="kern-label" for="{}">{}{}</label>\n{}{}\n{}'
        "</div>",
        " kern-form-input--error" if field.errors else "",
        field.id_for_label,
        field.label,
        _optional(field),
        _hint(field),
        control,
        _error(field),
    )


def _optional(field: BoundField) -> SafeString:
    if field.field.required or getattr(field.form, "is_filter", False):
        return _NOTHING
    word = gettext("(freiwillig)")
    return format_html(' <span class="kern-label__optional">{}</span>', word)


def _hint(field: BoundField) -> SafeString:
    if not field.help_text:
        return _NOTHING
    return format_html(
        '<div class="kern-hint" id="{}_helptext">{}</div>\n', field.auto_id, field.help_text
    )


def _error(field: BoundField) -> SafeString:
    if not field.errors:
        return _NOTHING
    return format_html(
        '<div class="kern-error" id="{}_error">\n'
        '<span class="kern-icon kern-icon--danger kern-icon--default" aria-hidden="true"></span>\n'
        "<div>{}</div>\n</div>\n",
        field.auto_id,
        format_html_join("", '<p class="kern-body">{}</p>', ((one,) for one in field.errors)),
    )


def _joined(parts: Iterable[object]) -> SafeString:
    return mark_safe("".join(widgets.escaped(part) for part in parts))
