"""What a running forum tells of itself, in the format of Prometheus: requests, what waits, how jobs went, the process.

Each process counts for itself (docs/decisions/0007); what stands in the database is read when somebody asks. Labels are
patterns of routes and names of our own: there are few of them, and they say nothing of anybody.
"""

import asyncio
import ipaddress
import logging
import multiprocessing
import re
from collections.abc import Callable, Iterator
from datetime import datetime

import prometheus_client
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from forum import clock
from forum.database.trouble import trouble
from forum.errors import NotFound
from forum.events import queries as events
from forum.jobs import queries as jobs
from forum.mail import queries as mail
from forum.web.fragments import Fragments

logger = logging.getLogger(__name__)

#: Seconds; fine where pages are (a few milliseconds), wide where patience ends.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
#: Seconds for the questions to the database; whoever watches must be answered also when it hangs.
PATIENCE = 3.0

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip"})


class Metrics:
    """The numbers of this process. `mode` is the setting METRICS: "off", "local" or "on"."""

    def __init__(self, mode: str, fragments: Fragments, *, workers: int = 1) -> None:
        self.mode = mode
        self.in_flight = 0
        self.registry = CollectorRegistry()
        self._worker = _worker() if workers > 1 else ""
        self._requests = Histogram(
            "kotae_http_request_duration_seconds", "Requests answered, by the route's pattern, and how long they took.",
            ("route", "method", "status"), buckets=BUCKETS, registry=self.registry,
        )
        # What the library finds for its labels each time costs five times what the observation does.
        self._children: dict[tuple[str, str, int], Callable[[float], None]] = {}
        self.registry.register(_Live(self, fragments))
        prometheus_client.ProcessCollector(registry=self.registry)
        prometheus_client.GCCollector(registry=self.registry)
        prometheus_client.PlatformCollector(registry=self.registry)

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        key = (route, method if method in _METHODS else "other", status // 100)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._requests.labels(key[0], key[1], f"{key[2]}xx").observe
        child(seconds)

    def collect(self) -> Iterator[Metric]:
        """The families of this process, with the label `worker` when there are several."""
        for family in self.registry.collect():
            if self._worker:
                family.samples = [one._replace(labels={**one.labels, "worker": self._worker}) for one in family.samples]
            yield family


async def metrics(request: Request) -> Response:
    """GET /metrics: for whom the setting METRICS lets, and not there for anybody else."""
    told: Metrics = request.app.state.metrics
    if told.mode == "off" or (told.mode == "local" and not _is_local(request)):
        raise NotFound
    families = [*told.collect(), *await _of_the_community()]
    return Response(
        prometheus_client.generate_latest(_Families(families)), media_type=prometheus_client.CONTENT_TYPE_LATEST,
        headers={"cache-control": "no-store"},
    )


class _Families(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self.families = families

    def collect(self) -> list[Metric]:
        return self.families


class _Live(Collector):
    """What the process knows without having counted it for us."""

    def __init__(self, told: Metrics, fragments: Fragments) -> None:
        self.told = told
        self.fragments = fragments

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("kotae_http_requests_in_flight", "Requests being answered now.", self.told.in_flight)
        kept = CounterMetricFamily(
            "kotae_fragments", "Parts of pages asked of this process's memory, and whether they were there.",
            labels=["found"],
        )
        kept.add_metric(["yes"], self.fragments.hits)
        kept.add_metric(["no"], self.fragments.misses)
        yield kept
        yield GaugeMetricFamily(
            "kotae_fragments_characters", "Characters of rendered parts that this process keeps.", self.fragments.used
        )


async def _of_the_community() -> list[Metric]:
    up = GaugeMetricFamily("kotae_database_up", "Whether the database answered the questions behind this page.", 1)
    found: list[Metric] = [up]
    for ask in (_news, _letters, _jobs):
        try:
            async with asyncio.timeout(PATIENCE):
                found += await ask()
        except Exception as error:
            if not trouble(error) and not isinstance(error, TimeoutError):
                raise
            logger.warning("the database did not answer for /metrics: %s", error)
            up.samples = [up.samples[0]._replace(value=0.0)]
            break
    return found


async def _news() -> list[Metric]:
    box = await events.outbox()
    return [
        GaugeMetricFamily("kotae_news_waiting", "Deliveries that wait, those tried before among them.", box.waiting),
        GaugeMetricFamily("kotae_news_retrying", "Deliveries that failed at least once and wait.", box.retrying),
        GaugeMetricFamily("kotae_news_stuck", "Deliveries that stand still with an error, see /desk/news.", box.stuck),
        GaugeMetricFamily(
            "kotae_news_overdue_seconds", "How long the oldest delivery has been due; 0 when none is.",
            _seconds_since(box.oldest_due_at),
        ),
    ]


async def _letters() -> list[Metric]:
    box = await mail.under_way()
    return [
        GaugeMetricFamily("kotae_letters_waiting", "Letters that have not gone out yet.", box.waiting),
        GaugeMetricFamily("kotae_letters_stuck", "Letters that every try failed for.", box.stuck),
        GaugeMetricFamily(
            "kotae_letters_overdue_seconds", "How long the oldest letter has been due; 0 when none is.",
            _seconds_since(box.oldest_due_at),
        ),
    ]


async def _jobs() -> list[Metric]:
    ended = GaugeMetricFamily("kotae_job_last_run_timestamp_seconds", "When a job last ended.", labels=["job"])
    failed = GaugeMetricFamily("kotae_job_last_run_failed", "Whether a job's last run failed.", labels=["job"])
    for run in await jobs.last_runs():
        ended.add_metric([run.name], run.finished_at.timestamp())
        failed.add_metric([run.name], run.failed)
    return [ended, failed]


def _seconds_since(moment: datetime | None) -> float:
    return max(0.0, (clock.now() - moment).total_seconds()) if moment is not None else 0.0


def _is_local(request: Request) -> bool:
    """Whether this very machine asks for itself, and not through a proxy on it that asks for others."""
    if request.client is None or any(name in _FORWARDED for name, _ in request.scope["headers"]):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _worker() -> str:
    """This process's number among the server's workers; names are SpawnProcess-1, SpawnProcess-2 …"""
    number = re.search(r"\d+$", multiprocessing.current_process().name)
    return number[0] if number else "0"
