"""Contacts as address books write them, and as we write them."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.kit.vcard import Address, Card, Phone, read_cards, write_cards
from bildungsnetz.kit.vcard import reading as reading_module

DATA = Path(__file__).parent.parent / "data" / "vcard"


def card(*lines: str, version: str = "3.0", encoding: str = "utf-8") -> bytes:
    """A file of one card."""
    rows = ["BEGIN:VCARD", *([f"VERSION:{version}"] if version else []), *lines, "END:VCARD"]
    return "".join(f"{row}\r\n" for row in rows).encode(encoding)


def only(data: bytes) -> Card:
    """The one card of a file in which nothing is wrong."""
    cards, problems = read_cards(data)
    assert problems == ()
    assert len(cards) == 1
    return cards[0]


def said(data: bytes) -> list[tuple[int, str, bool]]:
    """What is wrong: card, sentence, whether it was left out."""
    return [(one.card, str(one.reason), one.left_out) for one in read_cards(data)[1]]


def file(name: str) -> Card:
    return only((DATA / name).read_bytes())


def test_outlook_writes_21() -> None:
    read = file("John_Doe_MS_OUTLOOK.vcf")
    assert (read.full_name, read.family_name, read.given_name, read.additional) == (
        "Mr. John Richter James Doe Sr.",
        "Doe",
        "John",
        "Richter,James",
    )
    assert read.organisation == ("IBM", "Accounting")
    assert (read.title, read.role) == ("Money Counter", "Counting Money")
    assert read.phones == (
        Phone("(905) 555-1234", ("work", "voice")),
        Phone("(905) 666-1234", ("home", "voice")),
    )
    assert read.addresses[0] == Address(
        street="Cresent moon drive", city="Albaney", region="New York", postcode="12345",
        country="United States of America", types=("work",),
    )  # fmt: skip
    assert (read.emails, read.rev) == (("john.doe@ibm.cm",), "20120305T131933Z")


def test_evolution_folds_within_words() -> None:
    read = file("John_Doe_EVOLUTION.vcf")
    assert (read.full_name, read.additional) == (
        "Mr. John Richter, James Doe Sr.",
        "Richter, James",
    )
    assert read.url == "http://www.ibm.com"
    assert read.uid == "477343c8e6bf375a9bac1f96a5000837"
    assert read.addresses[0].po_box == "ASB-123"
    assert read.note.startswith("THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS")


def test_gmail_writes_the_address_into_one_part() -> None:
    read = file("John_Doe_GMAIL.vcf")
    assert read.url == "http://www.ibm.com"
    assert read.addresses == (
        Address(
            extended="Crescent moon drive\n555-asd\nNice Area, Albaney, New York 12345\n"
            "United States of America",
            types=("home",),
        ),
    )
    assert read.note.endswith("POSSIBILITY OF SUCH DAMAGE.\nFavotire Color: Blue")


def test_groups_of_properties_are_read_like_others() -> None:
    read = file("gmail-single.vcf")
    assert read.phones == (Phone("555 555 1111", ("cell",)), Phone("555 555 2222"))
    assert read.url == "http://TheProfile.com"


def test_fullcontact_writes_40_with_many_of_everything() -> None:
    read = file("fullcontact.vcf")
    assert (read.prefix, read.suffix) == ("Prefix", "Suffix")
    assert read.emails == (
        "home@example.com", "work@example.com", "school@example.com", "other@example.com",
        "custom@example.com",
    )  # fmt: skip
    assert [len(read.phones), len(read.addresses)] == [9, 4]
    assert (read.organisation, read.title) == (("Organization1", "Department1"), "Title1")


@pytest.mark.parametrize("path", sorted(DATA.glob("*.vcf")), ids=lambda path: path.stem)
def test_what_address_books_write_survives_our_writing(path: Path) -> None:
    cards, _problems = read_cards(path.read_bytes())
    assert read_cards(write_cards(cards)) == (cards, ())


def test_quoted_printable_in_a_character_set_of_its_own() -> None:
    """As Outlook on a German Windows writes it; the soft break stands within the name."""
    data = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
        b"N;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Gr=FC=DFenbe=\r\ncher;J=F6rg;;Dr.\r\n"
        b"FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B6rg Gr=C3=BC=C3=9Fenbecher\r\n"
        b"ORG;CHARSET=ISO-8859-1:Vo\xdfhofschule;Verwaltung\r\n"
        b"NOTE;QUOTED-PRINTABLE:Zeile 1=0D=0AZeile 2\r\n"
        b"END:VCARD\r\n"
    )
    read = only(data)
    assert (read.full_name, read.family_name, read.given_name, read.prefix) == (
        "Jörg Grüßenbecher",
        "Grüßenbecher",
        "Jörg",
        "Dr.",
    )
    assert (read.organisation, read.note) == (("Voßhofschule", "Verwaltung"), "Zeile 1\nZeile 2")


def test_without_a_character_set_utf8_is_tried_before_windows_1252() -> None:
    assert only(card("FN:Jörg Voß")).full_name == "Jörg Voß"
    assert only(card("FN:Jörg Voß", encoding="cp1252")).full_name == "Jörg Voß"


def test_a_made_up_character_set_is_passed_over() -> None:
    assert only(card("FN;CHARSET=rot13:Jörg")).full_name == "Jörg"
    assert only(card("FN;CHARSET=windows-1259:Jörg")).full_name == "Jörg"


def test_a_line_folded_within_a_character() -> None:
    line = "FN:Jörg Voß".encode()
    middle = line.index(b"\xc3") + 1
    data = b"BEGIN:VCARD\nVERSION:4.0\n" + line[:middle] + b"\n " + line[middle:] + b"\nEND:VCARD"
    assert only(data).full_name == "Jörg Voß"


def test_a_folded_line_of_21_keeps_its_blank() -> None:
    assert only(card("FN:Jörg", " Voß", version="2.1")).full_name == "Jörg Voß"
    assert only(card("FN:Jörg", " Voß", version="3.0")).full_name == "JörgVoß"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_marks_and_utf16(encoding: str) -> None:
    assert only(card("FN:Jörg Voß", encoding=encoding)).full_name == "Jörg Voß"


def test_nul_and_lone_carriage_returns() -> None:
    data = card("FN:J\x00örg", "ORG:Voß\x00hof").replace(b"\r\n", b"\r")
    assert (only(data).full_name, only(data).organisation) == ("Jörg", ("Voßhof",))


def test_files_put_together_keep_their_marks() -> None:
    cards, problems = read_cards(card("FN:A", encoding="utf-8-sig") * 3)
    assert ([one.full_name for one in cards], problems) == (["A", "A", "A"], ())


def test_a_comma_in_fn_is_part_of_the_name() -> None:
    assert only(card("FN:Voß, Jörg", "N:Voß;Jörg")).full_name == "Voß, Jörg"
    assert only(card(r"FN:Voß\, Jörg", "N:Voß;Jörg")).full_name == "Voß, Jörg"


def test_several_names_in_one_part() -> None:
    read = only(card("FN:x", r"N:Voß;Jörg;Philip,Paul;Dr.,Prof.;a\,b", version="4.0"))
    assert (read.additional, read.prefix, read.suffix) == ("Philip Paul", "Dr. Prof.", "a,b")


def test_escaped_semicolons_part_nothing() -> None:
    assert only(card("FN:x", r"ORG:A\;B\\;C\n D")).organisation == ("A;B\\", "C\n D")


def test_21_knows_no_escapes_but_the_semicolon() -> None:
    assert only(card("FN:x", r"NOTE:C:\neu\;alt", version="2.1")).note == r"C:\neu;alt"


def test_without_fn_the_name_is_composed() -> None:
    assert only(card("N:Voß;Jörg;;Dr.")).full_name == "Dr. Jörg Voß"
    assert only(card("ORG:Voßhofschule;Büro")).full_name == "Voßhofschule"
    assert only(card("EMAIL:a@b.example")).full_name == "a@b.example"


def test_a_card_without_any_name_is_left_out() -> None:
    data = card("FN:A") + card("TEL:1") + card("FN:C")
    assert [one.full_name for one in read_cards(data)[0]] == ["A", "C"]
    assert said(data) == [
        (2, "Der Kontakt hat weder Namen noch Einrichtung noch E-Mail-Adresse.", True)
    ]


def test_wrong_and_missing_versions_are_told_and_read() -> None:
    data = card("FN:A", version="") + card("FN:B", version="7.5")
    assert [one.full_name for one in read_cards(data)[0]] == ["A", "B"]
    assert said(data) == [
        (1, "Die Fassung (VERSION) fehlt; gelesen wie Fassung 3.0.", False),
        (2, "Die Fassung „7.5“ gibt es nicht; gelesen wie Fassung 3.0.", False),
    ]


def test_a_missing_end_does_not_swallow_the_next_card() -> None:
    data = card("FN:A").replace(b"END:VCARD\r\n", b"") + card("FN:B")
    assert [one.full_name for one in read_cards(data)[0]] == ["A", "B"]
    assert said(data) == [
        (1, "Der Kontakt hat kein Ende (END:VCARD); womöglich fehlt etwas.", False)
    ]


def test_unreadable_lines_are_counted() -> None:
    data = card("FN:A", "das ist nichts", 'X;a="b:c', "ORG;ENCODING=b:%%%a", "ORG:B")
    assert read_cards(data)[0][0].organisation == ("B",)
    assert said(data) == [(1, "Unlesbare Zeilen, die ausgelassen wurden: 3.", False)]


def test_a_card_within_a_card_is_left_aside() -> None:
    read = only(card("FN:A", "AGENT:", "BEGIN:VCARD", "FN:B", "END:VCARD", "ORG:C", version="2.1"))
    assert (read.full_name, read.organisation) == ("A", ("C",))


def test_pictures_and_texts_in_base64() -> None:
    read = only(card("FN:A", "PHOTO;JPEG;BASE64:AAAA", "BBBB=", "NOTE;ENCODING=b:Vm/Dnw=="))
    assert read.note == "Voß"


def test_what_is_preferred_stands_first() -> None:
    read = only(card("FN:A", "EMAIL:a@x.example", "EMAIL;TYPE=pref:b@x.example"))
    assert read.emails == ("b@x.example", "a@x.example")
    read = only(card("FN:A", "TEL;PREF=2;TYPE=fax:1", 'TEL;PREF=1;TYPE="work,voice":2'))
    assert read.phones == (Phone("2", ("work", "voice")), Phone("1", ("fax",)))


def test_addresses_that_are_links() -> None:
    read = only(card("FN:A", "TEL;VALUE=uri:tel:+49-2331-207;ext=5", "EMAIL:mailto:a@x.example"))
    assert (read.phones, read.emails) == ((Phone("+49-2331-207-5"),), ("a@x.example",))


JCARD = """["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Jörg Voß, Dr."],
["n", {}, "text", ["Voß", "Jörg", "", "", ["a, b", "M.Sc."]]],
["org", {"type": "work"}, "text", ["Voßhofschule", "Büro; Hof"]],
["adr", {}, "text", ["", "", ["Am Hof 2", "Haus B"], "Hagen", "", "58097", ""]],
["tel", {"type": ["work", "Voice"], "pref": "1"}, "uri", "tel:+49-2331-1"],
["x-nothing"], 7, ["note", {}, "text", "eins\\nzwei"]]]"""


def test_jcard() -> None:
    expected = Card(
        full_name="Jörg Voß, Dr.", family_name="Voß", given_name="Jörg", suffix="a, b M.Sc.",
        organisation=("Voßhofschule", "Büro; Hof"),
        phones=(Phone("+49-2331-1", ("work", "voice")),),
        addresses=(Address(street="Am Hof 2,Haus B", city="Hagen", postcode="58097"),),
        note="eins\nzwei",
    )  # fmt: skip
    assert only(JCARD.encode()) == expected
    assert read_cards(f"\ufeff[{JCARD}, {JCARD}]".encode()) == ((expected, expected), ())


@pytest.mark.parametrize(
    "text", ["[", "[]", "[1]", '["vcard", 3]', "[" * 100_000, '["vcalendar",[]]']
)
def test_what_is_no_jcard(text: str) -> None:
    assert said(text.encode()) == [
        (0, "Die Datei sieht wie ein jCard aus, ist aber nicht lesbar.", True)
    ]


def test_files_without_contacts() -> None:
    nothing = [(0, "Die Datei enthält keine Kontakte (vCard).", True)]
    assert said(b"") == nothing
    assert said(b"Name;Vorname\r\nA;B\r\n") == nothing
    assert said(b"Hallo\r\n" + card("FN:A")) == [
        (0, "Außerhalb der Kontakte steht Text; er wurde nicht gelesen.", False)
    ]


def test_files_that_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MOST_CARDS", 2)
    assert len(read_cards(card("FN:A") * 3)[0]) == 2
    assert said(card("FN:A") * 3) == [
        (0, "Die Datei enthält mehr als 2 Kontakte; die weiteren wurden nicht gelesen.", True)
    ]
    assert said(b" " * 20_000_001) == [
        (0, "Die Datei ist größer als 20 MB. Bitte teilen Sie sie auf.", True)
    ]


@pytest.mark.parametrize(
    "line",
    [";QUOTED-PRINTABLE" * 60_000 + "=", ";B" * 500_000, 'A;X="' * 200_000, "A." * 500_000,
     "N:" + "\\" * 1_000_000, "VERSION;" * 100_000],
    ids=["printable", "base64", "quotes", "groups", "backslashes", "versions"],
)  # fmt: skip
def test_hostile_lines_cost_no_time(line: str) -> None:
    """Each takes minutes where a pattern searches the line over and over."""
    assert [one.full_name for one in read_cards(card("FN:A", line, "AAAA"))[0]] == ["A"]


# --- writing -------------------------------------------------------------------------------------


def test_what_is_written() -> None:
    written = write_cards(
        [
            Card(
                full_name="Dr. Jörg Voß", family_name="Voß", given_name="Jörg", prefix="Dr.",
                organisation=("Voßhofschule, Hagen", "Büro; Hof"), title="Schulleiter",
                emails=("j.voss@schule.example",),
                phones=(Phone("02331 207-0", ("work", "voice")), Phone("1", ("Q Q", "FAX"))),
                addresses=(Address(street="Am Hof 2", postcode="58097", city="Hagen"),),
                url="https://schule.example/?a=1,2;3", note="eins\nzwei", uid="17",
                rev="20260914T080000Z",
            )
        ]
    )  # fmt: skip
    assert written.decode().split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "FN:Dr. Jörg Voß",
        "N:Voß;Jörg;;Dr.;",
        r"ORG:Voßhofschule\, Hagen;Büro\; Hof",
        "TITLE:Schulleiter",
        "EMAIL:j.voss@schule.example",
        'TEL;TYPE="work,voice":02331 207-0',
        "TEL;TYPE=fax:1",
        "ADR:;;Am Hof 2;Hagen;;58097;",
        "URL:https://schule.example/?a=1,2;3",
        r"NOTE:eins\nzwei",
        "UID;VALUE=text:17",
        "REV:20260914T080000Z",
        "END:VCARD",
        "",
    ]


def test_nothing_written_can_end_a_card_early() -> None:
    """A line break in a value never becomes one in the file; a false moment is not written."""
    evil = "x\r\nEND:VCARD\r\nBEGIN:VCARD\rFN:y"
    written = write_cards(
        [Card(full_name=evil, uid=evil, url=evil, rev=evil, emails=(evil,), phones=(Phone(evil),))]
    )
    assert [line for line in written.split(b"\r\n") if line[:3] in {b"BEG", b"END"}] == [
        b"BEGIN:VCARD",
        b"END:VCARD",
    ]
    assert [one.rev for one in read_cards(written)[0]] == [""]


@pytest.mark.parametrize("shift", range(8))
def test_lines_are_folded_at_75_octets_and_never_within_a_character(shift: int) -> None:
    read = Card(full_name="a" * shift + "ß€😀" * 100)
    written = write_cards([read])
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert max(map(len, lines)) > 71
    assert [line.decode() for line in lines][-1] == ""
    assert read_cards(written) == ((read,), ())


text = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc")),
        st.sampled_from(list('\n\\,;:"^=äöüß€😀\ufeff')),
    ),
    max_size=60,
).map(str.strip)
some = text.filter(bool)
types = st.lists(st.sampled_from(["work", "home", "cell", "fax", "voice"]), unique=True).map(tuple)
numbers = some.filter(lambda number: not number.lower().startswith("tel:"))
addresses = st.builds(Address, text, text, text, text, text, text, text, types).filter(
    lambda address: any(address.parts)
)


def several(one: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(one, max_size=3, unique=True).map(tuple)


cards = st.builds(
    Card,
    full_name=some, family_name=text, given_name=text, additional=text, prefix=text, suffix=text,
    organisation=st.lists(some, max_size=3).map(tuple), title=text, role=text,
    emails=several(some.filter(lambda email: not email.lower().startswith("mailto:"))),
    phones=several(st.builds(Phone, numbers, types)), addresses=several(addresses),
    url=text, note=text, uid=text, rev=st.sampled_from(["", "20260914T080000Z", "2026-09-14"]),
    kind=st.sampled_from(["", "individual", "org", "group", "location"]),
)  # fmt: skip


@given(st.lists(cards, min_size=1, max_size=4).map(tuple))
def test_what_is_written_is_read_again(written: tuple[Card, ...]) -> None:
    assert read_cards(write_cards(written)) == (written, ())


@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    found, problems = read_cards(data)
    assert len(found) + len(problems) >= 1
    assert all(str(problem.reason) for problem in problems)
    inside = read_cards(b"BEGIN:VCARD\nFN:A\n" + data)
    assert len(inside[0]) >= 1


@pytest.mark.parametrize("path", sorted(DATA.glob("*.vcf")), ids=lambda path: path.stem)
def test_damaged_files_never_raise(path: Path) -> None:
    """Real cards with bytes changed, cut out and doubled; what is read can be written."""
    dice = random.Random(7)
    whole = path.read_bytes()
    for _round in range(200):
        data = bytearray(whole)
        for _damage in range(dice.randint(1, 20)):
            place = dice.randrange(len(data))
            data[place : place + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
        found, problems = read_cards(bytes(data))
        assert len(found) + len(problems) >= 1
        again, _none = read_cards(write_cards(found))
        assert [one.full_name for one in again] == [one.full_name for one in found]
