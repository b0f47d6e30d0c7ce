"""The figures as plain tables."""

from collections.abc import Iterable, Sequence
from typing import Any


def print_all(found: dict[str, Any]) -> None:
    """Print what was measured."""
    machine = found["machine"]
    print(f"{machine['cores']} cores, Python {machine['python']}, {machine['database']}")
    if "routes_large" in found:
        _routes(found["routes_example"], found["routes_large"])
    if "pages" in found:
        _pages(found["pages"])
    if "mail" in found:
        _mail(found["mail"])


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns as wide as needed; numbers to the right."""
    texts = [list(head), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(head))]
    numeric = [all(_is_number(row[column]) for row in texts[1:]) for column in range(len(head))]
    lines = [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in texts
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _text(cell: object) -> str:
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() or text == ""


def _routes(example: list[dict[str, Any]], large: list[dict[str, Any]]) -> None:
    small = {row["name"]: row for row in example}
    print("\nEvery address that GET reaches: in the example region, and in a large one")
    head = ("address", "who", "status", "queries", "large", "CPU ms", "large", "bytes", "flags")
    print(table(head, (_route(small[row["name"]], row) for row in large)))
    print("\nWhat the flagged addresses ask, repeated queries first")
    for row in large:
        if row["flags"] and row["asked"]:
            print(f"\n{row['name']}  {row['path']}  {', '.join(row['flags'])}")
            for one in row["asked"]:
                print(f"  {one['times']:>4}  {one['sql']}  {one['place']}")


def _route(small: dict[str, Any], large: dict[str, Any]) -> Sequence[object]:
    return (
        large["name"],
        large["who"],
        large["status"],
        small["queries"],
        large["queries"],
        small["cpu_ms"],
        large["cpu_ms"],
        large["size"],
        ", ".join(large["flags"]),
    )


def _pages(found: list[dict[str, Any]]) -> None:
    print("\nThe real server under load, against a bare Django page on the same server")
    head = (
        *("page", "status", "queries", "requests/s"),
        *("p50 ms", "p95 ms", "CPU ms", "x bare", "wrong"),
    )
    print(
        table(
            head,
            (
                (
                    row["page"],
                    row["expected"],
                    row["queries"],
                    row["per_second"],
                    row["p50_ms"],
                    row["p95_ms"],
                    f"{row['cpu_ms']:.2f}",
                    row["ratio"],
                    row["wrong"],
                )
                for row in found
            ),
        )
    )


def _mail(found: dict[str, Any]) -> None:
    print(
        f"\n{found['messages']} messages by the real worker: {found['per_second']:.0f} per second, "
        f"{found['arrived']} arrived, {found['twice']} twice"
    )
