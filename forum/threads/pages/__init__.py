"""Doors: the pages of threads."""

from starlette.routing import BaseRoute

from forum.threads.pages import (
    asking,
    drafts,
    editing,
    home,
    leases,
    lists,
    moving,
    redacting,
    replies,
    show,
    sorting,
    timers,
    together,
)

routes: list[BaseRoute] = [
    *home.routes,
    *lists.routes,
    *asking.routes,
    *drafts.routes,
    *leases.routes,
    *replies.routes,
    *editing.routes,
    *moving.routes,
    *redacting.routes,
    *sorting.routes,
    *timers.routes,
    *together.routes,
    *show.routes,
]
