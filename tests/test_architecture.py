"""The house holds: imports and foreign keys point down, views are short, every write is audited."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    "kit", "jobs", "regions", "accounts", "post", "directory", "organs", "meetings", "decisions",
    "office", "privacy",
]  # fmt: skip
SOURCES = [
    path
    for path in sorted((ROOT / "src" / "bildungsnetz").rglob("*.py"))
    if "migrations" not in path.parts
]


def floor_of(model: type[models.Model]) -> int:
    """The floor on which a model's room stands; Django's own tables lie below all."""
    module = model.__module__.split(".")
    return FLOORS.index(module[1]) if module[0] == "bildungsnetz" else -1


def test_imports_point_down() -> None:
    """The contracts in pyproject.toml: floors, files inside a room, audiences without models."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout if done.returncode else "") == (0, "")


BLOCK = re.compile(r"\{% block (\w+) %\}(.*?)\{% endblock(?: \w+)? %\}", re.DOTALL)
NAMED = re.compile(r"\bas(?:var)? (\w+)\b")


def lost_names(template: str) -> list[tuple[str, str]]:
    """Names that a block uses but only another one sets: there they are empty, without a word."""
    blocks = BLOCK.findall(template)
    made = [set(NAMED.findall(body)) for _name, body in blocks]
    return [
        (name, used)
        for number, (name, body) in enumerate(blocks)
        for used in sorted(set().union(*made[:number], *made[number + 1 :]) - made[number])
        if re.search(rf"(?:=|\{{\{{ ){used}\b", body)
    ]


def test_lost_names_are_found() -> None:
    """A link of the heading is no link of the content."""
    head = '{% block actions %}{% url "neu" as new %}{% endblock %}'
    lost = (
        "{% block content %}{% blocktranslate %}Neu{% endblocktranslate %}{{ new }}{% endblock %}"
    )
    assert lost_names(head + lost) == [("content", "new")]
    assert lost_names(head + lost.replace("{{", '{% url "neu" as new %}{{')) == []


def test_templates_set_names_where_they_use_them() -> None:
    """An empty list would offer no next step, a form no way back."""
    folder = ROOT / "src" / "bildungsnetz" / "templates"
    lost = [
        (str(path.relative_to(folder)), *one)
        for path in sorted(folder.rglob("*.html"))
        for one in lost_names(path.read_text())
    ]
    assert lost == []


def test_foreign_keys_point_down() -> None:
    """The linter cannot see foreign keys; a row never refers to a row of a room above its own."""
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_app_config("bildungsnetz").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and isinstance(field.related_model, type)
        and floor_of(field.related_model) > floor_of(model)
    ]
    assert upward == []


def functions(path: Path) -> list[ast.FunctionDef]:
    """All functions and methods of a file."""
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def length(node: ast.FunctionDef) -> int:
    """Lines from `def` to the last line."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_longer_than_fifty_lines() -> None:
    """Over 50 lines nobody reads a function in one go."""
    long = [
        f"{path.relative_to(ROOT)}:{node.name} ({length(node)})"
        for path in SOURCES
        for node in functions(path)
        if length(node) > 50
    ]
    assert long == []


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    """A longer file becomes a package of the same name."""
    long = [
        f"{path.relative_to(ROOT)} ({lines})"
        for path in SOURCES
        if (lines := len(path.read_text().splitlines())) > 300
    ]
    assert long == []


def is_view(node: ast.FunctionDef) -> bool:
    """A function that declares whom it opens to."""
    return any(
        isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "opens_to"
        for mark in node.decorator_list
    )


def test_views_have_at_most_25_lines() -> None:
    """Fetch through the gate, check, act, answer."""
    long = [
        f"{path.relative_to(ROOT)}:{node.name} ({length(node)})"
        for audience in ("public", "members", "desk", "api")
        for path in sorted((ROOT / "src" / "bildungsnetz" / audience).rglob("*.py"))
        for node in functions(path)
        if is_view(node) and length(node) > 25
    ]
    assert long == []


WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create"}


def writes_and_audits(node: ast.FunctionDef) -> tuple[bool, bool]:
    """Whether a function calls something that writes, and whether it leaves an audit row."""
    calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    names = {call.attr for call in calls if isinstance(call, ast.Attribute)}
    plain = {call.id for call in calls if isinstance(call, ast.Name)}
    return bool(names & WRITES), bool({"record", "_record"} & (names | plain))


@pytest.mark.parametrize("room", ["regions", "accounts", "directory", "organs", "meetings",
                                  "decisions", "office", "privacy"])  # fmt: skip
def test_every_public_action_that_writes_is_audited(room: str) -> None:
    """An audit row for each write; helpers with a leading underscore are part of their action."""
    folder = ROOT / "src" / "bildungsnetz" / room
    files = [folder / "actions.py"] if (folder / "actions.py").exists() else []
    files += sorted((folder / "actions").rglob("*.py")) if (folder / "actions").is_dir() else []
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in files
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if writes_and_audits(node) == (True, False)
    ]
    assert silent == []
