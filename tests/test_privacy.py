"""Every field of every model declares what it is for, how long it stays and how it goes (G1)."""

from dataclasses import replace

import pytest
from django.core.checks import run_checks

from bildungsnetz.directory.models import Person
from bildungsnetz.kit.privacy import Basis, Category, Erasure, Table, personal, plain
from bildungsnetz.privacy import registry


@pytest.fixture
def person_table(monkeypatch: pytest.MonkeyPatch) -> Table:
    """The declaration of persons; the registry is the test's own."""
    monkeypatch.setattr(registry, "TABLES", list(registry.TABLES))
    return next(table for table in registry.TABLES if table.model is Person)


def exchange(old: Table, new: Table) -> list[str]:
    """What the registry says when one table is declared otherwise."""
    registry.TABLES[registry.TABLES.index(old)] = new
    return list(registry.problems())


def test_every_field_of_every_model_is_declared() -> None:
    """Also tables between two models, sessions, jobs and the framework's own."""
    assert list(registry.problems()) == []


def test_a_model_that_nobody_declared_is_found(person_table: Table) -> None:
    """A new model fails the build until its room says what it holds."""
    registry.TABLES.remove(person_table)
    assert list(registry.problems()) == ["Person: no declaration."]


def test_a_field_that_nobody_declared_is_found(person_table: Table) -> None:
    """So does a new field of a known model."""
    fields = {name: one for name, one in person_table.fields.items() if name != "phone"}
    assert exchange(person_table, replace(person_table, fields=fields)) == [
        "Person.phone: no declaration."
    ]


def test_a_declared_field_that_does_not_exist_is_found(person_table: Table) -> None:
    """A declaration does not outlive its field."""
    fields = {**person_table.fields, **plain("birthday")}
    assert exchange(person_table, replace(person_table, fields=fields)) == [
        "Person.birthday: declared, but there is no such field."
    ]


def test_a_personal_field_needs_a_basis_and_a_reason_to_stay(person_table: Table) -> None:
    """What says nothing about the law is as good as undeclared."""
    stays = personal(Category.CONTACT, Erasure.KEEP, basis=Basis.NONE)
    fields = {**person_table.fields, "phone": stays}
    assert exchange(person_table, replace(person_table, fields=fields)) == [
        "Person.phone: about people, but without a legal basis.",
        "Person.phone: stays at an erasure without a reason.",
    ]


def test_personal_data_belong_to_somebody(person_table: Table) -> None:
    """A table with personal data says whose a row is."""
    assert exchange(person_table, replace(person_table, rows_of=None)) == [
        "Person: personal fields, but nothing says whose a row is."
    ]


def test_the_start_is_refused_when_something_is_undeclared(person_table: Table) -> None:
    """The system check says the same as the test."""
    registry.TABLES.remove(person_table)
    errors = [error for error in run_checks(tags=["privacy"]) if error.id == "bildungsnetz.E003"]
    assert [error.msg for error in errors] == ["Datenschutz: Person: no declaration."]
