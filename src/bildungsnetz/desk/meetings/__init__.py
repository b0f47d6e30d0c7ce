"""The desk's pages of the room meetings: planning, inviting, answers, places."""

from bildungsnetz.desk.meetings import allocating, answers, changing, inviting, planning

urls = [*planning.routes, *inviting.routes, *changing.routes, *answers.urls, *allocating.routes]
