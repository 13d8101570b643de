"""Every change to accounts, a verb each. What is slow (hashing, wording letters) comes before a transaction begins."""

from forum.accounts.actions.awarding import award, revoke_award
from forum.accounts.actions.blocking import block, unblock
from forum.accounts.actions.changing import (
    change_address,
    change_password,
    hold_bio,
    set_language,
    show_bio,
    update_profile,
)
from forum.accounts.actions.governing import create_account, set_role, unlock
from forum.accounts.actions.grouping import add_member, create_group, delete_group, edit_group, remove_member
from forum.accounts.actions.leaving import anonymise_account, delete_account
from forum.accounts.actions.recovering import request_reset, reset_password
from forum.accounts.actions.sessions import (
    end_other_sessions,
    end_session,
    restrict,
    sign_out,
    start_session,
)
from forum.accounts.actions.signing_in import sign_in
from forum.accounts.actions.signing_up import (
    admit,
    confirm_address,
    hold_account,
    send_confirmation,
    sign_up,
)
from forum.accounts.actions.sweeping import sweep

__all__ = [
    "add_member",
    "admit",
    "anonymise_account",
    "award",
    "block",
    "change_address",
    "change_password",
    "confirm_address",
    "create_account",
    "create_group",
    "delete_account",
    "delete_group",
    "edit_group",
    "end_other_sessions",
    "end_session",
    "hold_account",
    "hold_bio",
    "remove_member",
    "request_reset",
    "reset_password",
    "restrict",
    "revoke_award",
    "send_confirmation",
    "set_language",
    "set_role",
    "show_bio",
    "sign_in",
    "sign_out",
    "sign_up",
    "start_session",
    "sweep",
    "unblock",
    "unlock",
    "update_profile",
]
