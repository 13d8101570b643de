"""The sentences in which news is told: one for each kind, under the bell and in letters alike. Pure."""

from collections.abc import Sequence

from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.moderation.wording import outcome
from forum.notifications.views import NewsLine
from forum.threads.wording import out_of_sight

#: The icon beside each kind of news.
ICONS = {
    "mention": "message",
    "accepted": "solved",
    "official": "official",
    "article": "document",
    "duplicate": "copy",
    "handed_over": "document",
    "quote": "quote",
    "needs_info": "needs_info",
    "reminder": "question",
    "removed": "trash",
    "waiting": "eye",
    "shown": "check",
    "flag": "flag",
    "admitted": "user",
    "review": "clock",
    "request": "inbox",
    "ticket": "inbox",
    "side_talk": "message",
    "curated": "edit",
    "decided": "info",
    "reply": "reply",
    "thread": "plus",
}


def sentence(line: NewsLine) -> str:
    """What happened, without the thread's title, which stands beside it."""
    name, num = line.actor_display_name or _("Somebody"), line.others
    match line.kind:
        case "mention":
            if not num:
                return _("%(name)s mentioned you", name=name)
            return ngettext(
                "%(name)s and %(num)s other mentioned you", "%(name)s and %(num)s others mentioned you", num, name=name
            )
        case "quote":
            if not num:
                return _("%(name)s replied to what you wrote", name=name)
            return ngettext(
                "%(name)s and %(num)s other replied to what you wrote",
                "%(name)s and %(num)s others replied to what you wrote", num, name=name,
            )
        case "accepted":
            if line.is_mine:
                return _("%(name)s accepted your reply as the solution", name=name)
            if line.post_id is None:
                return _("%(name)s said that it is solved", name=name)
            return _("%(name)s accepted a solution", name=name)
        case "official":
            if line.is_mine:
                return _("%(name)s marked your reply as official", name=name)
            return _("%(name)s marked a reply as official", name=name)
        case "duplicate":
            return _("%(name)s found that it was asked before", name=name)
        case "article":
            return _("An article answers it now")
        case "needs_info":
            return _("%(name)s needs more information from you", name=name)
        case "reminder":
            return _("Please say whether it is solved")
        case "removed":
            return _("A moderator deleted your reply") if line.post_id else _("A moderator deleted your thread")
        case "waiting":
            why = out_of_sight(line.reason, held=line.is_held)
            return _("What you wrote waits for a moderator. %(why)s", why=why)
        case "shown":
            return _("A moderator has looked at what you wrote, and everybody sees it now")
        case "flag":
            return outcome(line.reason)
        case "admitted":
            return _("You are let in, and can write from now on. Welcome!")
        case "review":
            return _("Things wait in the review queue for longer than they should")
        case "curated":
            return curated(line.deed)
        case "decided":
            return decided(line.deed)
        case "request":
            return _of_request(line.event, name)
        case "ticket":
            return _of_ticket(line.event, name)
        case "side_talk":
            return _("%(name)s wrote to you in a side conversation", name=name)
        case "handed_over":
            return _("%(name)s asks you to write an article", name=name)
        case "thread":
            return _("%(name)s opened a new thread", name=name)
        case "reply":
            return _replies(name, num, line.count)
    raise ValueError(f"{line.kind!r} is no kind of news")


def curated(deed: str) -> str:
    """What a moderator (or the clock, for one) did with a reader's thread or post. Names nobody: the reason counts."""
    match deed:
        case "thread.closed":
            return _("Your thread was closed")
        case "thread.reopened":
            return _("Your thread was opened again")
        case "thread.locked":
            return _("Replies to your thread were stopped")
        case "thread.locked.undone":
            return _("Your thread takes replies again")
        case "thread.unlisted":
            return _("Your thread was taken out of the lists; its address still works")
        case "thread.unlisted.undone":
            return _("Your thread stands in the lists again")
        case "thread.archived":
            return _("Your thread was archived")
        case "thread.archived.undone":
            return _("Your thread was brought back from the archive")
        case "thread.split":
            return _("What you wrote is part of a thread of its own now")
        case "thread.merged":
            return _("Your thread was merged into another one")
        case "post.redacted":
            return _("Something was removed from what you wrote")
        case "thread.moved":
            return _("Your thread was moved to another category")
    return _("A moderator changed something about what you wrote")


