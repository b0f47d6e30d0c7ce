"""Collects the rooms' models for Django: one app, one line of migrations."""

from bildungsnetz.accounts.models import *  # noqa: F403
from bildungsnetz.decisions.models import *  # noqa: F403
from bildungsnetz.directory.models import *  # noqa: F403
from bildungsnetz.jobs.models import *  # noqa: F403
from bildungsnetz.meetings.models import *  # noqa: F403
from bildungsnetz.office.models import *  # noqa: F403
from bildungsnetz.organs.models import *  # noqa: F403
from bildungsnetz.post.models import *  # noqa: F403
from bildungsnetz.privacy.models import *  # noqa: F403
from bildungsnetz.regions.models import *  # noqa: F403
