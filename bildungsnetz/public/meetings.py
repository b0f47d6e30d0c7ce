"""Public pages of the room meetings."""

from django.urls import URLPattern

urls: list[URLPattern] = []
links: list[URLPattern] = []
