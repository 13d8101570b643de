"""What writers, reviewers and readers of articles submit."""

from forum import forms
from forum.categories.forms import AudienceField
from forum.i18n import LOCALES
from forum.i18n import gettext as _
from forum.kb.environment import read_fields, read_titles
from forum.kb.kinds import KINDS
from forum.kb.merging import is_decided
from forum.text.normalize import clean_line

MAX_ID = 2**63 - 1
#: Characters of an article.
LONGEST = 60_000
#: Labels of one article, and characters of each.
MOST_LABELS, LONGEST_LABEL = 8, 40
#: The reasons a reader may give.
FLAGS = ("outdated", "incorrect")


class Labels(forms.Field):
    """Labels, separated by commas."""

    def clean(self, raw: str) -> list[str]:
        found: list[str] = []
        for part in raw.replace("、", ",").replace("，", ",").split(","):
            label = clean_line(part)
            if not label:
                continue
            if len(label) > LONGEST_LABEL:
                raise ValueError(_("A label has at most %(num)s characters.", num=LONGEST_LABEL))
            if label.casefold() not in {other.casefold() for other in found}:
                found.append(label)
        if len(found) > MOST_LABELS:
            raise ValueError(_("An article has at most %(num)s labels.", num=MOST_LABELS))
        return found


class Narrowing(AudienceField):
    """An article's own audience; empty for the section's."""

    def clean(self, raw: str) -> object:  # type: ignore[override]
        return super().clean(raw) if raw else None


class Ids(forms.Field):
    """Numbers of articles, separated by commas or spaces; addresses of articles work as well."""

    def clean(self, raw: str) -> list[int]:
        found: list[int] = []
        for part in raw.replace(",", " ").replace("、", " ").split():
            number = part.partition("/help/articles/")[2].partition("/")[0] or part.lstrip("#")
            if not number.isascii() or not number.isdecimal() or len(number) > 18 or not int(number):
                raise ValueError(_("Please give articles by their numbers or addresses: “%(part)s” is neither.", part=part[:60]))
            if int(number) not in found:
                found.append(int(number))
        if len(found) > 8:
            raise ValueError(_("Please name at most eight articles."))
        return found


class NewArticle(forms.Form):
    """What an article begins with."""

    section = forms.Number(1, MAX_ID)
    kind = forms.Choice(KINDS)
    lang = forms.Choice(LOCALES)
    title = forms.Line(least=5, most=200)


class Writing(forms.Form):
    """A text as saved in the editor. `base` is the number of the revision that was opened."""

    title = forms.Line(least=5, most=200)
    body = forms.Text(least=1, most=LONGEST)
    also_asked = forms.Text(most=4_000, required=False)
    environment = forms.Text(most=3_000, required=False)
    reason = forms.Line(most=200, required=False)
    base = forms.Number(0, MAX_ID)
    source_number = forms.Number(0, MAX_ID, required=False)
    #: The version's own count when the editor was opened.
    seen = forms.Number(0, MAX_ID, required=False)

    def look_over(self) -> None:
        """What two people wrote differently is decided; lists are kept as they are read."""
        if not is_decided(self["body"]):
            self.errors["body"] = _("Two versions are side by side in the text. Please decide the marked places first.")
        self.cleaned["also_asked"] = "\n".join(read_titles(self["also_asked"], (self["title"],)))
        self.cleaned["environment"] = "\n".join(
            f"{label}: {value}" if label else value for label, value in read_fields(self["environment"])
        )


class Details(forms.Form):
    """Where an article stands and who looks after it."""

    section = forms.Number(1, MAX_ID)
    kind = forms.Choice(KINDS)
    source_lang = forms.Choice(LOCALES)
    see = Narrowing(required=False)
    labels = Labels(required=False)
    related = Ids(required=False)
    writer = forms.Number(1, MAX_ID, required=False)
    reviewer = forms.Number(1, MAX_ID, required=False)
    owner = forms.Number(1, MAX_ID, required=False)
    verify_days = forms.Number(0, 3_650)
    #: That it may be for more people than what it came from.
    wider = forms.Switch()
    version = forms.Number(1, MAX_ID)


class Publication(forms.Form):
    """A reviewed text becomes live, now or later. `number` is the revision that was looked at."""

    number = forms.Number(1, MAX_ID)
    minor = forms.Switch()
    at = forms.Moment(required=False)
    #: That it may be for more people than what it came from.
    wider = forms.Switch()


class Note(forms.Form):
    """A word to the team."""

    body = forms.Text(least=1, most=4_000)


class SendBack(forms.Form):
    """A text goes back to its writer, with a word about what is missing."""

    number = forms.Number(1, MAX_ID)
    body = forms.Text(least=1, most=4_000)


class Rating(forms.Form):
    """Whether an article helped."""

    number = forms.Number(1, MAX_ID)
    helpful = forms.Choice(("yes", "no"))
    reason = forms.Line(most=500, required=False)


class Flag(forms.Form):
    """That an article is outdated or wrong."""

    number = forms.Number(1, MAX_ID)
    kind = forms.Choice(FLAGS)
    note = forms.Line(most=500, required=False)


class Shelf(forms.Form):
    """A category of the tree. One of the two names is enough."""

    name_en = forms.Line(most=80, required=False)
    name_ja = forms.Line(most=80, required=False)
    description_en = forms.Line(most=300, required=False)
    description_ja = forms.Line(most=300, required=False)
    version = forms.Number(1, MAX_ID, required=False)

    def look_over(self) -> None:
        """It has a name."""
        if not self["name_en"] and not self["name_ja"]:
            self.errors["name_en"] = _("Please give a name in at least one language.")


class Section(Shelf):
    """A section: where it stands and whom it is for."""

    category = forms.Number(1, MAX_ID)
    see = AudienceField()
