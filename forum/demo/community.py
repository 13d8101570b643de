"""The whole demo community, gathered from `content/` and ordered by age so that it can be lived through once more."""

from itertools import chain

from forum.demo.content import (
    threads_en_account,
    threads_en_hub,
    threads_en_lounge,
    threads_en_print_notes,
    threads_en_vault,
    threads_en_wifi,
    threads_ja_account,
    threads_ja_hub,
    threads_ja_lounge,
    threads_ja_print_notes,
    threads_ja_vault,
)
from forum.demo.content.categories import CATEGORIES
from forum.demo.content.people import GROUPS, PEOPLE
from forum.demo.content.tags import TAGS
from forum.demo.story import DemoCommunity

_MODULES = (
    threads_en_account,
    threads_en_hub,
    threads_en_lounge,
    threads_en_print_notes,
    threads_en_vault,
    threads_en_wifi,
    threads_ja_account,
    threads_ja_hub,
    threads_ja_lounge,
    threads_ja_print_notes,
    threads_ja_vault,
)

COMMUNITY = DemoCommunity(
    people=PEOPLE,
    groups=GROUPS,
    categories=CATEGORIES,
    tags=TAGS,
    threads=tuple(
        sorted(chain.from_iterable(module.THREADS for module in _MODULES), key=lambda thread: -thread.days_ago)
    ),
)
