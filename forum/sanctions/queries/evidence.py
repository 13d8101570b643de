"""Appeals as the moderators' queue shows them: what was decided, and what the person says to that."""

from collections.abc import Sequence

from forum import database
from forum.accounts.actor import Actor
from forum.accounts.standing import reason_words
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.moderation.queries.evidence import Teller, record_of
from forum.moderation.views import Evidence, Text
from forum.sanctions import wording
from forum.sanctions.queries.care import appeal_case
from forum.sanctions.views import AppealCase
from forum.threads.views import Author


async def _titles(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    found = await database.rows(
        "SELECT q.id, q.about, COALESCE(s.kind, e.name, '') AS what FROM appeals q"
        " LEFT JOIN sanctions s ON q.about = 'sanction' AND s.id = q.subject_id"
        f" LEFT JOIN events e ON q.about = 'deed' AND e.id = q.subject_id WHERE q.id IN ({database.id_list(ids)})"
    )
    return {row["id"]: (wording.appeal_title(row["about"], row["what"]), "") for row in found}


async def _evidence(viewer: Actor, appeal_id: int) -> Evidence:
    try:
        case = await appeal_case(viewer, appeal_id)
    except NotFound:
        return Evidence(_("It is not there any more."), (), None)
    author = Author(case.person_name, case.person_display_name, "member")
    texts = [Text(_("What they say"), "", "", "", author, case.made_at, plain=case.words), _decision(case)]
    if case.plain:
        texts.append(Text(_("What it is about"), case.title, case.path, case.lang, None, None, plain=case.plain))
    return Evidence("", texts, await record_of(case.person_id))


def _decision(case: AppealCase) -> Text:
    is_sanction = case.about == "sanction"
    words = (reason_words(case.reason) if case.reason else "", case.decision_words, case.decider)
    return Text(
        _("The decision"), wording.kind(case.what) if is_sanction else wording.deed_done(case.what),
        f"/desk/members/{case.person_id}" if is_sanction else "", "", None, case.decided_at,
        plain=" · ".join(filter(None, words)),
    )


APPEALS = Teller("appeal", _titles, _evidence)
