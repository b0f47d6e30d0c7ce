"""How the tests of the desk read and post pages."""

from django.test import Client
from django.utils.html import escape


def shown(client: Client, address: str) -> str:
    """A page that opens."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def post(client: Client, address: str, **data: object) -> str:
    """Where a form that is accepted leads to."""
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.headers["Location"]


def errors(client: Client, address: str, **data: object) -> dict[str, list[str]]:
    """What a form that is refused says, field by field."""
    answer = client.post(address, data)
    assert answer.status_code == 200
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


def notes(client: Client, address: str) -> list[tuple[str, str]]:
    """The notes that wait on the next page, each with the address that takes it back."""
    answer = client.get(address)
    return [(str(note), note.extra_tags) for note in answer.context["messages"]]


def holds(text: str, words: str) -> bool:
    """Whether the page says these words."""
    return escape(words) in text or words in text
