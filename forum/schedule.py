"""All recurring work: which job, how often."""

from datetime import timedelta
from functools import partial

from forum import mail
from forum.accounts import jobs as accounts
from forum.desk import jobs as desk
from forum.duplicates import jobs as duplicates
from forum.jobs import Job
from forum.kb import jobs as kb
from forum.kb_bridge import jobs as kb_bridge
from forum.leases import jobs as leases
from forum.moderation import jobs as moderation
from forum.notifications import jobs as notifications
from forum.sanctions import jobs as sanctions
from forum.search import jobs as search
from forum.solutions import jobs as solutions
from forum.threads import jobs as threads
from forum.threads import queries as thread_queries
from forum.tickets import jobs as tickets

SCHEDULE: list[Job] = [
    accounts.SWEEP,
    Job("forget_sent_letters", timedelta(hours=6), mail.forget_sent, irrevocable=True),
    Job("forget_trail", timedelta(hours=6), desk.forget_trail, irrevocable=True),
    Job("sweep_leases", timedelta(hours=1), leases.sweep),
    Job("render_again", timedelta(minutes=10), threads.render_again),
    Job("run_thread_timers", timedelta(seconds=30), threads.run_timers),
    Job("score_pairs", timedelta(seconds=5), duplicates.score_pairs),
    Job("gather_clusters", timedelta(minutes=5), duplicates.gather_clusters),
    Job("publish_planned_articles", timedelta(seconds=30), kb.publish_planned),
    Job("render_articles_again", timedelta(minutes=10), kb.render_again),
    Job(
        "check_article_links", timedelta(hours=6),
        partial(kb.check_links, {"threads": thread_queries.exists_publicly}),
    ),
    Job("remind_moderators", timedelta(minutes=15), moderation.remind_moderators),
    Job("propose_articles", timedelta(days=1), kb_bridge.propose_articles),
    Job("escalate_due", timedelta(minutes=5), kb_bridge.escalate_due, irrevocable=True),
    Job("remind_askers", timedelta(hours=1), solutions.remind_askers, irrevocable=True),
    Job("render_tickets_again", timedelta(minutes=10), tickets.render_again),
    Job("keep_forgotten_times", timedelta(minutes=10), tickets.keep_forgotten_times),
    Job("close_solved_tickets", timedelta(minutes=10), tickets.close_solved, irrevocable=True),
    Job("go_on_with_clean_ups", timedelta(seconds=5), sanctions.go_on),
    Job("send_letters", timedelta(seconds=5), notifications.send_letters),
    Job("send_daily_letters", timedelta(minutes=10), notifications.send_daily_letters),
    Job("forget_old_notifications", timedelta(days=1), notifications.forget_old_notifications, irrevocable=True),
    Job("fill_search", timedelta(seconds=10), search.fill),
    Job("forget_composings", timedelta(hours=1), kb_bridge.forget_composings, irrevocable=True),
    Job("forget_missed_searches", timedelta(days=1), search.forget_misses),
]
