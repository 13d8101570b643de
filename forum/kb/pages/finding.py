"""What the desk's doors about one article share: finding it through permission, and its addresses."""

from starlette.requests import Request

from forum import settings
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.kb import policy, queries
from forum.kb.pages.listing import HOME
from forum.kb.views import Desk, Version
from forum.web import reading

#: Addresses of one article, and of it in one language.
ONE = f"{HOME}/{{id}}"
IN = f"{ONE}/{{lang}}"


async def article_of(request: Request) -> Desk:
    """The article that an address names, for the team. Raises NotFound."""
    viewer: Actor = request.scope["viewer"]
    policy.may_write(viewer).require()
    return await queries.article_on_desk(viewer, reading.path_id(request))


async def version_of(request: Request) -> tuple[Desk, Version]:
    """The article and the version in the language that an address names. Raises NotFound."""
    article = await article_of(request)
    version = article.in_language(str(request.path_params["lang"]))
    if version is None:
        raise NotFound
    return article, version


def zone(viewer: Actor) -> str:
    """The time zone in which somebody plans a publication."""
    return viewer.time_zone or settings.current().site_time_zone
