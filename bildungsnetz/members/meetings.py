"""The members' pages of the room meetings."""

from django.urls import URLPattern

urls: list[URLPattern] = []
