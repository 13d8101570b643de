"""Making tags while asking, and tending them on the desk."""

from collections.abc import Iterable, Mapping, Sequence

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.categories import policy
from forum.categories.events import TagCreated, TagDeleted, TagEdited, TagMerged, TagSynonymAdded, TagSynonymRemoved
from forum.categories.models import Tag
from forum.categories.naming import MAX_TAGS, clean_tag, tag_key
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.i18n import ngettext


async def ensure_tags(actor: Actor, names: Sequence[str]) -> list[Tag]:
    """The tags for what a person wrote, in that order, each once: synonyms resolved, and new ones made where they may.

    Part of the caller's transaction, which keeps the tags from being merged away until it ends. Raises Invalid
    ({"tags": …}) for names that cannot be tags, for more than five, and for new ones that the actor may not make.
    """
    wanted = _wanted(names)
    if not wanted:
        return []

    async def work() -> list[Tag]:
        found = await _held("name_key", wanted)
        unknown = [key for key in wanted if key not in {tag.name_key for tag in found}]
        if unknown:
            _require_creation(actor, [wanted[key] for key in unknown])
            for key in unknown:
                await _insert(actor, wanted[key], key)
            found = await _held("name_key", wanted)
        by_key = {tag.name_key: tag for tag in found}
        real = {tag.id: tag for tag in await _held("id", {tag.synonym_of_id or tag.id for tag in found})}
        ordered = [real[by_key[key].synonym_of_id or by_key[key].id] for key in wanted]
        return list(dict.fromkeys(ordered))

    return await database.transaction(work)


async def create_tag(actor: Actor, name: str, description: str) -> Tag:
    """Make a tag on the desk. Raises Invalid when there is one of that name or spelling."""
    policy.may_edit_tag(actor).require()
    name = _cleaned(name, "name")

    async def work() -> Tag:
        if not await _insert(actor, name, tag_key(name), description):
            raise Invalid({"name": _("There is a tag or a spelling of that name already.")})
        return await Tag.get(name_key=tag_key(name))

    return await database.transaction(work)


async def edit_tag(actor: Actor, tag_id: int, description: str) -> Tag:
    """Change what a tag is said to be for."""
    policy.may_edit_tag(actor).require()

    async def work() -> Tag:
        tag = await _tag(tag_id)
        if tag.description != description:
            before, tag.description = tag.description, description
            await tag.save(update_fields=["description"])
            await events.record(
                TagEdited(
                    actor_id=actor.id, subject_id=tag.id,
                    before={"description": before}, after={"description": description},
                )
            )
        return tag

    return await database.transaction(work)


async def add_synonym(actor: Actor, tag_id: int, name: str) -> Tag:
    """Let another spelling lead to this tag; a tag of that name is merged into it. Returns the synonym."""
    policy.may_edit_tag(actor).require()
    name = _cleaned(name, "name")

    async def work() -> Tag:
        tag = await _tag(tag_id)
        if tag.is_synonym:
            raise _overtaken()
        existing = await Tag.get_or_none(name_key=tag_key(name))
        if existing is not None:
            if existing.is_synonym and existing.synonym_of_id != tag.id:
                raise Invalid({"name": _("That is a spelling of another tag already.")})
            if not existing.is_synonym:
                await _merge(actor, existing.id, tag.id)
            return existing
        synonym = await Tag.create(
            name=name, name_key=tag_key(name), synonym_of_id=tag.id, created_by_id=actor.id, created_at=clock.now()
        )
        await events.record(
            TagSynonymAdded(actor_id=actor.id, subject_id=tag.id, synonym_id=synonym.id, synonym=synonym.name)
        )
        return synonym

    try:
        return await database.transaction(work)
    except IntegrityError:
        raise Conflict(_("Somebody else made a tag of that name just now. Please try again.")) from None


async def remove_synonym(actor: Actor, tag_id: int, synonym_id: int) -> None:
    """Let a spelling lead to its tag no more. Raises Conflict while threads of a merged tag still carry it."""
    policy.may_edit_tag(actor).require()

    async def work() -> None:
        synonym = await Tag.get_or_none(id=synonym_id, synonym_of_id=tag_id)
        if synonym is None:
            return
        await synonym.delete()
        await events.record(TagSynonymRemoved(actor_id=actor.id, subject_id=tag_id, synonym=synonym.name))

    try:
        await database.transaction(work)
    except IntegrityError:
        raise Conflict(_("Its threads are still being moved to the other tag. Please try again in a moment.")) from None


async def merge_tag(actor: Actor, tag_id: int, into: str) -> Tag:
    """Make a tag a spelling of another one, which takes over its threads and spellings. Returns that other tag."""
    policy.may_edit_tag(actor).require()
    key = tag_key(_cleaned(into, "name"))

    async def work() -> Tag:
        tag = await _tag(tag_id, hold=False)
        target = await Tag.get_or_none(name_key=key)
        if target is not None and target.synonym_of_id is not None:
            target = await Tag.get(id=target.synonym_of_id)
        if target is None:
            raise Invalid({"name": _("There is no such tag.")})
        if target.id == tag.id:
            raise Invalid({"name": _("A tag is not merged into itself.")})
        await _merge(actor, tag.id, target.id)
        return target

    return await database.transaction(work)


