"""A category's rule: in which section its articles begin, and from when on one is proposed."""

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.errors import Conflict, NotFound
from forum.i18n import gettext as _
from forum.kb.actions.writing import check_section
from forum.kb_bridge import policy
from forum.kb_bridge.events import PromotionRuleChanged
from forum.kb_bridge.forms import Rule
from forum.kb_bridge.models import PromotionRule


async def set_rule(actor: Actor, category_id: int, form: Rule) -> None:
    """Give a category its own rule. Raises Conflict when somebody did since `form["version"]` (0 for none), Invalid."""
    policy.may_set_rules(actor).require()
    if category_id not in await categories.visible_ids(actor):
        raise NotFound
    form.check()
    if form["section"] is not None:
        await check_section(actor, form["section"])

    async def work() -> None:
        await database.lock_row("categories", category_id)
        row = await PromotionRule.get_or_none(category_id=category_id)
        if (row.version if row is not None else 0) != form["version"]:
            raise Conflict(_("Somebody else changed this meanwhile. Please look at it again."))
        values = {
            "section_id": form["section"], "proposes": form["proposes"], "members": form["members"],
            "askers": form["askers"], "solved_percent": form["solved_percent"], "within_days": form["within_days"],
        }
        kept = {"updated_at": clock.now(), "updated_by_id": actor.id, "version": form["version"] + 1}
        if row is None:
            await PromotionRule.create(category_id=category_id, **values, **kept)
        else:
            await PromotionRule.filter(category_id=category_id).update(**values, **kept)
        await events.record(PromotionRuleChanged(actor_id=actor.id, subject_id=category_id, **values))

    await database.transaction(work)

