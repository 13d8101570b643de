"""Doors on the desk: the queue of proposals, and one of them with its evidence and what may be decided."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.kb import queries as kb
from forum.kb_bridge import policy, wording
from forum.kb_bridge.actions import promoting, proposing
from forum.kb_bridge.forms import Decision, Dismissal, HandOver, Promotion
from forum.kb_bridge.pages.promoting import arrived, read_promotion
from forum.kb_bridge.pages.sections import section_choices
from forum.kb_bridge.queries import facts, rules
from forum.kb_bridge.queries.answers import with_their_cards
from forum.kb_bridge.queries.proposals import TABS, counts, history, members, queue, visible_proposal
from forum.kb_bridge.views import ProposalView
from forum.web import admin, answers, problems, ratelimit, reading

HOME = "/desk/proposals"


async def show_queue(request: Request) -> Response:
    """GET /desk/proposals: what deserves an article, the most asked first."""
    viewer: Actor = request.scope["viewer"]
    policy.may_promote(viewer).require()
    tab = reading.query(request, "tab", TABS[0])
    tab = tab if tab in TABS else TABS[0]
    lines, page, page_count = await queue(viewer, tab, reading.number(request, "page", 1))
    names = {
        "open": _("To decide"), "mine": _("Mine"), "written": _("Being written"), "done": _("Published"),
        "dismissed": _("Dismissed"),
    }
    context = {
        "lines": lines, "page": page, "page_count": page_count, "tab": tab,
        "tabs": [
            {"label": names[name], "url": f"{HOME}?tab={name}", "current": name == tab, "count": count}
            for name, count in (await counts(viewer)).items()
        ],
        "url_for": lambda number: f"{HOME}?tab={tab}&page={number}", "state_name": wording.state,
        "origin_name": wording.origin, "may_set_rules": bool(policy.may_set_rules(viewer)),
    }
    return await answers.page(request, "kb_bridge/proposals.html", admin.admin_context(request) | context)


async def show(request: Request) -> Response:
    """GET /desk/proposals/ID: the threads that ask it, what answers them, and the decision."""
    return await _page(request, await _proposal(request))


async def write(request: Request) -> Response:
    """POST /desk/proposals/ID/article: begin the article from what is ticked."""
    proposal = await _proposal(request)
    await ratelimit.limit(request, "act")
    form = read_promotion(await reading.form(request))
    try:
        made = await promoting.write(request.scope["viewer"], proposal.id, form)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, proposal, promotion=form, status=422)
    except Conflict as error:
        return answers.redirect(request, f"{HOME}/{proposal.id}", flash_text=error.sentence, kind="warning")
    return arrived(request, made)


async def take(request: Request) -> Response:
    """POST /desk/proposals/ID/holder: I write it."""
    proposal = await _proposal(request)
    form = Decision.read(await reading.form(request))
    await ratelimit.limit(request, "act")
    return await _decided(
        request, proposal, proposing.take(request.scope["viewer"], proposal.id, form), _("It is yours now.")
    )


async def release(request: Request) -> Response:
    """POST /desk/proposals/ID/holder/remove: somebody else may write it."""
    proposal = await _proposal(request)
    form = Decision.read(await reading.form(request))
    await ratelimit.limit(request, "act")
    return await _decided(
        request, proposal, proposing.release(request.scope["viewer"], proposal.id, form), _("Nobody has it now.")
    )


async def hand_over(request: Request) -> Response:
    """POST /desk/proposals/ID/hand-over: somebody else writes it."""
    proposal = await _proposal(request)
    form = HandOver.read(await reading.form(request))
    await ratelimit.limit(request, "act")
    try:
        return await _decided(
            request, proposal, proposing.hand_over(request.scope["viewer"], proposal.id, form), _("Handed over.")
        )
    except Invalid as error:
        form.refuse(error)
        return await _page(request, proposal, handing=form, status=422)


async def dismiss(request: Request) -> Response:
    """POST /desk/proposals/ID/dismissal: it needs no article."""
    proposal = await _proposal(request)
    form = Dismissal.read(await reading.form(request))
    await ratelimit.limit(request, "act")
    try:
        said = _("Dismissed. It comes back when more people ask it. You can take this back below.")
        return await _decided(request, proposal, proposing.dismiss(request.scope["viewer"], proposal.id, form), said)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, proposal, dismissal=form, status=422)


async def restore(request: Request) -> Response:
    """POST /desk/proposals/ID/dismissal/remove: it is again what it was."""
    proposal = await _proposal(request)
    form = Decision.read(await reading.form(request))
    await ratelimit.limit(request, "act")
    return await _decided(
        request, proposal, proposing.restore(request.scope["viewer"], proposal.id, form), _("Taken back.")
    )


async def _proposal(request: Request) -> ProposalView:
    viewer: Actor = request.scope["viewer"]
    policy.may_promote(viewer).require()
    return await visible_proposal(viewer, reading.path_id(request))


async def _decided(request: Request, proposal: ProposalView, deciding: Any, said: str) -> Response:
    """Back to the proposal; somebody who decided first is told of, not overruled."""
    address = f"{HOME}/{proposal.id}"
    try:
        await deciding
    except Conflict as error:
        return await problems.outrun(request, error.sentence, address)
    return answers.redirect(request, address, flash_text=said)


async def _page(
    request: Request, proposal: ProposalView, *, promotion: Promotion | None = None, handing: HandOver | None = None,
    dismissal: Dismissal | None = None, status: int = 200,
) -> Response:
    viewer: Actor = request.scope["viewer"]
    evidence = await members(viewer, proposal.line.thread_id, proposal.cluster_id)
    section_id = (await rules.rule_of(proposal.category_id))[1]
    if promotion is None:
        promotion = Promotion({"section": str(section_id or "")})
        ticked = {one.thread_id for one in evidence if one.is_sure}
    else:
        ticked = {int(number) for number in promotion.values["threads"].split(",") if number.isdecimal()}
    context = {
        "proposal": proposal, "members": evidence, "ticked": ticked,
        "answers": await with_their_cards(
            viewer, await facts.answers_of(viewer, [one.thread_id for one in evidence]),
            answers.maker(request, "kb_bridge/_card.html", "a"),
        ),
        "askers": len({one.asker_name for one in evidence}),
        "same_problem": sum(one.same_problem_count for one in evidence), "views": sum(one.view_count for one in evidence),
        "history": [(wording.happened(name, data), who, at) for name, data, who, at in await history(proposal.id)],
        "sections": [("", _("Please choose")), *await section_choices(viewer)],
        "team": [("", _("Please choose")), *(
            (str(one.id), one.shown) for one in await kb.team() if one.id != viewer.id
        )],
        "promotion": promotion, "handing": handing or HandOver(), "dismissal": dismissal or Dismissal(),
        "may_take": policy.may_take(viewer, proposal), "may_release": bool(policy.may_release(viewer, proposal)),
        "may_hand_over": bool(policy.may_hand_over(viewer, proposal)) and proposal.state in policy.UNDECIDED,
        "may_dismiss": bool(policy.may_dismiss(viewer, proposal)) and proposal.state in policy.UNDECIDED,
        "may_restore": bool(policy.may_restore(viewer, proposal)), "may_write": policy.may_write(viewer, proposal),
        "state_name": wording.state, "origin_name": wording.origin,
        "article_id": await _article_for(viewer, proposal),
    }
    return await answers.page(request, "kb_bridge/proposal.html", admin.admin_context(request) | context, status=status)


async def _article_for(viewer: Actor, proposal: ProposalView) -> int | None:
    """Its article, unless that is for others of the team."""
    if proposal.article_id is None:
        return None
    return await kb.found_on_desk(viewer, proposal.article_id)


_ONE = f"{HOME}/{{id}}"

routes: list[BaseRoute] = [
    Route(HOME, show_queue, methods=["GET"]),
    Route(_ONE, show, methods=["GET"]),
    Route(f"{_ONE}/article", write, methods=["POST"]),
    Route(f"{_ONE}/holder", take, methods=["POST"]),
    Route(f"{_ONE}/holder/remove", release, methods=["POST"]),
    Route(f"{_ONE}/hand-over", hand_over, methods=["POST"]),
    Route(f"{_ONE}/dismissal", dismiss, methods=["POST"]),
    Route(f"{_ONE}/dismissal/remove", restore, methods=["POST"]),
]
