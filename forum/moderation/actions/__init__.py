"""Every write of moderation: flags, decisions in the queue, watched words."""

from forum.moderation.actions.deciding_people import PEOPLE
from forum.moderation.actions.deciding_posts import POSTS
from forum.moderation.actions.erasing import erase
from forum.moderation.actions.flagging import flag, report, withdraw
from forum.moderation.actions.holding import look, unwatch, watch
from forum.moderation.actions.profiles import look_at_profile
from forum.moderation.actions.reviewing import Many, claim, decide, decide_many, let_go, undo

__all__ = [
    "PEOPLE",
    "POSTS",
    "Many",
    "claim",
    "decide",
    "decide_many",
    "erase",
    "flag",
    "let_go",
    "look",
    "look_at_profile",
    "report",
    "undo",
    "unwatch",
    "watch",
    "withdraw",
]
