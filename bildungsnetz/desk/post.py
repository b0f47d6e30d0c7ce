"""The desk's pages of the room post."""

from django.urls import URLPattern

urls: list[URLPattern] = []
