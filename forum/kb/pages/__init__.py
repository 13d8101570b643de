"""The pages of the knowledge base: what readers open, and the team's desk."""

from starlette.routing import BaseRoute

from forum.kb.pages import listing, reading, writing

routes: list[BaseRoute] = [*reading.routes, *listing.routes, *writing.routes]
