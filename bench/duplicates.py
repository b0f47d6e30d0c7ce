"""Measure the search for duplicates: recall and precision on spoilt copies, time and memory.

    python -m bench.duplicates                                  # the small extracts of the tests
    python -m bench.duplicates REGISTER.csv … --names GIVEN.json GIVEN.json FAMILY.json
    python -m bench.duplicates REGISTER.csv --records 100000    # time and memory

Registers are any tables an import takes. Numbers and mailboxes that hold them are taken away:
with them every pair would be found at once. Every third record gets a spoilt copy.
"""

import argparse
import dataclasses
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import django
from django.conf import settings

settings.configure(USE_I18N=False)
django.setup()

from bildungsnetz.directory.importing import propose_mapping, to_records  # noqa: E402
from bildungsnetz.directory.matching import Candidate, Pair, find_duplicates  # noqa: E402
from bildungsnetz.kit.tables import read_table  # noqa: E402

TABLES = Path(__file__).parent.parent / "tests" / "data" / "tabellen"
GIVEN = [
    "Anna",
    "Maria",
    "Peter",
    "Jürgen",
    "Sabine",
    "Thomas",
    "Claudia",
    "Hans",
    "Katrin",
    "Stefan",
    "Ursula",
    "Michael",
    "Petra",
]
ONSETS = "B Br D F Fr G Gr H K Kl Kr L M N P R S Sch Schw St T W Z".split()  # noqa: SIM905
VOWELS = "a e i o u ä ö ü ei au ie".split()  # noqa: SIM905
ENDS = "ber ck ffmann hl inger ke ler mann mer ner rich ser ting tz weg".split()  # noqa: SIM905
Truth = set[frozenset[str]]


# --- spoiling ------------------------------------------------------------------------------------


def slip(text: str, dice: random.Random) -> str:
    """One letter doubled, left out, exchanged with its neighbour or replaced."""
    if len(text) < 4:
        return text
    place = dice.randrange(1, len(text) - 1)
    head, here, after, tail = text[:place], text[place], text[place + 1], text[place + 2 :]
    return head + dice.choice([here + here + after, after, after + here, "e" + after]) + tail


def written_out(text: str, _dice: random.Random) -> str:
    """Umlauts as on a keyboard without them."""
    for old, new in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ü", "Ue")):
        text = text.replace(old, new)
    return text


def respelled(text: str, dice: random.Random) -> str:
    """Abbreviations as offices use them, or written out."""
    for short, long in (("Städt.", "Städtische"), ("Gem.", "Gemeinschafts-"), ("Str.", "Straße"),
                        ("str.", "straße"), ("Kath.", "Katholische"), ("St.", "Sankt"),
                        ("-Schule", "schule"), ("Gemeinschaftsgrundschule", "GGS")):  # fmt: skip
        if dice.random() < 0.7:
            old, new = (short, long) if short in text else (long, short)
            text = text.replace(old, new)
    return text


def shortened(text: str, dice: random.Random) -> str:
    """Without what follows a comma or hyphen, or without its first word."""
    words = text.split()
    return " ".join(words[1:] if dice.random() < 0.5 else words[:-1]) if len(words) > 2 else text


def spoil_institution(one: Candidate, key: str, dice: random.Random) -> Candidate:
    """A copy as somebody else would have typed it."""
    name, street = one.name, one.street
    for change in dice.sample([slip, written_out, respelled, shortened], dice.randint(1, 3)):
        name = change(name, dice)
    for change in dice.sample([slip, written_out, respelled], dice.randint(0, 2)):
        street = change(street, dice)
    fate = dice.random()
    phone = one.phone if fate < 0.4 else "" if fate < 0.7 else f"0{dice.randrange(10**8, 10**9)}"
    phone = phone.replace("0", "+49 (0) ", 1) if dice.random() < 0.3 else phone.replace(" ", "/")
    if dice.random() < 0.15:
        street = ""
    code = one.postcode if dice.random() < 0.9 else ""
    form = one.form if dice.random() < 0.6 else ""
    return dataclasses.replace(
        one, key=key, name=name, street=street, phone=phone, postcode=code, form=form
    )


def spoil_person(one: Candidate, key: str, dice: random.Random) -> Candidate:
    """A copy as it comes from another list."""
    name, given = one.name, one.given_name
    fate = dice.random()
    if fate < 0.25:
        name = slip(name, dice)
    elif fate < 0.4:
        name, given = written_out(name, dice), written_out(given, dice)
    elif fate < 0.5:
        name, given = given, name
    elif fate < 0.6:
        given = f"{given[:1]}."
    elif fate < 0.7:
        name = f"{name}-{dice.choice(ONSETS)}{dice.choice(VOWELS)}{dice.choice(ENDS)}"
    elif fate < 0.8:
        given = f"{given} {dice.choice(GIVEN)}"
    email = one.email if dice.random() < 0.5 else ""
    phone = one.phone if dice.random() < 0.5 else ""
    places = one.institutions if email == phone == "" or dice.random() < 0.6 else ()
    return dataclasses.replace(
        one, key=key, name=name, given_name=given, email=email, phone=phone, institutions=places
    )


# --- records -------------------------------------------------------------------------------------


def institutions(path: Path) -> list[Candidate]:
    """The rows of a register, its numbers in the keys only."""
    table = read_table(path, name=path.name)
    found = []
    for record in to_records(table, propose_mapping(table)).records:
        value = record.values
        found.append(
            Candidate(
                key=f"{path.stem}:{value.get('number') or record.row}", kind="institution",
                name=value["name"], form=value.get("kind", ""), street=value.get("street", ""),
                postcode=value.get("postcode", ""), city=value.get("city", ""),
                phone=value.get("phone", ""),
            )
        )  # fmt: skip
    return found


