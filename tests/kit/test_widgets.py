"""Plain controls look exactly as Django's own templates draw them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from bildungsnetz.wiring import FormRenderer

EVIL = '<b>"Müller" & Söhne</b>'
ATTRS = {"id": "id_x", "required": True, "disabled": False, "data-x": EVIL, "rows": 3}
CHOICES = [("", "bitte wählen"), (1, EVIL), ("Gruppe <1>", [(2, "zwei"), ("3", "drei")])]
CONTROLS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput(), EVIL),
    (forms.TextInput(), None),
    (forms.NumberInput(), 12345),
    (forms.EmailInput(), ""),
    (forms.HiddenInput(), 7),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.DateInput(), "2026-11-19"),
    (forms.FileInput(), None),
    (forms.Textarea(), EVIL),
    (forms.Textarea(), None),
    (forms.Select(choices=CHOICES), "3"),
    (forms.Select(choices=CHOICES), None),
    (forms.SelectMultiple(choices=CHOICES), ["1", "2"]),
    (forms.RadioSelect(choices=CHOICES), 2),
    (forms.ClearableFileInput(), None),
    (forms.SplitDateTimeWidget(), None),
]


@pytest.mark.parametrize(("widget", "value"), CONTROLS)
def test_a_control_is_drawn_as_django_draws_it(widget: forms.Widget, value: Any) -> None:
    drawn = widget.render("x", value, ATTRS, renderer=FormRenderer())
    assert drawn == widget.render("x", value, ATTRS, renderer=DjangoTemplates())


@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_an_option_of_a_group_is_drawn_as_django_draws_it(
    kind: type[forms.RadioSelect] | type[forms.CheckboxSelectMultiple],
) -> None:
    def options(renderer: Any) -> list[str]:
        class Asking(forms.Form):
            x = forms.ChoiceField(choices=CHOICES[:2], widget=kind)

        return [one.tag() for one in Asking(renderer=renderer)["x"].subwidgets]

    assert options(FormRenderer()) == options(DjangoTemplates())
