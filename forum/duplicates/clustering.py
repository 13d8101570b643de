"""Questions that keep coming back: stars around hubs, never chains. Pure thinking.

Joining whatever is linked over some threshold lets one wrong link weld two topics together, and soon a third of a forum.
Here every member is held by its own link to the hub: what people confirmed first, then what the detector suspects. The
next hub is always the thread that speaks for most of what no hub before it speaks for (a greedy choice, within 1 − 1/e of
the best there is), so that a list of hubs goes through the topics instead of through one topic's variants.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

#: What a confirmed member counts for its hub; a suspected one counts what it is linked by, at most 1.
CONFIRMED = 2.0


#: Hubs are found in a wider circle than members: from this cosine on a neighbour speaks for a topic, more so the nearer,
#: and so many neighbours are asked. (On Ask Ubuntu 30 neighbours and a square did best of 10, 30, 60 and of 0.5, 1, 2.)
WIDE_FROM = 0.4
WIDE = 30


def nearness(cosine: float) -> float:
    """How much a neighbour at this cosine speaks for a topic, 0 to 1."""
    return max(0.0, cosine - WIDE_FROM) ** 2 / (1 - WIDE_FROM) ** 2


@dataclass(frozen=True, slots=True)
class Cluster:
    """A hub, those confirmed to ask what it asks, and those suspected to, with their scores; `score` orders clusters."""

    hub: int
    confirmed: tuple[int, ...]
    suspected: tuple[tuple[int, float], ...]
    score: float


def clusters(
    confirmed: Iterable[tuple[int, int]],
    suspected: Iterable[tuple[int, int, float]],
    weight: Mapping[int, float] | None = None,
    *,
    near: Iterable[tuple[int, int, float]] = (),
    least: float = 0.5,
    largest: int = 200,
) -> list[Cluster]:
    """Stars around hubs, those most worth acting on first; every thread is in one cluster at most.

    `confirmed` holds (thread, canonical thread), `suspected` holds (thread, thread, probability) in either order, and
    `weight` what a thread is worth as a hub besides (say, 1 for solved). `near` holds (thread, neighbour, nearness 0 to 1):
    how much the neighbour would speak for the thread; without it the probabilities say so. `least` is the probability
    from which a link makes a member, `largest` how many suspected members a cluster may have.
    """
    leads: dict[int, set[int]] = {}
    member_of: dict[int, int] = {}
    for thread, canonical in confirmed:
        if thread != canonical:
            leads.setdefault(canonical, set()).add(thread)
            member_of[thread] = canonical
    links: dict[int, dict[int, float]] = {}
    for a, b, probability in suspected:
        if a != b and probability >= least:
            links.setdefault(a, {})[b] = max(probability, links.get(a, {}).get(b, 0.0))
            links.setdefault(b, {})[a] = max(probability, links.get(b, {}).get(a, 0.0))
    spoken_for: dict[int, dict[int, float]] = {}
    for thread, neighbour, nearness in near:
        if thread != neighbour and nearness > 0:
            spoken_for.setdefault(neighbour, {})[thread] = nearness
    return _chosen(leads, member_of, links, spoken_for or links, weight or {}, largest)


def _chosen(
    leads: Mapping[int, set[int]], member_of: Mapping[int, int], links: Mapping[int, Mapping[int, float]],
    spoken_for: Mapping[int, Mapping[int, float]], weight: Mapping[int, float], largest: int,
) -> list[Cluster]:
    covered: dict[int, float] = {}
    taken: set[int] = set(member_of)

    def gain(hub: int) -> float:
        own = leads.get(hub, ())
        more = sum(
            max(0.0, nearness - covered.get(thread, 0.0))
            for thread, nearness in spoken_for.get(hub, {}).items() if thread not in own
        )
        return more + CONFIRMED * len(own) + weight.get(hub, 0.0) * (1.0 if more or own else 0.0)

    hubs = {*links, *leads}
    waiting = [(-gain(hub), hub) for hub in sorted(hubs) if hub not in taken]
    heapify(waiting)
    made: list[Cluster] = []
    while waiting:
        promised, hub = heappop(waiting)
        # What people decided is never overruled by a guess: their hubs are members of nothing else.
        if hub in taken and hub not in leads:
            continue
        worth = gain(hub)
        if waiting and -worth > waiting[0][0] + 1e-12 and -worth > promised + 1e-12:
            heappush(waiting, (-worth, hub))
            continue
        members = sorted(
            (-probability, thread) for thread, probability in links.get(hub, {}).items()
            if thread not in taken and thread not in leads
        )[:largest]
        own = tuple(sorted(leads.get(hub, ())))
        for thread, nearness in spoken_for.get(hub, {}).items():
            covered[thread] = max(covered.get(thread, 0.0), nearness)
        covered[hub] = 1.0
        if not members and not own:
            continue
        taken.add(hub)
        taken.update(thread for _, thread in members)
        made.append(Cluster(hub, own, tuple((thread, -negative) for negative, thread in members), worth))
    return sorted(made, key=lambda cluster: (-cluster.score, cluster.hub))
