"""The tags that translate and link, without their detours: pages do both some hundred times."""

from django import template
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.templatetags import i18n
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from bildungsnetz.kit.addresses import address, file_address


class Said(template.Node):
    """A translated literal, looked up at once: lists say the same words in each of their rows."""

    def __init__(self, message: str) -> None:
        self.message = message
        self._known: dict[str | None, SafeString] = {}

    def render(self, _context: Context) -> SafeString:
        """The words in the page's language; literals of templates are ours, hence safe."""
        language = get_language()
        if language not in self._known:
            self._known[language] = mark_safe(gettext(self.message).replace("%%", "%"))
        return self._known[language]


def said(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Django's tag; a mere literal without its detour over text that is translated later."""
    node = i18n.do_translate(parser, token)
    literal = getattr(node.filter_expression.var, "literal", None)
    plain = not (node.noop or node.asvar or node.message_context or node.filter_expression.filters)
    if plain and isinstance(literal, str) and literal:
        return Said(literal.replace("%", "%%"))
    return node


class Address(URLNode):
    """The address of a route, looked up at once if a page had it before; no namespaces."""

    def render(self, context: Context) -> str:
        """The address, or nothing where it is kept as a variable."""
        if self.args:
            return str(super().render(context))
        arguments = {name: value.resolve(context) for name, value in self.kwargs.items()}
        try:
            found = address(self.view_name.resolve(context), **arguments)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


def linked(parser: template.base.Parser, token: template.base.Token) -> Address:
    """Django's tag `url`, with a memory."""
    node = url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


class FileAddress(StaticNode):
    """The address of a file served as it is, looked up once."""

    def url(self, context: Context) -> str:
        """Its address, unescaped."""
        return file_address(self.path.resolve(context))


def filed(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Django's tag `static`, with a memory."""
    return FileAddress.handle_token(parser, token)
