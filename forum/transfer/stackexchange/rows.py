"""Rows out of a dump's XML file, one after the other, however large the file.

Each row is cut out and read by itself, so that one that is broken costs only itself and the next is found again. No
row can name an entity of its own, because no document type is read: a file that declares one is refused.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

__all__ = ["NotADump", "rows"]

_BLOCK = 1 << 20
#: Bytes of one row; a post has 30,000 characters at most, its history holds as much again.
_LONGEST_ROW = 16 << 20
_WHITE = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"


class NotADump(Exception):
    """The file is something else than rows of a dump; the message says what."""


def rows(path: Path, complain: Callable[[int, str], None]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The line and the attributes of every row of the file; `complain(line, what)` hears of those that cannot be read.

    Raises NotADump for a file with a document type, or in an encoding other than UTF-8.
    """
    root = ""
    closed = False
    line = 0
    for line, piece in _pieces(path, complain):
        if piece.startswith(b"<row") and piece[4:5] in (b" ", b"\t", b"\r", b"\n", b"/", b">"):
            try:
                element = ElementTree.fromstring(piece if piece.endswith(b"/>") else piece + b"</row>")
            except (ElementTree.ParseError, ValueError) as error:
                complain(line, str(error).partition(":")[0])
                continue
            yield line, element.attrib
        elif piece.startswith(b"<!DOCTYPE"):
            raise NotADump(f"{path.name} declares a document type, which no dump does")
        elif piece.startswith((b"<?xml", b"<!--", b"</row>")) or (root and piece == f"</{root}>".encode()):
            closed = closed or piece.startswith(f"</{root}".encode() if root else b"\0")
        elif not root and piece[1:2].isalpha() and piece.endswith(b">"):
            root = piece[1:-1].split()[0].rstrip(b"/").decode("utf-8", "replace")
            closed = piece.endswith(b"/>")
        else:
            complain(line, f"not a row: {piece[:40].decode('utf-8', 'replace')}")
    if not closed:
        complain(line or 1, "the file ends before its end")


def _pieces(path: Path, complain: Callable[[int, str], None]) -> Iterator[tuple[int, bytes]]:
    """The file cut before every `<`, which cannot stand within a row, with the line on which each piece begins."""
    line = 1
    kept = b""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0")) or start[1:2] == b"\0":
            raise NotADump(f"{path.name} is not in UTF-8")
        file.seek(len(_BOM) if start.startswith(_BOM) else 0)
        while block := file.read(_BLOCK):
            # Searching goes on where it stopped, or a row of many blocks would be looked through again with each.
            begin, kept = len(kept), kept + block
            cut = 0
            while (found := kept.find(b"<", max(begin, cut + 1))) >= 0:
                yield from _told(line, kept[cut:found], complain)
                line += kept.count(b"\n", cut, found)
                cut = begin = found
            kept = kept[cut:]
            if len(kept) > _LONGEST_ROW:
                complain(line, "a row of more than 16 million bytes")
                line += kept.count(b"\n")
                kept = b""
    yield from _told(line, kept, complain)


def _told(line: int, piece: bytes, complain: Callable[[int, str], None]) -> Iterator[tuple[int, bytes]]:
    text = piece.strip(_WHITE)
    if text.startswith(b"<"):
        # What stands behind a row's end does not spoil the row.
        end = text.rfind(b">") + 1 or len(text)
        yield line, text[:end]
        text = text[end:].strip(_WHITE)
    if text:
        complain(line, f"not a row: {text[:40].decode('utf-8', 'replace')}")
