"""Plain controls look exactly as Django's own templates draw them."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from pytest_django.asserts import assertHTMLEqual

from bildungsnetz.kit import widgets
from bildungsnetz.kit.groups import Fold
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
@pytest.mark.parametrize("value", [None, "1", ["1", "3"]])
def test_an_option_of_a_group_is_drawn_as_django_draws_it(
    kind: type[forms.RadioSelect] | type[forms.CheckboxSelectMultiple], value: Any
) -> None:
    class Asking(forms.Form):
        x = forms.ChoiceField(choices=CHOICES, widget=kind(attrs={"class": "mine", "data-x": EVIL}))

    field = Asking({"x": value}, renderer=DjangoTemplates())["x"]
    drawn = widgets.boxes(
        field.field.widget, name="x", value=field.value(), kind="box",
        attrs=field.build_widget_attrs({"id": field.auto_id}),
    )  # fmt: skip
    theirs = [(sorted(parts(one.tag())), one.id_for_label, one.choice_label) for one in field]
    ours = [(sorted(parts(control.replace("box mine", "mine"))), *rest) for control, *rest in drawn]
    assert ours == theirs


def parts(tag: str) -> list[str]:
    """A tag's attributes, whose order tells nothing."""
    return re.findall(r'[\w-]+="[^"]*"|[\w-]+', tag)


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("value", [None, "1", ["1", "3"]])
def test_a_list_read_once_is_drawn_as_django_draws_it(kind: type[forms.Select], value: Any) -> None:
    widget = kind(choices=CHOICES)
    drawn = widgets.read_once(widget).render("x", value, ATTRS, renderer=FormRenderer())
    assert drawn == widget.render("x", value, ATTRS, renderer=DjangoTemplates())


class EveryKind(forms.Form):
    """One field of each drawing."""

    name = forms.CharField(label=EVIL, help_text="Wie <im> Register")
    kind = forms.ChoiceField(label="Art", choices=CHOICES[:2], required=False)
    group = forms.ChoiceField(label="Wer", choices=CHOICES[1:2], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="ja")
    secret = forms.CharField(widget=forms.HiddenInput, initial="7")


EVERY_KIND = """
<input type="hidden" name="secret" value="7" id="id_secret">
<div class="netz-fields">
  <div class="kern-form-input">
    <label class="kern-label" for="id_name">&lt;b&gt;"Müller" &amp; Söhne&lt;/b&gt;</label>
    <div class="kern-hint" id="id_name_helptext">Wie &lt;im&gt; Register</div>
    <input type="text" name="name" class="kern-form-input__input" required
           aria-describedby="id_name_helptext" id="id_name">
  </div>
  <div class="kern-form-input">
    <label class="kern-label" for="id_kind">Art
      <span class="kern-label__optional">(freiwillig)</span></label>
    <div class="kern-form-input__select-wrapper">
      <select name="kind" class="kern-form-input__select" id="id_kind">
        <option value="" selected>bitte wählen</option>
        <option value="1">&lt;b&gt;"Müller" &amp; Söhne&lt;/b&gt;</option>
      </select>
    </div>
  </div>
  <fieldset class="kern-fieldset">
    <legend class="kern-label">Wer</legend>
    <div class="kern-fieldset__body">
      <div class="kern-form-check">
        <input type="radio" name="group" value="1" id="id_group_0" required
               class="kern-form-check__radio">
        <label class="kern-label" for="id_group_0">
          &lt;b&gt;"Müller" &amp; Söhne&lt;/b&gt;</label>
      </div>
    </div>
  </fieldset>
  <div class="kern-form-check netz-check">
    <input type="checkbox" name="sure" class="kern-form-check__checkbox" required id="id_sure">
    <label class="kern-label" for="id_sure">ja</label>
  </div>
</div>
"""


def test_a_form_is_drawn_in_the_design_system() -> None:
    """Each label belongs to its control, each hint too; what people wrote is text, not HTML."""
    assertHTMLEqual(str(EveryKind()), EVERY_KIND)


def test_errors_stand_at_their_fields() -> None:
    """Marked by class, read out with the control, and once more in the summary with a link."""
    html = str(EveryKind({"kind": "9", "secret": "7"}))
    for name, at in (("name", "id_name_helptext id_name_error"), ("kind", "id_kind_error")):
        assert f'aria-describedby="{at}"' in html
        assert html.count(f'id="id_{name}_error"') == 1
    assert (
        '<fieldset class="kern-fieldset kern-fieldset--error" aria-describedby="id_group_error">'
        in html
    )
    assert '<div class="kern-form-check netz-check kern-form-check--error">' in html
    assert '<a class="kern-link" href="#id_group_0">' in html


def test_a_filter_does_not_call_its_fields_optional() -> None:
    form = EveryKind()
    form.is_filter = True  # type: ignore[attr-defined]
    assert "(freiwillig)" not in str(form)


class Folding(EveryKind):
    """What is seldom needed stands behind two titles."""

    note = forms.CharField(label="Anmerkung", initial="keine", required=False)
    folds = (Fold("Wer?", ("group", "name")), Fold("Mehr", ("note",)))


@pytest.mark.parametrize(
    ("data", "is_open"),
    [
        (None, {"Wer?": False, "Mehr": False}),
        (
            {"sure": "on", "note": "keine", "name": "Ada", "group": "1"},
            {"Wer?": True, "Mehr": False},
        ),
        ({"sure": "on", "note": "etwas"}, {"Wer?": True, "Mehr": True}),
    ],
)
def test_folds_are_open_once_something_is_filled_in_or_wrong(
    data: dict[str, str] | None, is_open: dict[str, bool]
) -> None:
    html = str(Folding(data))
    found = re.findall(r'<details class="kern-accordion"( open)?>.*?kern-title">(.*?)<', html)
    assert {title: bool(mark) for mark, title in found} == is_open
    assert [html.count(f'name="{name}"') for name in Folding.base_fields] == [1] * 6
    assert html.index('name="name"') < html.index('name="group"') < html.index('name="kind"')
