"""Public pages of the room regions."""

from django.urls import URLPattern

urls: list[URLPattern] = []
