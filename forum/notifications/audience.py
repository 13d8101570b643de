"""Whom news may reach, as SQL: one set of conditions for telling, the bell, the list and letters.

They are asked of the tables each time, so that whoever lost sight of a thread (it moved, a group was left, a role was
taken) is not told of it from that moment on, whatever was told before.

Aliases: n notifications, r people (the reader), t threads, c categories, p posts, k tickets.
"""

from forum.accounts.actor import STAFF, SYSTEM
from forum.notifications.kinds import KINDS, LETTERED_APART

_MODERATORS = "('administrator', 'moderator')"
_STAFF = f"({', '.join(repr(role) for role in sorted(STAFF - {'system'}))})"

#: A notification with its reader and what it is about.
SOURCE = (
    "notifications n JOIN people r ON r.id = n.person_id LEFT JOIN threads t ON t.id = n.thread_id"
    " LEFT JOIN categories c ON c.id = t.category_id LEFT JOIN posts p ON p.id = n.post_id"
    " LEFT JOIN tickets k ON k.id = n.ticket_id"
)


def sees(reader: str, category: str) -> str:
    """SQL, true where the person (an alias of `people`) may see the category. A test holds it to `Audience.reaches`."""
    return (
        f"({category}.see IN ('everyone', 'members') OR {reader}.role IN {_MODERATORS}"
        f" OR ({category}.see = 'staff' AND {reader}.role IN {_STAFF})"
        f" OR ({category}.see = 'group' AND EXISTS (SELECT 1 FROM group_members y"
        f" WHERE y.person_id = {reader}.id AND y.group_id = {category}.see_group_id)))"
    )


#: SQL, true where the reader r may read an article that was made from the thread t.
_ANSWERED = (
    "EXISTS (SELECT 1 FROM article_sources yq JOIN articles ya ON ya.id = yq.article_id"
    " JOIN article_sections ys ON ys.id = ya.section_id JOIN article_categories yc ON yc.id = ys.category_id"
    " WHERE yq.thread_id = t.id AND ya.archived_at IS NULL AND ys.archived_at IS NULL AND yc.archived_at IS NULL"
    f" AND {sees('r', 'ys')} AND (ya.see = '' OR {sees('r', 'ya')}) AND EXISTS (SELECT 1 FROM article_translations yt"
    " WHERE yt.article_id = ya.id AND yt.live_number IS NOT NULL))"
)


def stands(kind: str) -> str:
    """SQL, true where a kind of news (as SQL: a column or a quoted word) about t and p still holds and may be read."""
    return (
        f"{sees('r', 'c')} AND CASE {kind}"
        # Of what was taken away its author is told for as long as it is away.
        " WHEN 'removed' THEN p.deleted_at IS NOT NULL OR (p.id IS NULL AND t.deleted_at IS NOT NULL)"
        # That something waits for a moderator's look is its author's business alone.
        " WHEN 'waiting' THEN p.hidden_reason IS NOT NULL AND p.author_id = r.id"
        # Of an article hears whoever may read one that was made from this thread.
        f" WHEN 'article' THEN t.deleted_at IS NULL AND {_ANSWERED}"
        # Of a proposal hears whoever has it, as long as they do.
        f" WHEN 'handed_over' THEN t.deleted_at IS NULL AND r.role IN {_STAFF} AND EXISTS (SELECT 1 FROM article_proposals yh"
        " WHERE yh.thread_id = t.id AND yh.holder_id = r.id AND yh.state <> 'dismissed')"
        # Nobody is asked whether it is solved once that was answered.
        " WHEN 'reminder' THEN t.deleted_at IS NULL AND t.status IN ('open', 'needs_info')"
        # A new thread that was taken out of the lists is announced to nobody any more.
        " WHEN 'thread' THEN t.deleted_at IS NULL AND t.unlisted_at IS NULL AND p.deleted_at IS NULL"
        # What moderators did is told whatever became of the thread or the post, as long as there is one.
        " WHEN 'curated' THEN t.deleted_at IS NULL OR t.merged_into_id IS NOT NULL"
        " ELSE t.deleted_at IS NULL AND p.deleted_at IS NULL END"
    )


def works_on(ticket: str) -> str:
    """SQL, true where the reader r works on the ticket (an alias). A test holds it to `working_condition`."""
    return f"(r.role IN {_MODERATORS} OR (r.role IN {_STAFF} AND {_in_its_group(ticket)}))"


def _in_its_group(ticket: str) -> str:
    return (
        f"({ticket}.see_group_id IS NULL OR EXISTS (SELECT 1"
        f" FROM group_members zy WHERE zy.person_id = r.id AND zy.group_id = {ticket}.see_group_id))"
    )


def sees_ticket(kind: str) -> str:
    """SQL, true where the reader r may be told this kind of news of the ticket k: staff of everything they work on, the
    requester's side of what it reads itself, as long as it does."""
    return (
        f"({works_on('k')} OR ({kind} <> 'ticket' AND k.is_public AND (k.requester_id = r.id OR (EXISTS"
        f" (SELECT 1 FROM ticket_ccs z WHERE z.ticket_id = k.id AND z.person_id = r.id) AND {_in_its_group('k')}))))"
    )


def sees_talk(conversation: str) -> str:
    """SQL, true where the reader r takes part in the side conversation (its id as SQL), or works on its ticket."""
    return (
        "(EXISTS (SELECT 1 FROM side_conversations zs JOIN tickets zt ON zt.id = zs.ticket_id"
        f" WHERE zs.id = {conversation} AND {works_on('zt')})"
        f" OR EXISTS (SELECT 1 FROM side_participants z WHERE z.conversation_id = {conversation}"
        " AND z.person_id = r.id))"
    )


#: SQL, true for rows of SOURCE that their reader may (still) be shown. News of nothing is nobody else's business.
SHOWN = (
    f"(CASE WHEN n.conversation_id IS NOT NULL THEN {sees_talk('n.conversation_id')}"
    f" WHEN n.ticket_id IS NOT NULL THEN {sees_ticket('n.kind')}"
    f" WHEN n.thread_id IS NULL THEN TRUE ELSE ({stands('n.kind')}) END)"
)


def quoted(kind: str) -> str:
    """A kind as a word of SQL. Raises ValueError for one that is not on the list."""
    if kind not in KINDS and kind not in LETTERED_APART:
        raise ValueError(f"{kind!r} is no kind of news")
    return f"'{kind}'"


def present(now: str) -> str:
    """SQL, true where the reader can be told at all: neither gone, nor suspended at `now` (a placeholder)."""
    return (
        f"r.id <> {SYSTEM.id} AND r.anonymised_at IS NULL"
        f" AND (r.suspended_until IS NULL OR r.suspended_until <= {now})"
    )
