"""How a recommendation stands: its row under lock, and the state that follows from the facts."""

from bildungsnetz.decisions import rules
from bildungsnetz.decisions.models import Recommendation, Version


def locked(recommendation: Recommendation) -> Recommendation:
    """The row as it stands now, locked until the end of the transaction.

    Every write that may move a recommendation's state begins here: first the recommendation,
    then its round, then the audit chain, so that writers cannot wait for each other in a circle.
    """
    return (
        Recommendation.objects.select_for_update(of=["self"], no_key=True)
        .select_related("region", "meeting", "workshop")
        .get(pk=recommendation.pk)
    )


def sync_state(recommendation: Recommendation) -> None:
    """Write the state that follows from what is public; part of an action, with the row locked."""
    state = rules.state_of(facts_of(recommendation))
    Recommendation.objects.filter(pk=recommendation.pk).update(state=state)
    recommendation.state = state


def facts_of(recommendation: Recommendation) -> rules.Facts:
    """What the state follows from. An unpublished answer counts as none, its orders not at all."""
    rounds = list(recommendation.rounds.order_by("number"))
    consultations = recommendation.consultations.order_by("pk")
    orders = recommendation.orders.filter(
        resolution__consultation__published_at__isnull=False
    ).prefetch_related("reports")
    return rules.Facts(
        open_round=any(r.closed_at is None for r in rounds),
        results=[r.result for r in rounds if r.closed_at],
        answers=[c.answer if c.published_at else "" for c in consultations],
        orders=[
            rules.OrderFacts(reported=bool(o.reports.all()), done=o.done_on is not None)
            for o in orders
        ],
    )


def latest_version(recommendation: Recommendation) -> Version:
    """The present wording; every recommendation has one from the beginning."""
    return recommendation.versions.order_by("number").reverse()[0]


def plain_text(text: str) -> str:
    """A wording with line ends as they are hashed and compared, whatever the browser sends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
