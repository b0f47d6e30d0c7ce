"""Settings: what is read from the environment, and the sentence for each that cannot be used."""

import pytest

from bildungsnetz.kit import env

SMTP = (
    "BILDUNGSNETZ_SMTP_URL: Erwartet wird smtp://, smtp+starttls:// oder smtps://, dann "
    "NAME:KENNWORT@RECHNER"
)
DATABASE = "BILDUNGSNETZ_DATABASE_URL: Erwartet wird postgresql://NAME:KENNWORT@RECHNER/DATENBANK"
SITE = "BILDUNGSNETZ_URL: Erwartet wird https://RECHNER, ohne Pfad."
SIGNS = ". In Name und Kennwort schreiben Sie @ : / % und # als %40 %3A %2F %25 und %23."


def sentence(read, **given: str) -> str:
    with pytest.raises(env.SettingError) as caught:
        read({f"BILDUNGSNETZ_{name}": value for name, value in given.items()})
    return caught.value.sentence


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://mail.example:post",
        "smtp://mail.example:99999",
        "smtp://mail.example:0",
        "smtp://[mail.example",
        "smtp://mail.example/eingang",
        "smtp://mail.example?tls=ja",
        "smtps://buero:gehe#im@mail.example",
        "smtps://buero:gehe/im@mail.example",
    ],
)
def test_a_mail_server_that_cannot_be_read(url):
    assert sentence(env.mailer, SMTP_URL=url) == SMTP + SIGNS


@pytest.mark.parametrize("url", ["smtp://", "smtp://buero:geheim@", "smtp://mail server"])
def test_a_mail_server_without_a_host(url):
    assert sentence(env.mailer, SMTP_URL=url) == f"{SMTP}."


def test_signs_in_names_and_passwords_of_the_mail_server():
    found = env.mailer({"BILDUNGSNETZ_SMTP_URL": "smtps://b%40x:a%23%2F%3A@mail.example:4465"})
    options = found["OPTIONS"]
    assert [options[name] for name in ("host", "port", "username", "password")] == [
        "mail.example", 4465, "b@x", "a#/:",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "mysql://rechner/netz",
        "sqlite:///netz",
        "postgresql://rechner:fünf/netz",
        "postgresql://[rechner/netz",
        "postgresql://netz:gehe#im@rechner/netz",
    ],
)
def test_a_database_that_cannot_be_read(url, tmp_path):
    read = lambda given: env.database(given, tmp_path)  # noqa: E731
    assert sentence(read, DATABASE_URL=url) == DATABASE + SIGNS


@pytest.mark.parametrize(
    "url",
    [
        "netz.example",
        "https://",
        "ftp://netz.example",
        "https://netz.example/bildung",
        "https://netz.example?a=b",
        "https://netz.example#a",
        "https://anna:geheim@netz.example",
        "https://netz.example:acht",
        "https://netz.example:0",
        "https://[netz",
        "https://netz und werk",
    ],
)
def test_an_address_of_the_pages_that_cannot_be_read(url):
    read = lambda given: env.site(given, default="http://127.0.0.1:8000")  # noqa: E731
    assert sentence(read, URL=url) == SITE


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", "http://127.0.0.1:8000"),
        (" https://netz.example/ ", "https://netz.example"),
        ("http://[::1]:8001", "http://[::1]:8001"),
    ],
)
def test_an_address_of_the_pages(url, found):
    given = {"BILDUNGSNETZ_URL": url}
    assert env.site(given, default="http://127.0.0.1:8000").geturl() == found


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("BILDUNGSNETZ_SMTP", " Meinen Sie BILDUNGSNETZ_SMTP_URL?"),
        ("BILDUNGSNETZ_FORM", " Meinen Sie BILDUNGSNETZ_FROM?"),
        ("BILDUNGSNETZ_XYZ", ""),
    ],
)
def test_a_setting_that_does_not_exist(name, hint):
    with pytest.raises(env.SettingError) as caught:
        env.check_names({name: "", "HOME": "/"})
    assert caught.value.sentence == f"{name}: Diese Einstellung gibt es nicht.{hint}"


def test_every_setting_there_is():
    env.check_names(dict.fromkeys([*env.NAMES, "BILDUNGSNETZ_TEST_KILLS", "PATH"], ""))
