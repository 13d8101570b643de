"""How well recurring questions are found: B³ over labelled threads, and which of the greatest topics a list of hubs reaches."""

from collections.abc import Iterable, Sequence

Edge = tuple[int, int, float]


def b_cubed(gold: Sequence[frozenset[int]], found: Iterable[Iterable[int]]) -> tuple[float, float, float]:
    """Precision, recall and F1 in per cent, over the threads of the gold clusters; others are neither right nor wrong."""
    gold_of = {member: number for number, cluster in enumerate(gold) for member in cluster}
    found_of: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for number, cluster in enumerate(found):
        for member in cluster:
            if member in gold_of:
                found_of[member] = number
                sizes[number] = sizes.get(number, 0) + 1
    together: dict[tuple[int, int], int] = {}
    for member, number in found_of.items():
        together[number, gold_of[member]] = together.get((number, gold_of[member]), 0) + 1
    precision = recall = 0.0
    for member, topic in gold_of.items():
        if member in found_of:
            both = together[found_of[member], topic]
            precision += both / sizes[found_of[member]]
            recall += both / len(gold[topic])
        else:
            precision += 1
            recall += 1 / len(gold[topic])
    precision, recall = 100 * precision / len(gold_of), 100 * recall / len(gold_of)
    return precision, recall, 2 * precision * recall / (precision + recall)


def hub_recall(gold: Sequence[frozenset[int]], hubs: Sequence[int], reach: int) -> float:
    """Of the 50 greatest topics, the share in per cent to which one of the first `reach` hubs belongs."""
    listed = set(hubs[:reach])
    greatest = sorted(gold, key=len, reverse=True)[:50]
    return 100 * sum(bool(topic & listed) for topic in greatest) / max(1, len(greatest))


def list_precision(gold: Sequence[frozenset[int]], hubs: Sequence[int], reach: int) -> float:
    """Of the first `reach` hubs, the share in per cent that belong to a topic of five threads or more."""
    grown = frozenset[int]().union(*(topic for topic in gold if len(topic) >= 5))
    return 100 * sum(hub in grown for hub in hubs[:reach]) / max(1, len(hubs[:reach]))


def union_find(edges: Iterable[Edge], least: float) -> list[tuple[int, list[int]]]:
    """The baseline: whatever is linked over the bound is one cluster. Largest first, each with its best-linked thread."""
    above: dict[int, int] = {}
    degree: dict[int, float] = {}

    def top(thread: int) -> int:
        while above.setdefault(thread, thread) != thread:
            above[thread] = thread = above[above[thread]]
        return thread

    for a, b, score in edges:
        if score >= least:
            above[top(a)] = top(b)
            degree[a] = degree.get(a, 0.0) + score
            degree[b] = degree.get(b, 0.0) + score
    members: dict[int, list[int]] = {}
    for thread in above:
        members.setdefault(top(thread), []).append(thread)
    made = [(max(some, key=lambda thread: (degree[thread], -thread)), some) for some in members.values() if len(some) > 1]
    return sorted(made, key=lambda one: (-len(one[1]), one[0]))
