"""Stars around hubs: pure thinking, tried as tables and properties."""

from hypothesis import given
from hypothesis import strategies as st

from forum.duplicates.clustering import clusters, nearness

EDGES = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12), st.floats(0, 1)), max_size=40)


def test_a_chain_is_no_cluster() -> None:
    chain = [(number, number + 1, 0.9) for number in range(1, 30)]
    assert max(len(cluster.suspected) for cluster in clusters((), chain)) == 2


def test_the_best_linked_is_the_hub_and_comes_first() -> None:
    made = clusters((), [(1, 2, 0.9), (1, 3, 0.8), (1, 4, 0.7), (8, 9, 0.99)])
    assert [cluster.hub for cluster in made] == [1, 8]
    assert made[0].suspected == ((2, 0.9), (3, 0.8), (4, 0.7))


def test_what_people_confirmed_comes_before_what_is_suspected() -> None:
    made = clusters([(2, 1), (3, 1)], [(1, 4, 0.9), (2, 5, 0.9), (7, 1, 0.9)])
    assert made[0].hub == 1
    assert made[0].confirmed == (2, 3)
    assert {thread for thread, _ in made[0].suspected} == {4, 7}
    assert all(cluster.hub not in (2, 3) for cluster in made)


def test_a_solved_thread_is_the_better_hub() -> None:
    assert clusters((), [(1, 2, 0.9)], {2: 1.0})[0].hub == 2


def test_doubtful_links_make_no_member_and_a_cluster_has_its_bound() -> None:
    assert clusters((), [(1, 2, 0.49)]) == []
    assert len(clusters((), [(1, number, 0.9) for number in range(2, 50)], largest=10)[0].suspected) == 10


def test_the_next_hub_speaks_for_what_the_first_does_not() -> None:
    # 1 and 2 speak for the same five; 3 for two others.
    near = [(thread, hub, 0.9) for thread in range(10, 15) for hub in (1, 2)] + [(20, 3, 0.5), (21, 3, 0.5)]
    links = [(1, 10, 0.9), (2, 11, 0.9), (3, 20, 0.9)]
    assert [cluster.hub for cluster in clusters((), links, near=near)][:2] == [1, 3]


def test_nearness_rises_from_none_to_all() -> None:
    assert nearness(-1) == nearness(0.4) == 0
    assert nearness(1) == 1
    assert nearness(0.6) < nearness(0.8)


@given(EDGES, st.lists(st.tuples(st.integers(1, 12), st.integers(13, 15)), max_size=6))
def test_every_thread_is_in_one_cluster_at_most(
    edges: list[tuple[int, int, float]], confirmed: list[tuple[int, int]]
) -> None:
    marks = dict(confirmed).items()
    made = clusters(marks, edges)
    threads = [
        thread
        for cluster in made
        for thread in (cluster.hub, *cluster.confirmed, *(member for member, _ in cluster.suspected))
    ]
    assert len(threads) == len(set(threads))
    assert {thread for thread, _ in marks} <= set(threads)
    assert made == clusters(marks, edges)
