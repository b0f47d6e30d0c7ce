"""The first office moves in: the steps that set up a region."""

from django.urls import URLPattern

urls: list[URLPattern] = []
