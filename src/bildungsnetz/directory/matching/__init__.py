"""Finding institutions and persons that stand in the register twice. Pure: nothing is written.

pairs = find_duplicates(candidates)         # the likeliest first
circles = groups(pairs)                     # who belongs together
proposal = merge_plan(left, right, prefer="left")
"""

from bildungsnetz.directory.matching.comparing import THRESHOLD
from bildungsnetz.directory.matching.merging import ADDRESS, Side, Source, merge_plan
from bildungsnetz.directory.matching.model import Candidate, CandidateKind, Pair
from bildungsnetz.directory.matching.phonetics import cologne
from bildungsnetz.directory.matching.search import find_duplicates, groups

__all__ = [
    "ADDRESS",
    "THRESHOLD",
    "Candidate",
    "CandidateKind",
    "Pair",
    "Side",
    "Source",
    "cologne",
    "find_duplicates",
    "groups",
    "merge_plan",
]
