"""The pages of the knowledge base: what readers open, and the team's desk."""

from starlette.routing import BaseRoute

from forum.kb.pages import article, editing, listing, reading, reviewing

routes: list[BaseRoute] = [*reading.routes, *listing.routes, *article.routes, *editing.routes, *reviewing.routes]
