"""What people submit about solutions."""

from forum.forms import Form, Line, Number


class Accept(Form):
    """The reply that solves the thread."""

    post = Number(1, 2**63 - 1)


class ArticleAnswer(Form):
    """The article that answers the thread."""

    article = Number(1, 2**63 - 1)


class Note(Form):
    """A few words on what solved it, or why it is open again."""

    note = Line(most=500, required=False)
