"""A person's picture, drawn from their name: the first letter in the speech form, in one of eight tones. Pure."""

from html import escape
from unicodedata import category

#: Paper and ink of each tone: the design's eight hues as plain colours, since a picture stands on pages of any theme.
TONES = (
    ("#fbd3cf", "#5e211f"), ("#f2dabf", "#542d00"), ("#dfe1bf", "#3b3b00"), ("#c8e7d1", "#004522"),
    ("#bce8ea", "#00454a"), ("#c6e2fb", "#003b63"), ("#e0d9fa", "#3c2c61"), ("#f5d3e5", "#572142"),
)  # fmt: skip


def drawn(name: str, display_name: str) -> str:
    """The picture as SVG. The same name always gives the same picture; nothing in it comes from anywhere else."""
    paper, ink = TONES[sum(name.encode()) % len(TONES)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">'
        f'<path d="M48 0a48 48 0 1 1 0 96H7.7A7.7 7.7 0 0 1 0 88.3V48A48 48 0 0 1 48 0z" fill="{paper}"/>'
        f'<text x="48" y="50" fill="{ink}" font-family="system-ui,sans-serif" font-size="42" font-weight="600"'
        f' text-anchor="middle" dominant-baseline="central">{escape(letter(name, display_name))}</text></svg>'
    )


def letter(name: str, display_name: str) -> str:
    """The first letter, kana or kanji of the name that is shown, as a capital where there is one."""
    for char in display_name + name:
        if category(char)[0] in "LN":
            return char.upper()[:1]
    return "?"
