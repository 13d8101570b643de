"""What people submit when they keep a search."""

from forum.forms import Form, Line
from forum.search.query import MOST_TYPED


class Keep(Form):
    """A search to be kept: its words as typed, and a name; without one it is called by its words."""

    name = Line(most=60, required=False)
    q = Line(least=1, most=MOST_TYPED)

    @property
    def called(self) -> str:
        """The name it is kept under."""
        return str(self["name"] or self["q"][:60])
