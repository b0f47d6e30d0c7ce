"""Public pages of the room accounts."""

from django.urls import URLPattern

urls: list[URLPattern] = []
