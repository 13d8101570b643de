"""What this flat does by the clock."""

from forum.solutions import actions


async def remind_askers() -> None:
    """Ask the askers of answered threads whether they are solved."""
    while await actions.send_due_reminders():
        continue
