"""The doors to the shelves: the public lists of categories and tags, and the desk where they are tended."""

from starlette.routing import BaseRoute

from forum.categories.pages import browsing, shelving, tagging

routes: list[BaseRoute] = [*browsing.routes, *shelving.routes, *tagging.routes]
