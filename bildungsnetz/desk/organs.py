"""The desk's pages of the room organs."""

from django.urls import URLPattern

urls: list[URLPattern] = []
