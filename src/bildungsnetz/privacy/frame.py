"""The tables of the framework: all without personal data, most of them never filled."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy import WHILE_USED, Activity, Table, joining, plain

UNUSED = _("Tabellen des Web-Frameworks; hier nicht benutzt")

TABLES = [
    Table(
        model=model,
        activity=Activity.ACCESS,
        purpose=UNUSED,
        retention=WHILE_USED,
        region="",
        fields=plain(names),
    )
    for model, names in (
        (ContentType, "id app_label model"),
        (Permission, "id name content_type codename"),
        (Group, "id name"),
    )
] + joining(
    Group.permissions.through, activity=Activity.ACCESS, purpose=UNUSED, retention=WHILE_USED
)
