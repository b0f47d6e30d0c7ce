"""How a field of a model is declared under data protection law: what for, why, how long, to whom.

Each room keeps one `Table` for each of its models in its `privacy.py`. From them follow the record
of processing (Art. 30 DSGVO), the copy of one's own data (Art. 15, 20), erasure (Art. 17) and what
is deleted when its time is over (Art. 5(1)(e)). A field that nobody declared fails the build.
"""

from bildungsnetz.kit.privacy.periods import (
    CONTACT,
    DIETARY,
    FAILED_ATTEMPTS,
    JOB,
    LINK,
    MAIL_LOG,
    PERMANENT,
    REGISTRATION,
    SESSION,
    TRAIL,
    UPLOAD,
    WHILE_USED,
    Anchor,
    Retention,
)
from bildungsnetz.kit.privacy.table import (
    NOBODY,
    Field,
    Rows,
    Subject,
    Table,
    derived,
    joining,
    kept,
    machine,
    mentions,
    personal,
    plain,
    told,
)
from bildungsnetz.kit.privacy.terms import (
    ANONYMOUS,
    Activity,
    Basis,
    Category,
    Erasure,
    Export,
    Row,
)

__all__ = [
    "ANONYMOUS",
    "CONTACT",
    "DIETARY",
    "FAILED_ATTEMPTS",
    "JOB",
    "LINK",
    "MAIL_LOG",
    "NOBODY",
    "PERMANENT",
    "REGISTRATION",
    "SESSION",
    "TRAIL",
    "UPLOAD",
    "WHILE_USED",
    "Activity",
    "Anchor",
    "Basis",
    "Category",
    "Erasure",
    "Export",
    "Field",
    "Retention",
    "Row",
    "Rows",
    "Subject",
    "Table",
    "derived",
    "joining",
    "kept",
    "machine",
    "mentions",
    "personal",
    "plain",
    "told",
]
