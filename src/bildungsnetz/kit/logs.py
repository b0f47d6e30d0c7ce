"""What must not stand in the log: the secret part of personal links (reliability bar K2)."""

import logging
import re

# A personal link ends in at least 27 characters of base64 (accounts.links.token).
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{24,}(?=/|\s|$|\?)")


class HideTokens(logging.Filter):
    """Writes "…" for every part of an address that is as long as a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Settle the record's text; it is always logged."""
        record.msg, record.args = TOKEN.sub("…", record.getMessage()), None
        return True
