"""The members' pages of the room directory."""

from django.urls import URLPattern

urls: list[URLPattern] = []
