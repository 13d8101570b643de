"""What a letter says: `templates/letters/NAME.txt` and `NAME.html`, in the reader's language and time zone.

The text template holds the block `subject`; both extend a common frame with the community's name, the reason for the
letter and the way to end such letters.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from forum import i18n, settings

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@dataclass(frozen=True, slots=True)
class Words:
    """A letter's subject (one line), its text, and the same as HTML."""

    subject: str
    text: str
    html: str


def word(name: str, *, locale: str, time_zone: str = "UTC", **values: object) -> Words:
    """Write the letter `name` in a language; each letter's template says in its first line which values it takes.

    Raises ValueError for a language we do not speak and jinja2.TemplateError for a value that is missing.
    """
    knobs = settings.current()
    frame = {
        "site_name": knobs.site_name,
        "site_url": knobs.site_url,
        "locale": locale,
        "time_zone": time_zone,
    }
    given = frame | values
    with i18n.use_locale(locale):
        text_template = _environment().get_template(f"letters/{name}.txt")
        html_template = _environment().get_template(f"letters/{name}.html")
        context = text_template.new_context(given)
        subject = " ".join("".join(text_template.blocks["subject"](context)).split())
        return Words(subject, text_template.render(given), html_template.render(given | {"subject": subject}))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    i18n.install(environment)
    environment.filters.update(datetime=_datetime, date=_date)
    return environment


@pass_context
def _datetime(context: Context, moment: datetime) -> str:
    return i18n.format_datetime(moment, context["time_zone"])


@pass_context
def _date(context: Context, moment: datetime) -> str:
    return i18n.format_date(moment, context["time_zone"])
