"""The desk's pages of the room meetings: planning, inviting, answers, places."""

from bildungsnetz.desk.meetings import allocating, answers, inviting, planning

urls = [*planning.routes, *inviting.routes, *answers.urls, *allocating.routes]