def decided(deed: str) -> str:
    """What was decided about a person; the page of their standing says more."""
    match deed:
        case "person.sanction_lifted":
            return _("A moderator took back a decision about your account")
        case "appeal.answered":
            return _("Your appeal was looked at")
    return _("A moderator decided something about your account")


def why(lines: Sequence[NewsLine]) -> str:
    """Why these lines are told, at the foot of a letter about one thread."""
    kinds = {line.kind for line in lines}
    if any(line.ticket_id is not None or line.conversation_id is not None for line in lines):
        return _("You get this letter because this concerns a request or ticket of yours.")
    if kinds <= {"thread"}:
        return _("You get this letter because you watch the category or a tag of this thread.")
    if kinds <= {"waiting", "shown", "flag", "admitted"}:
        return _("You get this letter because it is about what you wrote, flagged or asked for.")
    if kinds <= {"review"}:
        return _("You get this letter because you are a moderator.")
    if kinds <= {"handed_over"}:
        return _("You get this letter because somebody of the team gave this to you.")
    if kinds <= {"reply"}:
        return _("You get this letter because you watch this thread.")
    return _("You get this letter because this concerns you or a thread that you watch.")


def kind_label(kind: str) -> str:
    """A kind of news on the page where people choose their letters."""
    return {
        "mention": _("Somebody mentions me"),
        "accepted": _("A solution is accepted"),
        "official": _("A reply is marked as official"),
        "article": _("An article is written about my question, or with words of mine"),
        "duplicate": _("My question is marked as asked before"),
        "quote": _("Somebody replies to what I wrote"),
        "needs_info": _("My question needs more information"),
        "reminder": _("I am asked whether my question is solved"),
        "removed": _("A moderator deletes what I wrote"),
        "waiting": _("What I wrote waits for a moderator"),
        "shown": _("What I wrote is shown after a moderator's look"),
        "flag": _("Moderators looked at what I flagged"),
        "admitted": _("I am let in as a new member"),
        "handed_over": _("An article is handed to me to be written (for the team)"),
        "review": _("Things wait long in the review queue (for moderators)"),
        "request": _("There is something new in a request of mine"),
        "ticket": _("A ticket is given to me or my team, or something happens in one that I work on or follow"),
        "side_talk": _("Somebody writes in a side conversation that I take part in"),
        "curated": _("A moderator changes the state of what I wrote"),
        "reply": _("There is a reply in a thread that I watch"),
        "thread": _("There is a new thread in a category or tag that I watch"),
    }[kind]


def chosen(target_type: str, level: str) -> str:
    """What a level that was just chosen means."""
    if level == "normal":
        return _("You are told of what concerns you here.")
    if target_type == "thread":
        return (
            _("You are told of every reply in this thread.") if level == "watching"
            else _("You are told of nothing in this thread any more.")
        )
    if target_type == "category":
        return (
            _("You are told of every new thread in this category.") if level == "watching"
            else _("You are told of no new threads in this category.")
        )
    return (
        _("You are told of every new thread with this tag.") if level == "watching"
        else _("You are told of no new threads with this tag.")
    )


def _of_request(event: str, name: str) -> str:
    """What happened in a request, as its side reads it."""
    match event:
        case "ticket.opened":
            return _("%(name)s opened a request for you", name=name)
        case "ticket.status_changed":
            return _("%(name)s marked a request as solved", name=name)
        case "ticket.promised":
            return _("%(name)s says by when you can expect an outcome", name=name)
        case "ticket.copied":
            return _("%(name)s put you in copy of a request", name=name)
        case "ticket.merged":
            return _("Your request goes on as another one")
    return _("%(name)s answered in a request", name=name)


def _of_ticket(event: str, name: str) -> str:
    """What happened in a ticket, as staff read it."""
    match event:
        case "ticket.assigned":
            return _("%(name)s gave a ticket to you or your team", name=name)
        case "ticket.commented":
            return _("%(name)s wrote in a ticket", name=name)
        case "ticket.status_changed":
            return _("%(name)s changed the status of a ticket", name=name)
    return _("%(name)s changed a ticket", name=name)


def _replies(name: str, others: int, count: int) -> str:
    if others:
        return ngettext("%(name)s and %(num)s other replied", "%(name)s and %(num)s others replied", others, name=name)
    if count > 1:
        return ngettext("%(name)s wrote %(num)s reply", "%(name)s wrote %(num)s replies", count, name=name)
    return _("%(name)s replied", name=name)