async def delete_tag(actor: Actor, tag_id: int) -> None:
    """Delete a tag that no thread carries, with its other spellings. Raises Conflict when one does."""
    policy.may_edit_tag(actor).require()

    async def work() -> None:
        tag = await _tag(tag_id)
        synonyms = await Tag.filter(synonym_of_id=tag.id).order_by("name_key")
        for synonym in synonyms:
            await synonym.delete()
        await tag.delete()
        await events.record(
            TagDeleted(
                actor_id=actor.id, subject_id=tag.id, name=tag.name, synonyms=[synonym.name for synonym in synonyms]
            )
        )

    try:
        await database.transaction(work)
    except IntegrityError:
        raise Conflict(_("Threads carry this tag. Merge it into another one instead.")) from None


async def count_threads(tag_ids: Iterable[int], delta: int) -> None:
    """Add to the number of public threads of these tags, in the transaction that tags, shows or hides the thread.

    Only threads in categories that everyone may see are counted: the caller leaves the others out.
    """
    ids = sorted(set(tag_ids))
    if not ids or not delta:
        return

    async def work() -> None:
        await _in_order(ids)
        await database.execute(
            "UPDATE tags SET thread_count = CASE WHEN thread_count + $1 < 0 THEN 0 ELSE thread_count + $1 END"
            f" WHERE id IN ({database.id_list(ids)})",
            delta,
        )

    await database.transaction(work)


async def set_thread_counts(counts: Mapping[int, int]) -> None:
    """Put counted numbers in place of the kept ones, by tag: after a merge, a change of audience, or found drift."""

    async def work() -> None:
        await _in_order(sorted(counts))
        for tag_id, number in sorted(counts.items()):
            await database.execute("UPDATE tags SET thread_count = $1 WHERE id = $2", number, tag_id)

    await database.transaction(work)


def _wanted(names: Sequence[str]) -> dict[str, str]:
    """The names as they are shown, by their keys, in the order written. Raises Invalid."""
    wanted: dict[str, str] = {}
    for raw in names:
        if raw.strip():
            name = _cleaned(raw, "tags")
            wanted.setdefault(tag_key(name), name)
    if len(wanted) > MAX_TAGS:
        raise Invalid({"tags": ngettext("%(num)s tag at most.", "%(num)s tags at most.", MAX_TAGS)})
    return wanted


def _cleaned(raw: str, field: str) -> str:
    try:
        return clean_tag(raw)
    except ValueError as error:
        raise Invalid({field: str(error)}) from None


def _require_creation(actor: Actor, names: list[str]) -> None:
    verdict = policy.may_create_tag(actor)
    if verdict:
        return
    if verdict.sign_in:
        verdict.require()
    listed = _(", ").join(_("“%(name)s”", name=name) for name in names)
    raise Invalid({"tags": ngettext(
        "There is no tag %(names)s yet. %(reason)s", "There are no tags %(names)s yet. %(reason)s",
        len(names), names=listed, reason=verdict.reason,
    )})


async def _held(column: str, keys: Iterable[str] | Iterable[int]) -> list[Tag]:
    """The tags with these keys, held until the transaction ends: none is merged away under a thread that takes it.

    Always in the order of their ids, so that two transactions never wait for each other.
    """
    query = Tag.filter(**{f"{column}__in": list(keys)}).order_by("id")
    if database.engine() == "postgres":
        query = query.select_for_update(no_key=True)
    return await query


async def _in_order(ids: Sequence[int]) -> None:
    """Hold rows one after the other in the order of their ids: an UPDATE of several takes them in any order."""
    if database.engine() == "postgres" and len(ids) > 1:
        await database.rows(f"SELECT id FROM tags WHERE id IN ({database.id_list(ids)}) ORDER BY id FOR NO KEY UPDATE")


async def _insert(actor: Actor, name: str, key: str, description: str = "") -> bool:
    """Make the tag unless somebody else just has; says whether it was made here."""
    made = await database.execute(
        "INSERT INTO tags (name, name_key, description, thread_count, created_by_id, created_at)"
        " VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (name_key) DO NOTHING",
        name, key, description, actor.id, clock.now(),
    )
    if made:
        tag_id = await database.value("SELECT id FROM tags WHERE name_key = $1", key)
        await events.record(TagCreated(actor_id=actor.id, subject_id=tag_id, name=name))
    return bool(made)


async def _tag(tag_id: int, *, hold: bool = True) -> Tag:
    if hold:
        await database.lock_row("tags", tag_id)
    tag = await Tag.get_or_none(id=tag_id)
    if tag is None:
        raise NotFound(_("There is no such tag."))
    return tag


async def _merge(actor: Actor, tag_id: int, into_id: int) -> None:
    """Point a tag and its spellings to another one; both are read again once they are held, for merges may cross."""
    held = {tag.id: tag for tag in await _held("id", [tag_id, into_id])}
    if len(held) < 2 or any(tag.is_synonym for tag in held.values()):
        raise _overtaken()
    await Tag.filter(synonym_of_id=tag_id).update(synonym_of_id=into_id)
    await Tag.filter(id=tag_id).update(synonym_of_id=into_id, thread_count=0)
    await events.record(
        TagMerged(
            actor_id=actor.id, subject_id=tag_id, name=held[tag_id].name, into_id=into_id, into_name=held[into_id].name
        )
    )


def _overtaken() -> Conflict:
    return Conflict(_("This tag has become a spelling of another one meanwhile."))
