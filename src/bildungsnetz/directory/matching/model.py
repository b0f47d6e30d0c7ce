"""What is compared, and what comes out."""

from dataclasses import dataclass
from typing import Literal

CandidateKind = Literal["institution", "person"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An institution or a person of the register; "" is what is not known.

    `name` is the institution's name or the person's family name. `form` is the slug of the
    institution's kind, `salutation` the person's ("mr", "mrs"). `institutions` are keys of those
    where the person has a function. `key` tells candidates of one run apart.
    """

    key: str
    kind: CandidateKind
    name: str
    given_name: str = ""
    salutation: str = ""
    number: str = ""
    form: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    institutions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two candidates that are perhaps the same; `left` stood before `right` in the records.

    `score` lies between 0 and 1 (nearly sure). `reasons` are German sentences: first what speaks
    for it, then what speaks against it.
    """

    left: str
    right: str
    score: float
    reasons: tuple[str, ...]
