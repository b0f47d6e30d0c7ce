"""Writes of the register: institutions, persons, audiences, imports."""

from bildungsnetz.directory.actions.audiences import save_audience
from bildungsnetz.directory.actions.bases import end_basis, note_notice, open_bases, record_basis
from bildungsnetz.directory.actions.committing import commit_import, import_at_once
from bildungsnetz.directory.actions.consents import (
    answer_consent,
    give_consent,
    withdraw_consent,
    write_consent_text,
)
from bildungsnetz.directory.actions.contact import choose_post
from bildungsnetz.directory.actions.imports import (
    change_import_mapping,
    decide_import,
    discard_import,
    renew_import_preview,
    upload_import,
)
from bildungsnetz.directory.actions.institutions import (
    add_fields,
    add_institution,
    change_institution,
    close_institution,
    reopen_institution,
)
from bildungsnetz.directory.actions.kinds import give_kinds_fields, save_kind, seed_kinds
from bildungsnetz.directory.actions.person_imports import (
    change_person_import,
    commit_person_import,
    decide_person_import,
    discard_person_import,
    import_persons_at_once,
    renew_person_import,
    upload_person_import,
)
from bildungsnetz.directory.actions.persons import (
    add_affiliation,
    add_person,
    allow_sign_in,
    change_person,
    end_affiliation,
)
from bildungsnetz.directory.actions.publication import publish_person

__all__ = [
    "add_affiliation",
    "add_fields",
    "add_institution",
    "add_person",
    "allow_sign_in",
    "answer_consent",
    "change_import_mapping",
    "change_institution",
    "change_person",
    "change_person_import",
    "choose_post",
    "close_institution",
    "commit_import",
    "commit_person_import",
    "decide_import",
    "decide_person_import",
    "discard_import",
    "discard_person_import",
    "end_affiliation",
    "end_basis",
    "give_consent",
    "give_kinds_fields",
    "import_at_once",
    "import_persons_at_once",
    "note_notice",
    "open_bases",
    "publish_person",
    "record_basis",
    "renew_import_preview",
    "renew_person_import",
    "reopen_institution",
    "save_audience",
    "save_kind",
    "seed_kinds",
    "upload_import",
    "upload_person_import",
    "withdraw_consent",
    "write_consent_text",
]
