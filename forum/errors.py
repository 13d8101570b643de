"""The few ways in which an action or a query refuses. Each carries the sentence that the person will read."""

from datetime import datetime


class Refusal(Exception):
    """A refusal that a person caused and can understand. `sentence` is translated already, in the reader's language."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refusal):
    """Not there, or not there for this viewer: the two are told alike, so that existence does not leak."""


class Forbidden(Refusal):
    """The viewer sees the thing but may not do this to it."""


class SignInNeeded(Forbidden):
    """A guest tried what signed-in people may do: doors lead to the sign-in page and back."""


class Suspended(Forbidden):
    """Whoever signs in is who they say, but a moderator suspended the account. `until` may be far beyond all plans."""

    def __init__(self, sentence: str, person_id: int, until: datetime) -> None:
        super().__init__(sentence)
        self.person_id, self.until = person_id, until


class Invalid(Refusal):
    """What was submitted cannot be taken. `errors` maps a field's name (or "" for the whole form) to a sentence."""

    def __init__(self, errors: dict[str, str] | str) -> None:
        self.errors = {"": errors} if isinstance(errors, str) else errors
        super().__init__(next(iter(self.errors.values()), ""))


class Conflict(Refusal):
    """Somebody else was faster: the row changed since it was read. Nothing was written."""


class TooMany(Refusal):
    """A rate limit. `retry_after` is in seconds."""

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Locked(TooMany):
    """The account (or address) is locked after too many failed sign-ins."""
