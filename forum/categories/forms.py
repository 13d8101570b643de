"""What administrators and moderators submit about categories and tags."""

import re
from dataclasses import dataclass, field
from typing import Self

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


class AudienceField(forms.Field):
    """An audience in one word: everyone, members, staff, or group:ID."""

    def clean(self, raw: str) -> Audience:
        super().clean(raw)
        kind, _colon, number = raw.partition(":")
        if kind == GROUP and number.isascii() and number.isdecimal() and len(number) < 19:
            return Audience(GROUP, int(number))
        if kind not in AUDIENCES or kind == GROUP or number:
            raise ValueError(_("Please choose one of the options."))
        return Audience(kind)

    @staticmethod
    def written(audience: Audience) -> str:
        """The word for an audience."""
        return f"{GROUP}:{audience.group_id}" if audience.kind == GROUP else audience.kind


class CategoryForm(forms.Form):
    """A category on the desk."""

    name = forms.Line(least=1, most=60)
    slug = forms.Line(most=80, required=False)
    description = forms.Line(most=500, required=False)
    colour = Colour()
    parent = forms.Number(1, _MAX_ID, required=False)
    see = AudienceField()
    ask = AudienceField()
    answer = AudienceField()
    type_question = forms.Switch()
    type_problem = forms.Switch()
    type_idea = forms.Switch()
    type_discussion = forms.Switch()
    type_announcement = forms.Switch()
    version = forms.Number(1, _MAX_ID, required=False)

    def look_over(self) -> None:
        """Some type of thread is taken."""
        if not self.types():
            self.errors["type_question"] = _("Please choose at least one type of thread.")

    def types(self) -> tuple[str, ...]:
        """The chosen thread types."""
        return tuple(type for type in THREAD_TYPES if self[f"type_{type}"])

    def details(self) -> CategoryDetails:
        """What was decided; the form must be free of errors."""
        return CategoryDetails(
            name=self["name"], slug=self["slug"], description=self["description"], colour=self["colour"],
            parent_id=self["parent"], see=self["see"], ask=self["ask"], answer=self["answer"], types=self.types(),
        )

    @classmethod
    def filled(cls, details: CategoryDetails, version: int = 0) -> Self:
        """The form as it stands for a category that is so decided."""
        return cls({
            "name": details.name, "slug": details.slug, "description": details.description, "colour": details.colour,
            "parent": str(details.parent_id or ""), "version": str(version or ""),
            "see": AudienceField.written(details.see), "ask": AudienceField.written(details.ask),
            "answer": AudienceField.written(details.answer),
        } | {f"type_{type}": "1" for type in details.types})


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
