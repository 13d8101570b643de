"""Editing posts: every version stays on record; quick fixes by the same hand join the one before."""

from datetime import timedelta

from forum import clock, database, events, settings
from forum.accounts.actor import Actor
from forum.errors import Conflict, Forbidden, Invalid
from forum.i18n import gettext as _
from forum.text import slugs
from forum.text.excerpt import excerpt
from forum.threads import queries
from forum.threads.actions.asking import EXCERPT, Posted, write
from forum.threads.actions.summary import load_for_change, load_post
from forum.threads.events import PostEdited
from forum.threads.forms import Edit
from forum.threads.models import Revision
from forum.threads.policy import may_edit
from forum.threads.views import post_path


async def edit(actor: Actor, post_id: int, form: Edit) -> Posted:
    """Give a post another text (and the opening post another title).

    Raises NotFound, Forbidden, Invalid, or Conflict when somebody else edited it since `form["version"]`. What is the
    same as before changes nothing.
    """
    thread, post = await queries.post_for(actor, post_id)
    may_edit(actor, thread, post).require()
    form.check()
    title = form["title"] if post.position == 0 else ""
    if post.position == 0 and not title:
        raise Invalid({"title": _("Please fill this in.")})
    written = await write(form["body"], title)

    async def work() -> Posted:
        row = await load_for_change(thread.id)
        kept = await load_post(post.id, row)
        if kept.deleted_at is not None or row.deleted_at is not None:
            raise Forbidden(_("What was deleted cannot be edited."))
        if kept.version != form["version"]:
            raise Conflict(_("Somebody else edited this while you were writing. Your text is kept; compare it with theirs."))
        path = post_path(row.id, slugs.slug(title)[:100] if title else row.slug, kept.id, kept.position)
        retitled = bool(title) and title != row.title
        if kept.source == written.source and not retitled:
            return Posted(row.id, kept.id, path, repeated=True)
        now = clock.now()
        last = await Revision.filter(post_id=kept.id).order_by("-number").first()
        assert last is not None
        grace = timedelta(minutes=settings.current().edit_grace_minutes)
        joined = last.author_id == actor.id and now - last.created_at < grace and not form["reason"]
        if joined:
            last.source, last.title = written.source, title
            await last.save(update_fields=["source", "title"])
        else:
            await Revision.create(
                post_id=kept.id, number=last.number + 1, title=title, source=written.source, author_id=actor.id,
                reason=form["reason"], created_at=now,
            )
            kept.revision_count = last.number + 1
            kept.edited_at, kept.edited_by_id = now, actor.id
        already = set((await database.value("SELECT plain FROM posts WHERE id = $1", kept.id) or "").split())
        kept.source, kept.html, kept.html_version = written.source, written.rendered.html, written.rendered.version
        kept.plain, kept.lang, kept.fingerprint = written.rendered.plain, written.lang, written.fingerprint
        kept.version += 1
        await kept.save()
        row.version += 1
        if kept.position == 0:
            row.title, row.slug, row.lang = title, slugs.slug(title)[:100], written.lang
            row.excerpt = excerpt(written.rendered.plain, EXCERPT)
        if row.solution_post_id == kept.id:
            row.answer_excerpt = excerpt(written.rendered.plain, EXCERPT)
        await row.save(update_fields=["title", "slug", "lang", "excerpt", "answer_excerpt", "version"])
        await events.record(PostEdited(
            actor_id=actor.id, subject_id=kept.id, thread_id=row.id, number=kept.revision_count, reason=form["reason"],
            title_changed=retitled,
            mentions=[name for name in written.rendered.mentions if f"@{name}" not in already],
        ))
        return Posted(row.id, kept.id, path)

    return await database.transaction(work)


async def restore_revision(actor: Actor, post_id: int, number: int) -> Posted:
    """Make a post say again what it said in revision `number`, as an edit of its own. Raises as `edit` does."""
    thread, post = await queries.post_for(actor, post_id)
    may_edit(actor, thread, post).require()
    earlier = await queries.revision(post, number)
    return await edit(actor, post_id, Edit.read({
        "title": earlier.title, "body": earlier.source, "version": str(post.version),
        "reason": _("Restored revision %(number)s", number=number),
    }))
