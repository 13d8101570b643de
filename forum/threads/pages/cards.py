"""Articles in posts, as one reader may see them: put in after a post was rendered, for that is kept for many readers."""

from collections.abc import Sequence

from markupsafe import Markup
from starlette.requests import Request

from forum.kb_bridge.queries.answers import with_cards
from forum.web import answers


async def put_in(request: Request, texts: Sequence[Markup]) -> list[Markup]:
    """Rendered texts with cards of the articles that the viewer may read; of others they say nothing."""
    return await with_cards(request.scope["viewer"], texts, answers.maker(request, "kb_bridge/_card.html", "a"))
