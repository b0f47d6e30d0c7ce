"""What ties the rooms to the frame: language, what every page knows, how forms look."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation

from bildungsnetz.kit import groups, widgets


class LanguageMiddleware:
    """German unless the visitor chose another language; a browser's wish alone does not count,
    since a municipal office's own language is German and its pages are cached by language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the chosen language for this request; `?sprache=` chooses another for good."""
        if request.method == "GET" and request.GET.get("sprache") in dict(settings.LANGUAGES):
            return self._choose(request)
        wished = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = wished if wished in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", code)
            return response

    def _choose(self, request: HttpRequest) -> HttpResponse:
        """Keep the chosen language for a year and show the same page without the parameter."""
        query = request.GET.copy()
        (code,) = query.pop("sprache")[-1:]
        # One slash only: "//host" would be another site's address.
        address = "/" + request.path.lstrip("/\\")
        answer = HttpResponseRedirect(f"{address}?{query.urlencode()}" if query else address)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            str(code),
            max_age=60 * 60 * 24 * 365,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
        return answer


class FormRenderer(TemplatesSetting):
    """Every form and field is drawn by the design system's templates."""

    form_template_name = "kit/form.html"
    field_template_name = "kit/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Draw forms, fields and plain controls at once; leave everything else to templates."""
        if template_name == self.field_template_name:
            return groups.group(context["field"])
        if template_name == self.form_template_name:
            return groups.form(context)
        return widgets.draw(template_name, context) or super().render(
            template_name, context, request
        )


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: region, visitor, language, today."""
    return {
        "region": getattr(request, "region", None),
        "visitor": getattr(request, "visitor", None),
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "languages": settings.LANGUAGES,
        "today": timezone.localdate(),
        "mail_is_kept": settings.SMTP is None,
    }
