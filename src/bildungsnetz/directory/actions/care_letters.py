"""The letters of the yearly confirmation as drafts for post; each goes out once per occasion."""

from collections.abc import Mapping, Sequence
from datetime import date

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.models import ConfirmationRun
from bildungsnetz.directory.notices import notices
from bildungsnetz.directory.queries import Recipient
from bildungsnetz.directory.queries.care import Asked, run_letter
from bildungsnetz.kit import dates
from bildungsnetz.kit.letters import rendered, subject_line
from bildungsnetz.post.actions import Draft


def first_letters(
    run: ConfirmationRun,
    ready: Sequence[Asked],
    issued: Sequence[PersonalLink],
    *,
    occasion: str = "",
) -> list[Draft]:
    """The letter to each of the institutions with its link, in their order.

    Persons who were never told of the data kept about them are told with it (Art. 14 DSGVO).
    """
    persons = [one.affiliation.person for one in ready if one.affiliation]
    told = notices(run.region, persons)
    return [
        _draft(run, one, link, text=run_letter(run, one.recipient), told=told, occasion=occasion)
        for one, link in zip(ready, issued, strict=True)
    ]


def reminder(run: ConfirmationRun, one: Asked, link: PersonalLink, today: date) -> Draft:
    """The reminder of a day, with the link that the institution has."""
    text = reminder_subject(run), reminder_body(run, one.recipient)
    return _draft(run, one, link, text=text, told={}, occasion=f":{today:%Y-%m-%d}")


def reminder_subject(run: ConfirmationRun) -> str:
    """The subject of every reminder."""
    return subject_line("post/directory/care_reminder_subject.txt", {"run": run})


def reminder_body(run: ConfirmationRun, recipient: Recipient) -> str:
    """The reminder as this recipient gets it; `{link}` still stands in it."""
    context = {
        "run": run,
        "region": run.region,
        "recipient": recipient,
        "until": dates.day(run.closes_on),
    }
    return rendered("post/directory/care_reminder.txt", context)


def _draft(
    run: ConfirmationRun,
    one: Asked,
    link: PersonalLink,
    *,
    text: tuple[str, str],
    told: Mapping[int, str],
    occasion: str,
) -> Draft:
    recipient = one.recipient
    person = one.affiliation.person_id if one.affiliation else 0
    return Draft(
        key=f"care:{run.pk}:{recipient.institution.pk}{occasion}",
        to_name=recipient.name,
        to_address=recipient.address,
        subject=text[0],
        body=text[1],
        link=link,
        is_functional=recipient.is_functional,
        notice=told.get(person, ""),
        notice_for=person if person in told else None,
    )
