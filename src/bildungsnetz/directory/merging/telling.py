"""In words: what an undone merger had to leave as it is."""

from collections.abc import Iterator

from django.db.models import Field
from django.utils.translation import gettext, ngettext

from bildungsnetz.directory.merging.log import Left
from bildungsnetz.directory.merging.packing import model_of
from bildungsnetz.directory.merging.rules import label_of
from bildungsnetz.directory.merging.values import MODELS, facets


def sentences(left: Left) -> Iterator[str]:
    """One sentence for the values of the record itself, one for each kind of other rows."""
    own = sorted({_facet(model, column) for (model, column) in left if model in MODELS and column})
    if fields := [one for one in own if one]:
        yield gettext("Inzwischen geändert und darum nicht zurückgesetzt: %(fields)s.") % {
            "fields": ", ".join(fields)
        }
    rows: dict[str, int] = {}
    for (model, column), number in left.items():
        label = str(label_of(model))
        if label and not (model in MODELS and column):
            rows[label] = rows.get(label, 0) + number
    for label, number in sorted(rows.items()):
        yield ngettext(
            "%(label)s: %(number)s Zeile wurde inzwischen geändert und bleibt, wie sie ist.",
            "%(label)s: %(number)s Zeilen wurden inzwischen geändert und bleiben, wie sie sind.",
            number,
        ) % {"label": label, "number": number}


def _facet(model: str, column: str) -> str:
    """What a column of a record is called, "" for one that nobody chooses."""
    field = next(
        one
        for one in model_of(model)._meta.concrete_fields
        if isinstance(one, Field) and column in {one.name, one.attname}
    )
    found = (one for one in facets(MODELS[model]) if field.name in one.names)
    return next((str(one.label) for one in found), "")
