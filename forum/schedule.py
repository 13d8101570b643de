"""All recurring work: which job, how often."""

from datetime import timedelta

from forum.jobs import Job
from forum.solutions import jobs as solutions

SCHEDULE: list[Job] = [
    Job("remind_askers", timedelta(hours=1), solutions.remind_askers),
]
