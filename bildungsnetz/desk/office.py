"""The desk's pages of the room office."""

from django.urls import URLPattern

urls: list[URLPattern] = []
