"""Finding the door of a request by the first word of its path, instead of trying every door of the house in turn."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send


class Streets(BaseRoute):
    """All routes, sorted by the first word of their paths; within one street the first that matches is taken.

    A route whose first word is a parameter stands behind all streets. `routes` stay in the order they were given in.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.routes = list(routes)
        streets: dict[str, list[BaseRoute]] = {}
        self.elsewhere: list[BaseRoute] = []
        for route in routes:
            word = _first_word(route.path) if isinstance(route, Route) else "{"
            if "{" in word:
                self.elsewhere.append(route)
            else:
                streets.setdefault(word, []).append(route)
        self.streets = {word: (*found, *self.elsewhere) for word, found in streets.items()}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first route that takes the request, else the first that takes its path by another method."""
        partial: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] != "http":
            return partial
        for route in self.streets.get(_first_word(scope["path"]), self.elsewhere):
            match, found = route.matches(scope)
            if match is Match.NONE:
                continue
            # The pattern is what logs and metrics may tell of an address.
            found.update(route=route, route_pattern=getattr(route, "path", ""))
            if match is Match.FULL:
                return match, found
            if partial[0] is Match.NONE:
                partial = match, found
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the route that was found for it."""
        await scope["route"].handle(scope, receive, send)


def _first_word(path: str) -> str:
    return path[1:].partition("/")[0]
