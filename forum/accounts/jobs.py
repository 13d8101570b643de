"""What accounts do by the clock."""

from datetime import timedelta

from forum.accounts import actions
from forum.jobs import Job

SWEEP = Job("accounts.sweep", timedelta(hours=1), actions.sweep, irrevocable=True)
