"""The composition root: middleware, routes, and what starts and stops with the server."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import database, events, i18n, jobs, mail, reactions, settings
from forum.accounts import pages as accounts_pages
from forum.accounts.actor import GUEST
from forum.accounts.middleware import Viewers
from forum.categories import pages as categories_pages
from forum.database import migrate
from forum.database.registry import MODELS
from forum.desk import actions as desk_actions
from forum.desk import pages as desk_pages
from forum.duplicates import pages as duplicates_pages
from forum.events import pages as events_pages
from forum.i18n import gettext as _
from forum.kb import actions as kb_actions
from forum.kb import feeds as kb_feeds
from forum.kb import pages as kb_pages
from forum.kb_bridge import pages as kb_bridge_pages
from forum.kb_bridge.actions import meeting
from forum.moderation import pages as moderation_pages
from forum.notifications import actions as notification_actions
from forum.notifications import pages as notifications_pages
from forum.notifications import queries as notification_queries
from forum.record import pages as record_pages
from forum.sanctions import pages as sanctions_pages
from forum.schedule import SCHEDULE
from forum.search import actions as search_actions
from forum.search import pages as search_pages
from forum.solutions import pages as solutions_pages
from forum.text import worker
from forum.threads import actions as thread_actions
from forum.threads import feeds as threads_feeds
from forum.threads import pages as threads_pages
from forum.tickets import pages as tickets_pages
from forum.transfer import pages as transfer_pages
from forum.web import answers, problems, serving
from forum.web import logging as logs
from forum.web.assets import Assets
from forum.web.csrf import SameSiteChanges
from forum.web.fragments import Fragments
from forum.web.headers import SafeHeaders
from forum.web.limits import RequestLimits
from forum.web.metrics import Metrics, metrics
from forum.web.routing import Streets
from forum.web.templates import make_environment

logger = logging.getLogger(__name__)

#: Paths that prove by a signed token what other changes prove by their origin.
SIGNED_PATHS = ("/unsubscribe/",)


#: Seconds after the start in which nothing but pages is made ready.
LANGUAGES_AFTER = 2.0
#: Seconds for which a schema that was found right is believed to be.
READY_SECONDS = 60.0
#: Seconds after which a database that says nothing counts as away.
READY_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Site:
    """What every template may say of the community."""

    name: str
    url: str
    tagline: str


def create_app(configured: settings.Settings, *, work: bool = True) -> Starlette:
    """The forum as an ASGI application. With `work` off nobody delivers news or runs jobs here (tests drain by hand)."""
    assets = Assets()
    site = Site(configured.site_name, configured.site_url, configured.site_tagline)
    # Whoever changes a template wants to see the change.
    fragments = Fragments(0) if configured.development else Fragments()
    watched = Metrics(configured.metrics, fragments, workers=configured.workers)
    environment = make_environment(assets, fragments, strict=configured.development or not work, site=site)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running(configured, work=work):
            yield

    app = Starlette(
        routes=[Streets([assets.route(), *routes()])],
        middleware=[
            Middleware(SafeHeaders, secure=configured.secure, metrics=watched),
            Middleware(RequestLimits, body_limit=configured.body_limit),
            Middleware(problems.Crashes),
            Middleware(Viewers, secure=configured.secure, default_locale=configured.site_language),
            Middleware(SameSiteChanges, site_url=configured.site_url, exempt=SIGNED_PATHS),
        ],
        exception_handlers=problems.HANDLERS,
        lifespan=lifespan,
    )
    app.state.guest = GUEST
    app.state.metrics = watched
    app.state.schema = SchemaWatch(configured.database_url)
    app.state.frame = answers.Frame(
        environment=environment, fragments=fragments, secure=configured.secure, development=configured.development,
        default_time_zone=configured.site_time_zone, providers=list(PROVIDERS),
    )
    return app


def serve(application: str, host: str, port: int, workers: int, configured: settings.Settings) -> None:
    """Serve what `application` ("module:factory") makes, until told to stop."""
    serving.run(
        application, workers, host=host, port=port, http=serving.Patient, loop="uvloop", server_header=False,
        access_log=False, proxy_headers=True, forwarded_allow_ips=configured.trusted_proxies,
        timeout_graceful_shutdown=20, log_level=configured.log_level,
        log_config=logs.configuration(configured.log_format, configured.log_level, whole=configured.development),
    )


#: Who fills the frame of every page.
PROVIDERS: tuple[answers.Provider, ...] = (notification_queries.page_context,)


def routes() -> list[BaseRoute]:
    """Every door of the house."""
    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
        *accounts_pages.routes,
        *categories_pages.routes,
        *desk_pages.routes,
        *duplicates_pages.routes,
        *events_pages.routes,
        *moderation_pages.routes,
        *notifications_pages.routes,
        *record_pages.routes,
        *sanctions_pages.routes,
        *search_pages.routes,
        *solutions_pages.routes,
        *kb_feeds.routes,
        *kb_bridge_pages.routes,
        *kb_pages.routes,
        *threads_feeds.routes,
        *threads_pages.routes,
        *tickets_pages.routes,
        *transfer_pages.routes,
    ]


@contextlib.asynccontextmanager
async def running(configured: settings.Settings, *, work: bool = True, hurried: bool = False) -> AsyncIterator[None]:
    """The database connected and, with `work`, news delivered and jobs done, until the block ends.

    `hurried`: see `database.connect`.
    """
    reactions.install()
    already = database.is_connected()
    if not already:
        await database.connect(configured.database_url, MODELS, pool=configured.database_pool, hurried=hurried)
    stopping = asyncio.Event()
    workers: list[asyncio.Task[None]] = []
    if work:
        workers = [
            asyncio.create_task(events.run_dispatcher(stopping)),
            asyncio.create_task(jobs.run_jobs(SCHEDULE, stopping)),
            asyncio.create_task(mail.run_postman(stopping)),
            asyncio.create_task(thread_actions.keep_flushing(stopping)),
            asyncio.create_task(kb_actions.keep_flushing(stopping)),
            asyncio.create_task(notification_actions.keep_flushing(stopping)),
            asyncio.create_task(search_actions.keep_flushing(stopping)),
            asyncio.create_task(desk_actions.keep_flushing(stopping)),
            asyncio.create_task(meeting.keep_flushing(stopping)),
            asyncio.create_task(_read_languages(stopping)),
        ]
    try:
        yield
    finally:
        stopping.set()
        await asyncio.gather(*workers, return_exceptions=True)
        worker.close()
        if not already:
            await database.close()


async def _read_languages(stopping: asyncio.Event) -> None:
    """Read the languages once the first pages have been answered; whoever needs one earlier reads it then."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), LANGUAGES_AFTER)
    if not stopping.is_set():
        await asyncio.to_thread(i18n.load)


async def healthz(request: Request) -> Response:
    """The process answers."""
    return Response("ok", media_type="text/plain", headers={"cache-control": "no-store"})


class SchemaWatch:
    """Whether the schema is the one this version needs, remembered for a while: a probe comes every few seconds."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._looked_at = -READY_SECONDS

    async def is_behind(self) -> bool:
        """Whether migrations are waiting; that none are is believed for `READY_SECONDS`."""
        if time.monotonic() - self._looked_at < READY_SECONDS:
            return False
        if await migrate.pending(self.url):
            return True
        self._looked_at = time.monotonic()
        return False


async def readyz(request: Request) -> Response:
    """The process can serve: its database answers and has the schema this version needs."""
    try:
        async with asyncio.timeout(READY_PATIENCE):
            await database.value("SELECT 1")
            behind = await request.app.state.schema.is_behind()
    except Exception as error:
        logger.warning("not ready: %s", error)
        return _not_ready(_("The database does not answer."))
    if behind:
        return _not_ready(_("The database needs `run.py migrate`."))
    return Response("ready", media_type="text/plain", headers={"cache-control": "no-store"})


def _not_ready(sentence: str) -> Response:
    return Response(sentence, 503, media_type="text/plain", headers={"cache-control": "no-store"})
