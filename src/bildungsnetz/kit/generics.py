"""Lets Django's generic classes be written with their types: ModelForm[Institution].

Django's stubs declare these classes as generic, Django itself does not (yet) let them be
subscribed; the usual helper for that imports half of Django and a second of every start with it.
"""

from typing import Any

from django.db.models import Prefetch
from django.forms import BaseFormSet, BaseModelFormSet, Field, ModelForm


def _same(cls: type, _types: Any) -> type:
    return cls


def allow() -> None:
    """Make `cls[types]` the class itself where Django does not define it."""
    generics: tuple[Any, ...] = (BaseFormSet, BaseModelFormSet, Field, ModelForm, Prefetch)
    for generic in generics:
        if not hasattr(generic, "__class_getitem__"):
            generic.__class_getitem__ = classmethod(_same)
