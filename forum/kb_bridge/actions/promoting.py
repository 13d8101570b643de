"""Beginning an article from threads. Two at once begin one: they hold the threads' rows, and the second finds the first's."""

from dataclasses import dataclass

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.categories.audience import EVERYONE, Audience
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.kb import actions as kb
from forum.kb.actions.writing import Beginning
from forum.kb_bridge import policy
from forum.kb_bridge.drafting import Draft, draft
from forum.kb_bridge.events import ArticlePromoted, ProposalDecided
from forum.kb_bridge.forms import Promotion
from forum.kb_bridge.models import ArticleCredit, ArticlePromotion, ArticleSource, Proposal
from forum.kb_bridge.queries import cards, facts, rules
from forum.kb_bridge.queries.proposals import visible_proposal
from forum.kb_bridge.reach import narrowest
from forum.threads import queries as threads


@dataclass(frozen=True, slots=True)
class Promoted:
    """The article that a promotion leads to, and whether it is new."""

    article_id: int
    lang: str
    is_new: bool


async def promote_thread(actor: Actor, thread_id: int, form: Promotion) -> Promoted:
    """Begin an article from one solved thread. Raises NotFound, Forbidden, Invalid, Conflict."""
    thread = await threads.visible_thread(actor, thread_id)
    policy.may_promote(actor).require()
    form.check()
    if not thread.is_solved:
        raise Invalid(_("This thread is not solved yet, so there is no answer to write down."))
    return await _promote(actor, thread_id, [thread_id], form)


async def promote_cluster(actor: Actor, hub_id: int, form: Promotion) -> Promoted:
    """Begin an article from a thread and those that ask the same by a decision, or from those that were chosen."""
    await threads.visible_thread(actor, hub_id)
    policy.may_promote(actor).require()
    form.check()
    return await _promote(actor, hub_id, await _sources(actor, hub_id, form), form)


async def write(actor: Actor, proposal_id: int, form: Promotion) -> Promoted:
    """Begin the article that a proposal asks for. What somebody else has taken is not written beside them."""
    proposal = await visible_proposal(actor, proposal_id)
    policy.may_promote(actor).require()
    form.check()
    return await _promote(actor, proposal.line.thread_id, await _sources(actor, proposal.line.thread_id, form), form)


async def preview(actor: Actor, thread_ids: list[int]) -> Draft:
    """The draft as it would begin. Writes nothing."""
    policy.may_promote(actor).require()
    return draft(await facts.asked(actor, thread_ids))


async def _sources(actor: Actor, hub_id: int, form: Promotion) -> list[int]:
    if form["chosen"]:
        return await facts.readable_ids(actor, [hub_id, *form["threads"]])
    return await facts.sure_members(actor, hub_id)


async def _promote(actor: Actor, hub_id: int, ids: list[int], form: Promotion) -> Promoted:
    found = await cards.promoted_from(actor, ids)
    if found is not None:
        return Promoted(found, await _language_of(found), False)
    made = draft(await facts.asked(actor, ids))
    ids = list(made.thread_ids)
    section_id = form["section"] or (await rules.rule_of(await facts.category_of(actor, hub_id) or 0))[1]
    if section_id is None:
        raise Invalid({"section": _("Please choose where it stands. Moderators can set a section for each category.")})
    own, is_widened = _audience(await facts.audiences(ids), form["wider"])
    beginning = Beginning(
        section_id=section_id, kind=made.kind, lang=made.lang, title=made.title, source=made.body,
        also_asked=made.also_asked, environment=made.environment, labels=made.labels,
        narrowing=None if own.kind == EVERYONE else own,
    )

    async def work() -> Promoted:
        for number in sorted(ids):
            await database.lock_row("threads", number)
        before = await cards.promoted_from(actor, ids)
        if before is not None:
            return Promoted(before, await _language_of(before), False)
        article_id = await kb.begin(actor, beginning)
        now = clock.now()
        await ArticlePromotion.create(
            article_id=article_id, thread_id=hub_id, promoted_by_id=actor.id, promoted_at=now,
            wider_see=own.kind if is_widened else "", wider_group_id=own.group_id if is_widened else None,
            wider_by_id=actor.id if is_widened else None, wider_at=now if is_widened else None,
        )
        for number in ids:
            await ArticleSource.create(article_id=article_id, thread_id=number, added_at=now, added_by_id=actor.id)
        for post_id, person_id in made.credits:
            await ArticleCredit.create(article_id=article_id, post_id=post_id, person_id=person_id)
        proposal_id = await _settle_proposals(actor, ids, article_id)
        await events.record(ArticlePromoted(
            actor_id=actor.id, subject_id=article_id, thread_id=hub_id, thread_ids=ids, proposal_id=proposal_id,
        ))
        return Promoted(article_id, made.lang, True)

    return await database.transaction(work)


async def _settle_proposals(actor: Actor, thread_ids: list[int], article_id: int) -> int | None:
    """Whatever was proposed about these threads is written now; Conflict when somebody else has taken it."""
    first: int | None = None
    for found in await Proposal.filter(thread_id__in=thread_ids).order_by("id"):
        await database.lock_row("article_proposals", found.id)
        proposal = await Proposal.get(id=found.id)
        if proposal.state in (policy.WRITTEN, policy.DONE):
            continue
        if proposal.state in (policy.TAKEN, policy.HANDED_OVER) and proposal.holder_id != actor.id:
            raise Conflict(_("Somebody else has taken this. Please talk with them first."))
        before = proposal.state
        proposal.state, proposal.holder_id, proposal.article_id = policy.WRITTEN, actor.id, article_id
        proposal.state_at, proposal.state_by_id, proposal.before = clock.now(), actor.id, None
        proposal.version += 1
        await proposal.save()
        await events.record(ProposalDecided(
            actor_id=actor.id, subject_id=proposal.id, thread_id=proposal.thread_id, before=before,
            after=policy.WRITTEN, holder_id=actor.id, reason="",
        ))
        first = first or proposal.id
    return first


def _audience(sources: list[Audience], confirmed: bool) -> tuple[Audience, bool]:
    """The article's own audience: the narrowest of its sources'. Where none lies within the others, somebody confirms."""
    found = narrowest(sources)
    if found is not None:
        return found, False
    if not confirmed:
        raise Invalid({"wider": _(
            "These threads are for different people, so whoever reads the article reads of a thread that is not for them."
            " Leave some out, or confirm that this is all right."
        )})
    return sources[0], True


async def _language_of(article_id: int) -> str:
    return str(await database.value("SELECT source_lang FROM articles WHERE id = $1", article_id))
