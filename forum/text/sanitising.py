"""The second wall: HTML passes through an allow-list of elements, attributes, classes and schemes before it is kept.

The renderer already writes nothing else. This wall stands for the day when it, or the library under it, has a hole.
"""

import nh3

from forum.text.autolinks import SCHEMES
from forum.text.highlighting import CLASSES

ELEMENTS = frozenset(
    {
        "a", "blockquote", "br", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "img", "input", "label",
        "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
"""Every element a post may hold."""

ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "input": {"disabled", "checked"},
    "ol": {"start"},
}
"""Free attributes by element."""

VALUES: dict[str, dict[str, set[str]]] = {
    "a": {"rel": {"nofollow ugc noopener"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "input": {"type": {"checkbox"}},
    "div": {"tabindex": {"0"}},
    "pre": {"tabindex": {"0"}},
}
"""Attributes that may have only these values."""

_ALIGNED = {"align-left", "align-center", "align-right"}
STYLE_CLASSES: dict[str, set[str]] = {
    "a": {"mention"},
    "div": {"table-scroll"},
    "label": {"task"},
    "li": {"task-list-item"},
    "span": {*CLASSES.values(), "tok-bidi"},
    "td": _ALIGNED,
    "th": _ALIGNED,
}
"""Classes by element; no other class passes."""

_cleaner = nh3.Cleaner(
    tags=set(ELEMENTS),
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    allowed_classes=STYLE_CLASSES,
    url_schemes=set(SCHEMES),
    strip_comments=True,
    link_rel=None,
)


def sanitise(html: str) -> str:
    """`html` with everything removed that the lists above do not name. Text is kept, scripts and styles are not."""
    return _cleaner.clean(html)
