"""Rounds: every scene on every stage, one directly after the other, and what was measured in each."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bench.community import Community
from bench.load import Measured, Sent, play
from bench.scenes import Scene, bare_requests
from bench.server import Server

#: Seconds for which a stage is warmed up before each measurement, and much longer before the first.
WARM_UP = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A server with the community behind it; the bare one has none."""

    name: str
    server: Server
    community: Community | None = None

    def requests(self, scene: Scene, of: Community) -> list[Sent]:
        """What is sent for a scene: to the bare server what is sent to the forum, by another path."""
        if self.community is None:
            return bare_requests(scene, scene.requests(of)[:100])
        return scene.requests(self.community)


@dataclass(slots=True)
class Results:
    """Every measurement by scene and stage, a round each."""

    by_scene: dict[str, dict[str, list[Measured]]] = field(default_factory=dict)

    def add(self, scene: Scene, stage: Stage, measured: Measured) -> None:
        self.by_scene.setdefault(scene.key, {}).setdefault(stage.name, []).append(measured)

    def rates(self, scene: str, stage: str) -> list[float]:
        """Answers in a second, a number for each round."""
        return [measured.rate for measured in self.by_scene[scene][stage]]

    def cost(self, scene: str, stage: str) -> float:
        """Microseconds of a core for one answer, the median over the rounds."""
        return statistics.median(measured.cost for measured in self.by_scene[scene][stage])

    def ratio(self, scene: str, stage: str, to: str) -> float:
        """The median over the rounds of one stage's rate to another's in the same round."""
        pairs = zip(self.rates(scene, stage), self.rates(scene, to), strict=True)
        return statistics.median(one / other if other else 0.0 for one, other in pairs)

    def cheapness(self, scene: str, stage: str, to: str, to_scene: str = "") -> float:
        """The median over the rounds of what an answer costs on another stage (or in another scene) to its cost here.

        It is what `ratio` would be if each server had its core to itself.
        """
        pairs = zip(self.by_scene[to_scene or scene][to], self.by_scene[scene][stage], strict=True)
        return statistics.median(other.cost / one.cost if one.cost else 0.0 for other, one in pairs)

    def share(self) -> float:
        """How much of a core the servers had while they were measured, the median: 1 on a machine of their own."""
        everything = (one for stages in self.by_scene.values() for rounds in stages.values() for one in rounds)
        return statistics.median(one.cpu / one.seconds for one in everything)


def play_rounds(
    scenes: Sequence[Scene], stages: Sequence[Stage], *, rounds: int, seconds: float, core: int | None,
    tell: Callable[[str], None],
) -> Results:
    """Play everything `rounds` times. Raises RuntimeError when answers were errors, or replies got lost."""
    results = Results()
    first = next(stage.community for stage in stages if stage.community)
    for number in range(1, rounds + 1):
        for scene in scenes:
            # Another stage begins each time, so that none always meets the machine in the same state.
            turn = number % len(stages)
            for stage in [*stages[turn:], *stages[:turn]]:
                measured = _measure(scene, stage, first, seconds, core, warm_up=2 * WARM_UP if number == 1 else WARM_UP)
                results.add(scene, stage, measured)
                tell(
                    f"round {number}  {scene.key:14} {stage.name:>8}  {measured.rate:9,.0f}/s"
                    f"  {measured.cost:7,.0f} µs of a core  p50 {measured.p50:6.1f} ms  p99 {measured.p99:6.1f} ms"
                )
    return results


def _measure(
    scene: Scene, stage: Stage, first: Community, seconds: float, core: int | None, *, warm_up: float
) -> Measured:
    requests = stage.requests(scene, first)
    community = stage.community
    if scene.writes and community is not None:
        before = community.posts()
        measured = _watched(stage.server, requests, seconds, core)
        # The client leaves while its last requests are still being answered.
        community.settle()
        time.sleep(0.5)
        written = community.posts() - before
        if not measured.answers <= written <= measured.answers + 2 * len(community.secrets):
            raise RuntimeError(f"{scene.key}: {measured.answers} answers, but {written} posts were written")
    else:
        play(stage.server.port, requests, warm_up, core)
        measured = _watched(stage.server, requests, seconds, core)
    if measured.errors:
        raise RuntimeError(f"{scene.key} on {stage.name}: {measured.errors} of {measured.answers} answers were errors")
    return measured


def _watched(server: Server, requests: Sequence[Sent], seconds: float, core: int | None) -> Measured:
    before = server.cpu()
    measured = play(server.port, requests, seconds, core)
    return replace(measured, cpu=server.cpu() - before)
