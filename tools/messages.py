"""The texts that people read, gathered from the sources: what is missing in a translation, and what is left over.

    python tools/messages.py missing [AREA]     texts without a Japanese translation, ready to paste into AREA.po
    python tools/messages.py stale              translations whose text is used nowhere any more
    python tools/messages.py count              how many texts each area has

An area is a flat's name, `components` (layouts, components, error pages) or `ground` (everything on the ground floor).
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# The tool is started by its path, and the house stands beside its folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from forum.i18n import DEFAULT_LOCALE, LOCALES

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "forum" / "i18n"

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "mark": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_TEMPLATE_OPTIONS = {"silent": "false", "newstyle_gettext": "true", "trimmed": "true"}
_AREAS_OF_TEMPLATES = {
    "layouts": "components",
    "errors": "components",
    "design": "components",
    "letters": "ground",
}
_GROUND = {"database", "events", "jobs", "text", "i18n", "web", "mail"}

Key = tuple[str | None, str]


@dataclass
class Text:
    """One text in the sources: what it is, where it stands, and how it is spelled for several things."""

    source: str
    plural: str | None = None
    context: str | None = None
    places: list[str] = field(default_factory=list)
    areas: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return (self.context, self.source)


def texts() -> dict[Key, Text]:
    """Every text marked for translation in the Python sources and the templates."""
    found: dict[Key, Text] = {}
    for path, method in _sources():
        options = _TEMPLATE_OPTIONS if method.startswith("jinja2") else {}
        with path.open("rb") as file:
            for line, message, _comments, context in extract(method, file, _KEYWORDS, options=options):
                source, plural = (message, None) if isinstance(message, str) else (message[0], message[1])
                text = found.setdefault((context, source), Text(source, context=context))
                text.plural = text.plural or plural
                text.places.append(f"{path.relative_to(ROOT)}:{line}")
                text.areas.add(area(path))
    return found


def translations(locale: str) -> Iterator[tuple[Path, Message]]:
    """Every entry of a language's catalogues with the file it stands in, fuzzy ones too."""
    for path in sorted((CATALOGUES / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale, charset="utf-8", abort_invalid=True):
                if message.id:
                    yield path, message


def key_of(message: Message) -> Key:
    """The key under which a catalogue's entry belongs to a text."""
    return (message.context, message.id if isinstance(message.id, str) else message.id[0])


def area(path: Path) -> str:
    """The catalogue in which the texts of a source file are translated."""
    top, *rest = path.relative_to(ROOT).parts
    if len(rest) < 2:
        return "ground"
    if top == "templates":
        return _AREAS_OF_TEMPLATES.get(rest[0], rest[0])
    return "ground" if rest[0] in _GROUND else rest[0]


def missing(locale: str) -> list[Text]:
    """The texts that a language's catalogues do not translate."""
    translated = {key_of(message) for _, message in translations(locale) if message.string and not message.fuzzy}
    return [text for key, text in texts().items() if key not in translated]


def stale(locale: str) -> list[tuple[Path, Message]]:
    """The entries of a language's catalogues whose text is used nowhere."""
    used = texts()
    return [(path, message) for path, message in translations(locale) if key_of(message) not in used]


def stub(text: Text) -> str:
    """A catalogue's entry for a text, with the translation left to be written."""
    lines = [f"#: {place}" for place in text.places[:3]]
    if text.context is not None:
        lines.append(f"msgctxt {_quoted(text.context)}")
    lines.append(f"msgid {_quoted(text.source)}")
    if text.plural is None:
        lines.append('msgstr ""')
    else:
        lines += [f"msgid_plural {_quoted(text.plural)}", 'msgstr[0] ""']
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    match arguments:
        case ["missing", *areas] if len(areas) <= 1:
            wanted = [
                text
                for locale in LOCALES
                if locale != DEFAULT_LOCALE
                for text in missing(locale)
                if not areas or areas[0] in text.areas
            ]
            print("\n".join(map(stub, wanted)))
            print(f"{len(wanted)} texts to translate", file=sys.stderr)
        case ["stale"]:
            for locale in LOCALES:
                for path, message in stale(locale):
                    print(f"{path.relative_to(ROOT)}:{message.lineno}: {key_of(message)[1]!r}")
        case ["count"]:
            for name, count in sorted(Counter(name for text in texts().values() for name in text.areas).items()):
                print(f"{count:6} {name}")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


def _sources() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "forum").rglob("*.py")):
        yield path, "python"
    for pattern in ("*.html", "*.txt", "*.xml"):
        for path in sorted((ROOT / "templates").rglob(pattern)):
            yield path, "jinja2.ext:babel_extract"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
