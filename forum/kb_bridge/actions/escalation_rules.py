"""A category's rule for escalations, and what the clock does by it."""

from collections import Counter

from forum import clock, database, events
from forum.accounts.actor import SYSTEM, Actor
from forum.categories import queries as categories
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.kb_bridge import policy
from forum.kb_bridge.actions.escalating import escalate_by_rule
from forum.kb_bridge.events import EscalationRuleChanged
from forum.kb_bridge.forms import EscalationRuleForm
from forum.kb_bridge.models import EscalationRule
from forum.kb_bridge.queries import escalation_rules as queries
from forum.tickets.models import SupportGroup


async def set_rule(actor: Actor, category_id: int, form: EscalationRuleForm) -> None:
    """Give a category its own rule. Raises NotFound, Invalid, or Conflict when somebody did since `form["version"]`."""
    policy.may_set_escalation(actor).require()
    if category_id not in await categories.visible_ids(actor):
        raise NotFound
    form.check()
    if form["group"] is not None and not await SupportGroup.exists(id=form["group"], archived_at=None):
        raise Invalid({"group": _("Please choose one of the options.")})

    async def work() -> None:
        await database.lock_row("categories", category_id)
        row = await EscalationRule.get_or_none(category_id=category_id)
        if (row.version if row is not None else 0) != form["version"]:
            raise Conflict(_("Somebody else changed this meanwhile. Please look at it again."))
        values = {
            name: form[name] for name in (
                "by_asker", "by_helpers", "policy", "hours", "in_business_hours", "views", "members", "within_days", "tags",
                "accept_solves", "solve_accepts",
            )
        } | {"group_id": form["group"], "priority": form["priority"] or ""}
        kept = {"updated_at": clock.now(), "updated_by_id": actor.id, "version": form["version"] + 1}
        if row is None:
            await EscalationRule.create(category_id=category_id, **values, **kept)
        else:
            await EscalationRule.filter(category_id=category_id).update(**values, **kept)
        await events.record(EscalationRuleChanged(
            actor_id=actor.id, subject_id=category_id, policy=form["policy"], by_asker=form["by_asker"],
            by_helpers=form["by_helpers"],
        ))

    await database.transaction(work)


async def escalate_due() -> int:
    """Take to support what the rules say, each thread once ever; returns how many. A run takes so many of each category."""
    found: Counter[int] = Counter()
    made: Counter[int] = Counter()
    for line in await queries.rules(SYSTEM):
        if line.rule.policy == "off":
            continue
        due = await queries.due(SYSTEM, line.category_id, line.rule)
        found[line.kept_by] += len(due)
        for thread in due:
            made[line.kept_by] += await escalate_by_rule(thread.id, line.rule) is not None
    for category_id, number in found.items():
        await EscalationRule.filter(category_id=category_id).update(
            last_run_at=clock.now(), last_found=number, last_made=made[category_id]
        )
    return made.total()
