"""Forms of the room decisions."""

from bildungsnetz.decisions.forms.again import put
from bildungsnetz.decisions.forms.passage import (
    AnswerForm,
    ForwardForm,
    OrderForm,
    OrderFormSet,
    ReportForm,
)
from bildungsnetz.decisions.forms.recommendation import FilterForm, RecommendationForm
from bildungsnetz.decisions.forms.rounds import (
    BallotForm,
    CloseForm,
    MinorityForm,
    ObjectionForm,
    ReleaseForm,
    RoundForm,
)

__all__ = [
    "AnswerForm",
    "BallotForm",
    "CloseForm",
    "FilterForm",
    "ForwardForm",
    "MinorityForm",
    "ObjectionForm",
    "OrderForm",
    "OrderFormSet",
    "RecommendationForm",
    "ReleaseForm",
    "ReportForm",
    "RoundForm",
    "put",
]
