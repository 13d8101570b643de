"""Questions that keep coming back: stars around hubs, never chains. Pure thinking.

Joining whatever is linked over some threshold lets one wrong link weld two topics together, and soon a third of a forum.
Here every member is held by its own link to the hub: what people confirmed first, then what the detector suspects.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


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
    least: float = 0.5,
    largest: int = 200,
) -> list[Cluster]:
    """Stars around hubs, those most worth acting on first; every thread is in one cluster at most.

    `confirmed` holds (thread, canonical thread), `suspected` holds (thread, thread, probability) in either order, and
    `weight` what a thread is worth as a hub besides (say, 1 for solved). `least` is the probability from which a link
    counts, `largest` how many suspected members a cluster may have.
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
    strength = {
        thread: sum(links.get(thread, {}).values()) + 2.0 * len(leads.get(thread, ())) + (weight or {}).get(thread, 0.0)
        for thread in links.keys() | leads.keys()
    }
    # Confirmed hubs come first: what people decided is never overruled by a guess.
    order = sorted(strength, key=lambda thread: (thread not in leads, -strength[thread], thread))
    taken: set[int] = set(member_of)
    made: list[Cluster] = []
    for hub in order:
        if hub in taken:
            continue
        near = sorted(((p, -t) for t, p in links.get(hub, {}).items() if t not in taken and t not in leads), reverse=True)
        members = tuple((-negative, p) for p, negative in near[:largest])
        if not members and hub not in leads:
            continue
        taken.add(hub)
        taken.update(thread for thread, _ in members)
        own = tuple(sorted(leads.get(hub, ())))
        made.append(Cluster(hub, own, members, len(own) + sum(p for _, p in members)))
    return sorted(made, key=lambda cluster: (-cluster.score, cluster.hub))
