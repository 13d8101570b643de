"""Indexes that are derived from rows and can drift from them: one sheet, to which each flat that keeps an index adds one.

An index is checked like a ledger, by ranges of ids of the table it is made from: `table` is that table, and `drifts`
tells what the index lacks of the rows in the range, what it holds that they do not say, and what it holds for ids that
are no rows any more. The ranges of a round touch each other, so that what was left behind in a gap is found as well.
"""

from forum.transfer.checking.compared_words import ComparedWords
from forum.transfer.checking.ledgers import Ledger
from forum.transfer.checking.search_words import SearchArticles, SearchWords

INDEXES: tuple[Ledger, ...] = (SearchWords(), SearchArticles(), ComparedWords())
