"""The demo's articles from threads: one cluster became an article that stands in its threads, another waits for somebody."""

from forum.demo.articles import Acting
from forum.demo.story import unfold
from forum.kb import actions, queries
from forum.kb.forms import Publication, Writing
from forum.kb.models import ArticleSection
from forum.kb_bridge.actions import promoting, proposing, ruling
from forum.kb_bridge.forms import Promotion, Rule
from forum.threads import queries as threads

#: What the team made of the draft: the reply that was accepted, put in order.
TITLE = "Change the name and address on your invoices"
BODY = """
    Where the name and the address come from that stand on your invoices, and what can still be changed on one that you have.

    ## Before you start

    Only the owner of an account sees the page; a member of a team does not.

    ## Steps

    1. Open *Account → Billing → Billing details → Edit*. (The address in your *profile* is where we would send a parcel.)
    2. Change the name, the street or the town. For a company, tick **This is a business**: two more lines appear, for its name
       and its tax number.
    3. Save. The next invoice says what you see there.

    ## Invoices that were issued already

    | What | Who changes it | From when |
    |---|---|---|
    | An invoice of this month | you, by *Request a corrected invoice* beside it | two working days |
    | Older invoices | nobody | never |

    ## If it does not work

    Changing the country or a VAT number is ours to do: please ask here.
"""


async def load(acting: Acting, promoted_id: int, proposed_id: int) -> None:
    """Promote the cluster around one thread and publish its article; propose one for the cluster around another."""
    moderator, writer = await acting("graham"), await acting("priya")
    sections = {row.name_en: row.id for row in await ArticleSection.all()}
    rule = {"proposes": "on", "members": "3", "askers": "2", "solved_percent": "20", "within_days": "365", "version": "0"}
    for thread_id, section in ((promoted_id, "Plans and invoices"), (proposed_id, "Wi-Fi and pairing")):
        category_id = (await threads.visible_thread(moderator, thread_id)).category_id
        await ruling.set_rule(moderator, category_id, Rule.read(rule | {"section": str(sections[section])}))
    made = await promoting.promote_cluster(writer, promoted_id, Promotion.read({}))
    version = (await queries.article_on_desk(writer, made.article_id)).versions[0]
    draft = await queries.latest(version)
    number = await actions.save_text(writer, made.article_id, made.lang, Writing.read({
        "title": TITLE, "body": unfold(BODY), "also_asked": f"{draft.title}\n{draft.also_asked}",
        "environment": draft.environment, "base": str(draft.number),
    }))
    await actions.ask_review(writer, made.article_id, made.lang)
    await actions.publish(moderator, made.article_id, made.lang, Publication.read({"number": str(number)}))
    await proposing.consider_all()
