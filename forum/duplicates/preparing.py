"""Reading many threads for the index, as one of the processes beside does it: their words and what they mean."""

from collections.abc import Sequence

from forum.duplicates import meaning
from forum.duplicates.analysis import Analysed, analyse, readable
from forum.duplicates.meaning import Meaning

#: Title, source of the opening post, and language.
Text = tuple[str, str, str]


def read(texts: Sequence[Text], wanted: str) -> list[tuple[Analysed, Meaning | None]]:
    """What of each text is compared; its meaning only by an embedder (`wanted`) that works at once, else None. Pure."""
    meant = meaning.meanings_here([(title, readable(source)) for title, source, _lang in texts], wanted)
    return [(analyse(*text), what) for text, what in zip(texts, meant, strict=True)]
