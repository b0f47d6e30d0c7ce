"""The tag that translates, without its detour: pages of lists say some hundred words."""

from django import template
from django.template.context import Context
from django.templatetags import i18n
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext


class Said(template.Node):
    """A translated literal, looked up at once: lists say the same words in each of their rows."""

    def __init__(self, message: str) -> None:
        self.message = message

    def render(self, _context: Context) -> SafeString:
        """The words in the page's language; literals of templates are ours, hence safe."""
        return mark_safe(gettext(self.message).replace("%%", "%"))


def said(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Django's tag; a mere literal without its detour over text that is translated later."""
    node = i18n.do_translate(parser, token)
    literal = getattr(node.filter_expression.var, "literal", None)
    plain = not (node.noop or node.asvar or node.message_context or node.filter_expression.filters)
    if plain and isinstance(literal, str) and literal:
        return Said(literal.replace("%", "%%"))
    return node
