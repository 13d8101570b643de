"""Work by the clock: `schedule.py` on the roof lists it, `run_jobs` does it, one process at a time per job by a lease."""

from forum.jobs.runner import Job, run_due, run_jobs

__all__ = ["Job", "run_due", "run_jobs"]
