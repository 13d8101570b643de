"""The store of rendered parts: it gives back what was kept, and never takes more room than it has."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from forum.web.fragments import Fragments


def test_it_works() -> None:
    store = Fragments()
    assert store.get("a") is None
    assert store.keep("a", Markup("<p>"), Markup("x")) == ("<p>", "x")
    assert store.get("a") == ("<p>", "x")


def test_the_least_wanted_goes_first() -> None:
    store = Fragments(room=100)
    for key in "abcdefghij":
        store.keep(key, Markup("x" * 10))
    store.get("a")
    store.keep("k", Markup("x" * 10))
    assert store.get("b") is None
    assert store.get("a") is not None


def test_a_giant_is_not_kept() -> None:
    store = Fragments(room=100)
    assert store.keep("a", Markup("x" * 11)) == ("x" * 11,)
    assert store.get("a") is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30), st.booleans())))
def test_it_never_takes_more_than_its_room(steps: list[tuple[int, int, bool]]) -> None:
    store = Fragments(room=150)
    for key, length, ask in steps:
        if ask:
            store.get(key)
        else:
            store.keep(key, Markup("x" * length))
        assert store.used <= store.room
        assert store.used == sum(len(text) for texts in store._kept.values() for text in texts)
    store.clear()
    assert (len(store), store.used) == (0, 0)
