"""Parts of pages that were rendered before, kept in this process's memory, the least wanted let go of first.

A key names everything that shows in the part (ids, versions, language, …), so that nothing is ever invalidated: what
changed has another key, and the old part is forgotten when room is needed. What one person alone may see is not kept.

Templates keep parts of their own by `{% call kept("name", …) %}…{% endcall %}`, with everything that shows inside as
the key; language and time zone are part of every such key already.
"""

from collections.abc import Hashable

from markupsafe import Markup

#: Characters that one store holds at most, about as many bytes for Latin text and twice as many for Japanese.
ROOM = 8_000_000


class Fragments:
    """A bounded store of rendered parts. A part may consist of several texts that are made together."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.used = 0
        self.hits = 0
        self.misses = 0
        # A dict remembers the order of its keys: the one asked for last stands at the end.
        self._kept: dict[Hashable, tuple[Markup, ...]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> tuple[Markup, ...] | None:
        """The part kept under this key, or None."""
        found = self._kept.pop(key, None)
        if found is not None:
            self._kept[key] = found
            self.hits += 1
        else:
            self.misses += 1
        return found

    def keep(self, key: Hashable, *texts: Markup) -> tuple[Markup, ...]:
        """Keep a part and give it back. One that would take more than a tenth of the room is not kept."""
        weight = sum(map(len, texts))
        if weight <= self.room // 10:
            self._forget(key)
            self._kept[key] = texts
            self.used += weight
            while self.used > self.room:
                self._forget(next(iter(self._kept)))
        return texts

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self.used = 0

    def _forget(self, key: Hashable) -> None:
        self.used -= sum(map(len, self._kept.pop(key, ())))
