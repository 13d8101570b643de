"""What administrators and moderators submit about categories and tags."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from forum import forms
from forum.categories.audience import AUDIENCES, EVERYONE, GROUP, MEMBERS, Audience
from forum.categories.naming import clean_tag
from forum.categories.template import TemplateField
from forum.i18n import gettext as _

#: The thread types that a category may take, in the order of every list.
THREAD_TYPES = ("question", "problem", "idea", "discussion", "announcement")
COLOUR = re.compile("#[0-9a-f]{6}")
DEFAULT_COLOUR = "#4a6670"
_MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class CategoryDetails:
    """All that an administrator decides about a category, but for its template and its place among its siblings."""

    name: str
    slug: str = ""  # made from the name when empty
    description: str = ""
    colour: str = DEFAULT_COLOUR
    parent_id: int | None = None
    see: Audience = field(default_factory=lambda: Audience(EVERYONE))
    ask: Audience = field(default_factory=lambda: Audience(MEMBERS))
    answer: Audience = field(default_factory=lambda: Audience(MEMBERS))
    types: tuple[str, ...] = ("question", "problem", "idea", "discussion")
    template: tuple[TemplateField, ...] = ()  # only looked at when the category is made


class Colour(forms.Field):
    """A colour as browsers give it, `#4a6670`."""

    def clean(self, raw: str) -> str:
        value = raw.strip().lower()
        super().clean(value)
        if not COLOUR.fullmatch(value):
            raise ValueError(_("Please give the colour as # and six digits, such as #4a6670."))
        return value


class CategoryForm(forms.Form):
    """A category on the desk."""

    name = forms.Line(least=1, most=60)
    slug = forms.Line(most=80, required=False)
    description = forms.Line(most=500, required=False)
    colour = Colour()
    parent = forms.Number(1, _MAX_ID, required=False)
    see = forms.Choice(AUDIENCES)
    see_group = forms.Number(1, _MAX_ID, required=False)
    ask = forms.Choice(AUDIENCES)
    ask_group = forms.Number(1, _MAX_ID, required=False)
    answer = forms.Choice(AUDIENCES)
    answer_group = forms.Number(1, _MAX_ID, required=False)
    type_question = forms.Switch()
    type_problem = forms.Switch()
    type_idea = forms.Switch()
    type_discussion = forms.Switch()
    type_announcement = forms.Switch()
    version = forms.Number(1, _MAX_ID, required=False)

    def look_over(self) -> None:
        """A group is named exactly where the audience is one, and some type of thread is taken."""
        for name in ("see", "ask", "answer"):
            if self[name] == GROUP and self[f"{name}_group"] is None:
                self.errors[f"{name}_group"] = _("Please choose a group.")
        if not self.types():
            self.errors["type_question"] = _("Please choose at least one type of thread.")

    def types(self) -> tuple[str, ...]:
        """The chosen thread types."""
        return tuple(type for type in THREAD_TYPES if self[f"type_{type}"])

    def details(self) -> CategoryDetails:
        """What was decided; the form must be free of errors."""
        return CategoryDetails(
            name=self["name"], slug=self["slug"], description=self["description"], colour=self["colour"],
            parent_id=self["parent"], see=self._audience("see"), ask=self._audience("ask"),
            answer=self._audience("answer"), types=self.types(),
        )

    def _audience(self, name: str) -> Audience:
        return Audience(self[name], self[f"{name}_group"] if self[name] == GROUP else None)

    @classmethod
    def of(cls, values: Mapping[str, str | int | None], types: tuple[str, ...]) -> "CategoryForm":
        """The form filled with what a category is now."""
        texts = {name: "" if value is None else str(value) for name, value in values.items()}
        return cls(texts | {f"type_{type}": "1" for type in types})


class TagName(forms.Field):
    """A tag's name, spelled as tags are."""

    def clean(self, raw: str) -> str:
        super().clean(raw)
        return clean_tag(raw)


class NewTagForm(forms.Form):
    """A tag made on the desk. Its description is what makes it one that people are offered before any thread has it."""

    name = TagName()
    description = forms.Line(least=3, most=500)


class TagForm(forms.Form):
    """A tag's description."""

    description = forms.Line(most=500, required=False)


class TagNameForm(forms.Form):
    """The name of another spelling, or of the tag to merge into."""

    name = TagName()
