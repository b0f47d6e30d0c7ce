"""What the jobs' table holds about people: keys of records, at most a name in a failure."""

from django.utils.translation import gettext_lazy as _

from bildungsnetz.jobs.models import Job
from bildungsnetz.kit.privacy import JOB, Activity, Basis, Table, mentions, plain

TABLES = [
    Table(
        model=Job,
        activity=Activity.ACCESS,
        purpose=_("Aufträge an die Hintergrundarbeit und was daraus wurde"),
        basis=Basis.DUTY,
        retention=JOB,
        region="",
        fields={
            **plain("id task status enqueued_at run_after started_at finished_at attempts"),
            **plain("lease_token lease_until progress_done progress_total"),
            **mentions("arguments result failure"),
        },
    )
]
