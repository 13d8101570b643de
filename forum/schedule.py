"""All recurring work: which job, how often."""

from forum.jobs import Job

SCHEDULE: list[Job] = []