def persons(count: int, names: Sequence[Path], dice: random.Random) -> list[Candidate]:
    """Persons at desks: five an institution, who share its telephone, half have a mailbox."""
    lists = [json.loads(path.read_text()) for path in names]
    given = [name for one in lists[:-1] for name in one] or GIVEN
    family = lists[-1] if lists else []
    family += [dice.choice(ONSETS) + dice.choice(VOWELS) + dice.choice(ENDS) for _n in range(2_000)]
    by_rank = [1 / (rank + 10) for rank in range(len(family))]
    drawn = dice.choices(family, by_rank, k=count)
    found = []
    for index, name in enumerate(drawn):
        first = dice.choice(given)
        place = index // 5
        mailbox = f"{first}.{name}@firma{place}.example".lower()
        role = f"info@firma{place}.example"
        found.append(
            Candidate(
                key=f"p{index}", kind="person", name=name, given_name=first,
                phone=f"02331 {100_000 + place}" if dice.random() < 0.7 else "",
                email=mailbox if dice.random() < 0.5 else role if dice.random() < 0.5 else "",
                institutions=(str(place),),
            )
        )  # fmt: skip
    return found


def with_copies(
    originals: Sequence[Candidate],
    spoil: Callable[[Candidate, str, random.Random], Candidate],
    dice: random.Random,
) -> tuple[list[Candidate], Truth]:
    """The records with a spoilt copy of every third, shuffled; and which belong together."""
    copies = [spoil(one, f"{one.key}'", dice) for one in originals[::3]]
    records = [*originals, *copies]
    dice.shuffle(records)
    return records, {frozenset((one.key[:-1], one.key)) for one in copies}


# --- measuring -----------------------------------------------------------------------------------


def report(title: str, records: Sequence[Candidate], truth: Truth, shown: int) -> None:
    """Print recall and precision at several scores, time and memory."""
    begun, used = time.perf_counter(), time.process_time()
    pairs = find_duplicates(records, threshold=0.5)
    seconds, busy = time.perf_counter() - begun, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    taken = f"{seconds:.1f} s ({busy:.1f} s busy), {memory} MB at most so far"
    print(f"{title}: {len(records)} records, {taken}")
    for score in (0.5, 0.7, 0.8, 0.9, 0.95):
        found = [pair for pair in pairs if pair.score >= score]
        right = sum(frozenset((pair.left, pair.right)) in truth for pair in found)
        recall, precision = right / max(1, len(truth)), right / max(1, len(found))
        print(f"  from {score}: recall {recall:.3f}, precision {precision:.3f}, {len(found)} pairs")
    if shown:
        examples(records, pairs, truth, shown)


def examples(records: Sequence[Candidate], pairs: Sequence[Pair], truth: Truth, shown: int) -> None:
    """Print some pairs that were missed and some that are wrong."""
    by_key = {one.key: one for one in records}
    found = {frozenset((pair.left, pair.right)) for pair in pairs if pair.score >= 0.8}
    wrong = [p for p in pairs if p.score >= 0.8 and frozenset((p.left, p.right)) not in truth]
    for both in sorted(map(sorted, truth - found))[:: max(1, len(truth - found) // shown)][:shown]:
        print("  missed", *(f"\n    {by_key[key]}" for key in both))
    for pair in wrong[:: max(1, len(wrong) // shown)][:shown]:
        print("  wrong", pair.score, pair.reasons)
        print(*(f"    {by_key[key]}\n" for key in (pair.left, pair.right)), end="")


def many(originals: Sequence[Candidate], count: int) -> Iterable[Candidate]:
    """As many institutions: the register again and again, each time elsewhere."""
    for index in range(count):
        one, turn = originals[index % len(originals)], index // len(originals)
        if turn:
            code = f"{(int(one.postcode or 0) + 7919 * turn) % 100_000:05d}"
            phone = one.phone.replace(" ", f" {turn}") if one.phone else ""
            city = "".join(chr((ord(letter) + 5 * turn) % 26 + 97) for letter in one.city)
            one = dataclasses.replace(
                one, key=f"{one.key}-{turn}", postcode=code, city=city, phone=phone
            )
        yield one


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("registers", nargs="*", type=Path)
    parser.add_argument("--names", nargs="*", type=Path, default=[])
    parser.add_argument("--records", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="examples of what went wrong")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    paths = options.registers or [TABLES / "schulen_2024_auszug.csv"]
    tables = [institutions(path) for path in paths]
    if options.records:
        half = options.records * 3 // 8
        schools, same = with_copies(list(many(tables[0], half)), spoil_institution, dice)
        people, alike = with_copies(persons(half, options.names, dice), spoil_person, dice)
        report("institutions", schools, same, options.show)
        report("persons", people, alike, options.show)
        report("both", [*schools, *people], same | alike, 0)
        return
    for path, originals in zip(paths, tables, strict=True):
        report(f"{path.stem}, spoilt copies", *with_copies(originals, spoil_institution, dice),
               options.show)  # fmt: skip
    if len(tables) == 2:
        first, second = tables
        numbers = Counter(one.key.partition(":")[2] for one in (*first, *second))
        truth = {
            frozenset(f"{path.stem}:{number}" for path in paths)
            for number, times in numbers.items()
            if times == 2
        }
        report("both registers", [*first, *second], truth, options.show)
    report("persons, spoilt copies",
           *with_copies(persons(5_000, options.names, dice), spoil_person, dice),
           options.show)  # fmt: skip


if __name__ == "__main__":
    main()
