"""What sanctions do by the clock."""

from forum.sanctions.actions.cleaning import go_on

__all__ = ["go_on"]
