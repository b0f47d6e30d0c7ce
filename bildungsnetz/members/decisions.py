"""The members' pages of the room decisions."""

from django.urls import URLPattern

urls: list[URLPattern] = []
