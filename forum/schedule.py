"""All recurring work: which job, how often."""

from datetime import timedelta

from forum import mail
from forum.accounts import jobs as accounts
from forum.jobs import Job
from forum.notifications import jobs as notifications
from forum.search import jobs as search
from forum.solutions import jobs as solutions
from forum.threads import jobs as threads

SCHEDULE: list[Job] = [
    accounts.SWEEP,
    Job("forget_sent_letters", timedelta(hours=6), mail.forget_sent, irrevocable=True),
    Job("render_again", timedelta(minutes=10), threads.render_again),
    Job("remind_askers", timedelta(hours=1), solutions.remind_askers, irrevocable=True),
    Job("send_letters", timedelta(seconds=5), notifications.send_letters),
    Job("send_daily_letters", timedelta(minutes=10), notifications.send_daily_letters),
    Job("forget_old_notifications", timedelta(days=1), notifications.forget_old_notifications, irrevocable=True),
    Job("fill_search", timedelta(seconds=10), search.fill),
    Job("forget_missed_searches", timedelta(days=1), search.forget_misses),
]
