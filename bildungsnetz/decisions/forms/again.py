"""Showing a form once more after something changed underneath it."""

from typing import Any

from django import forms


def put(form: forms.Form, name: str, value: str) -> None:
    """Replace one value of a form that was sent, keeping everything else that was typed."""
    data: Any = form.data
    changed = data.copy()
    changed[name] = value
    form.data = changed
