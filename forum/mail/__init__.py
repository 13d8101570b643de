"""Letters: the only place that sends e-mail.

Words: a *letter* is one e-mail to one address; it is *posted* into a durable outbox, in the transaction of what it
tells, and *sent* by the postman soon after the commit, by SMTP or into a folder. A letter is *stuck* when every try
failed. The wording of a letter stands in `templates/letters/`.

    words = mail.word("verify_address", locale=person.language, person_name=person.display_name, url=url)
    await mail.post(person.email, words, recipient_id=person.id, dedupe_key=f"verify:{token.id}")
"""

from forum.mail.addresses import BadAddress, clean_address
from forum.mail.delivery import deliver_due, retry, run_postman
from forum.mail.outbox import blank, discard_all, forget_sent, post, unsubscribe_headers, withdraw
from forum.mail.wording import Words, word

__all__ = [
    "BadAddress",
    "Words",
    "blank",
    "clean_address",
    "deliver_due",
    "discard_all",
    "forget_sent",
    "post",
    "retry",
    "run_postman",
    "unsubscribe_headers",
    "withdraw",
    "word",
]
