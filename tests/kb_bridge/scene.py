"""A place in which articles are made of threads: sections, a category that knows its section, and a question that recurs."""

from dataclasses import dataclass, field
from typing import Any

from forum.categories.models import Category
from forum.duplicates.actions import deciding
from forum.duplicates.actions.gathering import gather
from forum.duplicates.forms import Decision
from forum.kb_bridge.actions import promoting, proposing, ruling
from forum.kb_bridge.actions.promoting import Promoted
from forum.kb_bridge.forms import Decision as Deciding
from forum.kb_bridge.forms import Dismissal, HandOver, Promotion, Rule
from forum.kb_bridge.models import Proposal
from forum.solutions import actions as solutions
from tests.kb import writers
from tests.world import World

TITLES = ("The printer says E-13", "E-13 on the printer", "Printing stops with E-13", "What is E-13?", "My printer: E-13")
ASKERS = ("aiko", "eve", "finn", "ben", "eve")


@dataclass
class Scene:
    """A section, a category whose articles begin there, and what was asked in it."""

    world: World
    section: int
    category: Category
    threads: list[Any] = field(default_factory=list)
    answer: Any = None

    @property
    def hub(self) -> int:
        """The thread in the middle."""
        return int(self.threads[0].thread_id)


async def a_scene(world: World, *, see: str = "everyone", count: int = 5, rule: bool = True) -> Scene:
    """A question asked `count` times, solved the first time, and said to be the same."""
    section = await writers.a_section(world, "Printing")
    category = await world.category("Printers", see=see)
    scene = Scene(world, section, category)
    if rule:
        await set_rule(world, category.id, section=str(section))
    for number in range(count):
        await ask(scene, ASKERS[number % 5] if see == "everyone" else "finn", TITLES[number % 5] + "!" * (number // 5))
    scene.answer = await world.a_reply(
        scene.hub, "ben" if see == "everyone" else "finn", body="Open the lid and clean the rollers."
    )
    await solutions.accept(await world.cast.fresh("ada"), scene.answer.post_id)
    return scene


async def ask(scene: Scene, by: str, title: str) -> Any:
    """One more thread that asks it; from the second on somebody decides that it is a duplicate."""
    thread = await scene.world.a_thread(by, title=title, category=scene.category, tags="")
    if scene.threads:
        await mark(scene, thread.thread_id)
    scene.threads.append(thread)
    return thread


async def mark(scene: Scene, thread_id: int) -> None:
    """Somebody decides that a thread asks what the one in the middle asks."""
    pair = await deciding.ensure_pair(thread_id, scene.hub, "detector")
    await deciding.decide(await scene.world.cast.fresh("ada"), pair.id, Decision.read({
        "decision": "duplicate", "canonical": str(scene.hub), "version": str(pair.version),
    }))


async def grow(scene: Scene) -> None:
    """What was asked is gathered, and whoever listens hears of it."""
    await gather()
    await scene.world.settle()


async def set_rule(world: World, category_id: int, **given: str) -> None:
    """A category's rule, by chika."""
    values = {
        "section": "", "proposes": "on", "members": "5", "askers": "4", "solved_percent": "20", "within_days": "180",
        "version": "0",
    }
    await ruling.set_rule(await world.cast.fresh("chika"), category_id, Rule.read(values | given))


async def promote(scene: Scene, by: str = "dev", **given: str) -> Promoted:
    """The article about what recurs, begun by somebody of the staff."""
    return await promoting.promote_cluster(await scene.world.cast.fresh(by), scene.hub, Promotion.read(given))


async def proposal(scene: Scene) -> Proposal:
    """The proposal about it."""
    found = await Proposal.get_or_none(thread_id=scene.hub)
    assert found is not None
    return found


async def decide(scene: Scene, by: str, what: str, **given: str) -> None:
    """take, release, hand_over, dismiss or restore, upon what stands there."""
    row = await proposal(scene)
    form = {"hand_over": HandOver, "dismiss": Dismissal}.get(what, Deciding)
    values = {"version": str(row.version)} | given
    await getattr(proposing, what)(await scene.world.cast.fresh(by), row.id, form.read(values))
