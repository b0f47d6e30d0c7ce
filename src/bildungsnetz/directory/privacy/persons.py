"""Contacts, and what they do where."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Affiliation, Person
from bildungsnetz.kit.privacy import (
    CONTACT,
    NOBODY,
    Activity,
    Basis,
    Category,
    Erasure,
    Row,
    Subject,
    Table,
    derived,
    machine,
    personal,
    plain,
    told,
)

CONTACTS = _("Ansprechpersonen der Einrichtungen erreichen, vernetzen und zu Terminen einladen")
FROM = _("von der Einrichtung, der benennenden Stelle oder der Person selbst mitgeteilt")


def persons(subject: Subject) -> QuerySet[Any]:
    """Her record in the register."""
    return Person.objects.filter(region=subject.region, pk__in=subject.persons)


def maybe(subject: Subject) -> QuerySet[Any]:
    """Records with her address, or with a name and given name that together are hers."""
    names = NOBODY
    for whole in subject.names:
        given, _space, family = whole.rpartition(" ")
        names |= Q(given_name=given, family_name=family) if given else Q(family_name=family)
    return Person.objects.filter(region=subject.region).filter(subject.address_in("email") | names)


TABLES = [
    Table(
        model=Person,
        activity=Activity.DIRECTORY,
        label=_("Eintrag im Register"),
        purpose=CONTACTS,
        basis=Basis.TASK,
        retention=CONTACT,
        source=FROM,
        row=Row.DELETE_IF_FREE,
        born="created_at",
        rows_of=persons,
        maybe=maybe,
        fields={
            **plain("id region"),
            **told(created_at=_("Eingetragen am")),
            **derived("sort_name search_text"),
            "user": machine(),
            "salutation": personal(Category.NAME, Erasure.EMPTY),
            "title": personal(Category.NAME, Erasure.EMPTY),
            "given_name": personal(Category.NAME, Erasure.EMPTY),
            "family_name": personal(Category.NAME, Erasure.ANONYMISE),
            "email": personal(Category.CONTACT, Erasure.EMPTY),
            "phone": personal(Category.CONTACT, Erasure.EMPTY),
            "is_public": personal(Category.CONSENT, Erasure.EMPTY),
            "public_fields": personal(
                Category.CONSENT, Erasure.EMPTY, label=_("Öffentliche Angaben")
            ),
            "publication_basis": personal(Category.CONSENT, Erasure.EMPTY),
            "publication_since": personal(Category.CONSENT, Erasure.EMPTY),
        },
    ),
    Table(
        model=Affiliation,
        activity=Activity.DIRECTORY,
        label=_("Tätigkeiten"),
        purpose=CONTACTS,
        basis=Basis.TASK,
        retention=CONTACT,
        source=FROM,
        row=Row.DELETE,
        region="person__region",
        rows_of=lambda subject: Affiliation.objects.filter(person__in=persons(subject)),
        fields={
            **plain("id"),
            **derived("search_text"),
            "person": machine(),
            "institution": personal(Category.FUNCTION, Erasure.EMPTY, label=_("Einrichtung")),
            "function": personal(Category.FUNCTION, Erasure.EMPTY),
            "represents": personal(Category.FUNCTION, Erasure.EMPTY),
            "active_from": personal(Category.FUNCTION, Erasure.EMPTY),
            "active_to": personal(Category.FUNCTION, Erasure.EMPTY),
        },
    ),
]
