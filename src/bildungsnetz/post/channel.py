"""The conversation with the mail server: one connection, reused, opened anew after a failure.

Each way in which it may end is an exception of its own, because each asks for something else:
try later, never again, leave the server alone for a while, or say that nobody knows.
"""

import smtplib
from typing import Any

from django.core.mail import EmailMessage, mailers
from django.utils.translation import gettext

from bildungsnetz.post.composing import WIRE


class NotSent(Exception):
    """The server did not take the message; `answer` is what it said."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class Deferred(NotSent):
    """Not now (4xx)."""


class Refused(NotSent):
    """Never (5xx)."""


class Cut(NotSent):
    """The connection broke after the text had begun to flow: nobody knows whether it arrived."""


class Unusable(NotSent):
    """The server takes nothing from us at present: not reached, no encryption, no sign-in."""


class Channel:
    """A connection to the mail server of the settings."""

    def __init__(self) -> None:
        self._mailer: Any = None

    def send(self, mail: EmailMessage) -> str:
        """Hand over one message to its one recipient; the server's answer. Raises NotSent.

        Raises ValueError when the message cannot be written as mail.
        """
        text = mail.message(policy=WIRE).as_bytes()
        mailer = self._open()
        sender = mailer.prep_address(mail.from_email)
        recipient = mailer.prep_address(mail.to[0])
        try:
            return _hand_over(mailer.connection, sender, recipient, text)
        except NotSent:
            self.close()
            raise

    def close(self) -> None:
        """End the conversation, if there is one."""
        if self._mailer is None:
            return
        try:
            self._mailer.close()
        except (OSError, smtplib.SMTPException):
            pass  # it was broken already; every message has its outcome
        finally:
            self._mailer = None

    def _open(self) -> Any:
        """The open connection. With STARTTLS wanted but not given nothing is sent in the clear."""
        if self._mailer is None:
            mailer: Any = mailers.default
            try:
                mailer.open()
            except (OSError, smtplib.SMTPException) as failure:
                raise Unusable(unreachable(failure)) from failure
            self._mailer = mailer
        return self._mailer


def unreachable(failure: Exception) -> str:
    """What the office reads when there was no conversation at all."""
    return gettext("Der Mailserver nimmt zurzeit nichts an: %(reason)s") % {"reason": failure}


def _hand_over(smtp: smtplib.SMTP, sender: str, recipient: str, text: bytes) -> str:
    """MAIL, RCPT, DATA. Broken before the text began, the message was surely not taken."""
    try:
        smtp.ehlo_or_helo_if_needed()
        _accept(smtp.mail(sender), sender_stage=True)
        _accept(smtp.rcpt(recipient))
    except (OSError, smtplib.SMTPException) as failure:
        raise Unusable(unreachable(failure)) from failure
    try:
        return _accept(smtp.data(text))
    except smtplib.SMTPDataError as failure:
        return _accept((failure.smtp_code, _as_bytes(failure.smtp_error)))
    except (OSError, smtplib.SMTPException) as failure:
        raise Cut(str(failure)) from failure


def _accept(reply: tuple[int, bytes], *, sender_stage: bool = False) -> str:
    code, text = reply
    answer = f"{code} {text.decode('utf-8', 'replace')}"
    if 200 <= code < 300:
        return answer
    # A refused sender is a wrong setting, not this recipient's fault: it would fail every message.
    if sender_stage or code == 421:
        raise Unusable(answer)
    raise Refused(answer) if code >= 500 else Deferred(answer)


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
