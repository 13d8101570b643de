"""Drafts, as tables: what they take from threads, what they leave, and what no text can do to them."""

import pytest

from forum.kb.dressing import dress
from forum.kb.kinds import FAQ, HOW_TO, TROUBLESHOOTING
from forum.kb.merging import is_decided
from forum.kb_bridge.drafting import Asked, Reply, cleaned_title, draft, to_fill_in
from forum.kb_bridge.passages import passage
from forum.text.markdown import render


def asked(number: int = 1, title: str = "The printer does not print", **given: object) -> Asked:
    values: dict[str, object] = {
        "thread_id": number, "post_id": 100 * number, "author_id": 10 * number, "title": title,
        "question": "It says **E-13** and stops.",
    }
    return Asked(**(values | given))  # type: ignore[arg-type]


def reply(number: int, source: str = "Clean the rollers.", **given: object) -> Reply:
    return Reply(post_id=number, author_id=number + 1_000, source=source, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("source", "kept"), [
    ("Hi all,\n\nI see an error.\n\nThanks in advance!", "I see an error."),
    ("Hello, my Wi-Fi is gone. Any help appreciated.", "My Wi-Fi is gone."),
    ("Hi-fi is broken", "Hi-fi is broken"),
    ("お世話になっております。\n\n印刷できません。\n\nよろしくお願いします。", "印刷できません。"),
    ("Thanks!", ""),
    ("> **[Ben](</threads/1/x>)**\n>\n> a secret\n\nDo this", "Do this"),
    ("> quoted from the manual\n\nSo do this", "> quoted from the manual\n\nSo do this"),
    ("# Big\n\nTitle\n=====\ntext", "#### Big\n\n#### Title\ntext"),
    ("###### Deep\n\n##### Less", "##### Deep\n\n#### Less"),
    ("@ben said so, and `@ben` too; me@example.org did not", "ben said so, and `@ben` too; me@example.org did not"),
    ("see [this][1] and [2], not `[x][1]`\n\n[1]: http://a.example \"T\"\n[2]: <http://b.example>",
     'see [this](<http://a.example> "T") and [2](<http://b.example>), not `[x][1]`'),
    ("[![img][1]][2]\n\n[1]: http://i/x.png\n[2]: http://l", "[![img](<http://i/x.png>)](<http://l>)"),
    ("a list [0] of [1] things", "a list [0] of [1] things"),
    ("```\nleft open", "```\nleft open\n```"),
    ("```\n# not a heading\n[1]: not a reference\n```", "```\n# not a heading\n[1]: not a reference\n```"),
    ("> [!WARNING]\n> boo", "> \\[!WARNING]\n> boo"),
    ("## Reset {#reset}", "#### Reset \\{#reset}"),
])
def test_a_passage_says_what_its_text_says_and_ends_where_it_ends(source: str, kept: str) -> None:
    assert passage(source) == kept


def test_a_long_passage_ends_with_a_paragraph_and_closes_its_code() -> None:
    text = passage("One.\n\n" + "\n\n".join(f"Paragraph {number}." for number in range(99)), 200)
    assert text.endswith("\n\n…") and len(text) < 210
    code = passage("```\n" + "x\n" * 500 + "```", 100)
    assert code.count("```") == 2 and code.endswith("…")


@pytest.mark.parametrize(("title", "kept"), [
    ("[SOLVED] Wi-Fi is gone!!!", "Wi-Fi is gone"),
    ("【解決済み】印刷できない！！", "印刷できない"),
    ("How do I pair it??", "How do I pair it?"),
    ("Printer: solved too early (closed)", "Printer: solved too early"),
    ("[help]", "[help]"),
    ("C! is fun", "C! is fun"),
])
def test_a_title_loses_its_state_and_its_shouting(title: str, kept: str) -> None:
    assert cleaned_title(title) == kept


@pytest.mark.parametrize(("title", "type_", "kind"), [
    ("How do I pair the hub?", "question", HOW_TO),
    ("ハブをつなぐ方法を教えてください", "question", HOW_TO),
    ("How to fix error 13?", "question", TROUBLESHOOTING),
    ("印刷できません", "question", TROUBLESHOOTING),
    ("The light", "problem", TROUBLESHOOTING),
    ("What is the hub for?", "question", FAQ),
    ("What does error E-13 mean?", "question", FAQ),
    ("How do lamps differ from bulbs?", "question", FAQ),
])
def test_the_kind_is_told_by_how_it_is_asked(title: str, type_: str, kind: str) -> None:
    assert draft([asked(title=title, type=type_)]).kind == kind


def test_the_best_word_comes_first_and_different_ones_stay_apart() -> None:
    made = draft([
        asked(1, replies=(reply(1, "Accepted: clean the rollers.", is_accepted=True, helpful_count=9),)),
        asked(2, "Printing stops", replies=(
            reply(2, "Official: update to 4.2 first.", is_official=True),
            reply(3, "Nobody's word, although many liked it.", helpful_count=99),
        )),
        asked(3, "E-13", replies=(reply(4, "Accepted: clean the rollers!", is_accepted=True),)),
    ])
    assert made.body.index("Official") < made.body.index("Accepted")
    assert "Nobody's word" not in made.body and made.body.count("clean the rollers") == 1
    assert made.resolutions == 2 and not made.is_unconfirmed
    assert "### Way 1" in made.body and "### Way 2" in made.body
    # Whose words it uses: both repliers, and the asker for the problem; who said the same again is not quoted.
    assert made.credits == ((2, 1_002), (1, 1_001), (100, 10))
    assert made.also_asked == "Printing stops\nE-13"
    assert made.thread_ids == (1, 2, 3)


@pytest.mark.parametrize(("text", "marked"), [
    ("Clean the rollers.", False),
    ("See [this](/threads/7/rollers).", True),
    ("You are right, and as in your question it stops.", True),
    ("ご質問の件ですが、掃除してください。", True),
    ("As said in other answers, clean it.", True),
    ("I am happy that my answer helps. To your new question: yes.", True),
    ("[Ben](/users/ben) has an example.", True),
])
def test_the_editor_is_told_what_everybody_would_not_understand(text: str, marked: bool) -> None:
    assert to_fill_in(draft([asked(title="What is E-13?", replies=(reply(1, text, is_accepted=True),))]).body) == marked


def test_what_answered_another_question_says_which_and_comes_after_ones_own() -> None:
    made = draft([
        asked(1, "What is E-13?", replies=(reply(1, "A jam.", is_accepted=True),)),
        asked(2, "What [does] it mean?", replies=(reply(2, "Something else, often.", is_accepted=True, helpful_count=50),)),
    ])
    assert made.body.index("A jam.") < made.body.index("What \\[does\\] it mean?") < made.body.index("Something else")


def test_what_nobody_vouched_for_is_marked_and_nothing_is_made_up() -> None:
    unsure = draft([asked(replies=(reply(1, "Try this.", helpful_count=2), reply(2, "Or that.")))])
    assert unsure.is_unconfirmed and "Try this." in unsure.body and "Or that." not in unsure.body
    assert to_fill_in(unsure.body) == 3
    nothing = draft([asked(replies=(reply(1, "Try this."),))])
    assert "Try this." not in nothing.body and nothing.credits == ((100, 10),)
    marks = [line for line in nothing.body.split("\n") if "✎" in line]
    said = [line for line in nothing.body.split("\n") if line and not line.startswith("#") and line not in marks]
    assert said == ["It says **E-13** and stops."] and to_fill_in(nothing.body) == len(marks) == 3


def test_talk_among_replies_is_nobodys_answer_and_one_that_stands_by_itself_comes_first() -> None:
    made = draft([asked(title="What is E-13?", replies=(
        reply(1, "A good question, this.", helpful_count=9, speaks_to=1), reply(2, "Thanks, Ben.", helpful_count=5, speaks_to=2),
        reply(3, "A jam.", helpful_count=1),
    ))])
    assert made.body.index("A jam.") < made.body.index("A good question") and "Thanks, Ben" not in made.body


def test_an_entry_whose_title_does_not_ask_says_the_question() -> None:
    made = draft([asked(title="E-13 on the display", replies=(reply(1, "A jam.", is_accepted=True),))])
    assert made.body.index("✎") < made.body.index("It says **E-13**") < made.body.index("A jam.")
    assert (100, 10) in made.credits
    assert "It says" not in draft([asked(title="What is E-13?", replies=(reply(1, "A jam.", is_accepted=True),))]).body


def test_a_japanese_cluster_makes_a_japanese_draft_and_keeps_the_english_titles() -> None:
    made = draft([
        asked(1, "プリンターで印刷できません", question="エラーE-13が出ます。", lang="ja", answers=(("機種", "P-100"),),
              replies=(reply(1, "ローラーを掃除してください。", is_accepted=True),)),
        asked(2, "Printer error 13", answers=(("機種", "P-200"), ("OS", "x" * 200)),
              replies=(reply(2, "Clean the rollers.", is_accepted=True),)),
        asked(3, "印刷ができない", lang="ja", answers=(("機種", "p-100"),)),
    ])
    assert made.lang == "ja" and "## 起きること" in made.body and "ローラーを掃除" in made.body
    assert "Clean the rollers" not in made.body
    assert made.also_asked == "印刷ができない\nPrinter error 13"
    assert made.environment == "機種: P-100, P-200"


def test_where_only_another_language_has_an_answer_the_article_is_written_in_that() -> None:
    made = draft([
        asked(1, "プリンターで印刷できません", lang="ja"),
        asked(2, "Printer stops", replies=(reply(1, is_accepted=True),)),
    ])
    assert (made.lang, made.title, made.also_asked) == ("en", "Printer stops", "プリンターで印刷できません")


def test_labels_are_the_hubs_tags_and_what_half_carry() -> None:
    made = draft([asked(1, tags=("printer",)), asked(2, "Two", tags=("usb", "x,y")), asked(3, "Three", tags=("usb",))])
    assert made.labels == ("printer", "usb")


HOSTILE = [
    "<script>alert(1)</script>", "```\n````\n```", "~~~\n```", "<!-- ", "<details><summary>x", "| a | b |\n|---|",
    "<<<<<<< theirs\n=======\n>>>>>>> mine", "[1]: javascript:alert(1)\n[x][1]", "\u202eevil\u202c", "- " * 50,
    "> " * 60 + "deep", "[" * 3_000, "*" * 20_000, "$$\n\\frac", "\x00", "#" * 50, "✎ fill me in", "![](x)" * 200,
    "    indented\n\n    code", "\n" * 5_000, "a" * 40_000, "[a]: <> \n[a]", "[^1]\n\n[^1]: note",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out_of_its_part(text: str) -> None:
    made = draft([
        asked(1, question=text, title=f"{text[:150]} printer", replies=(reply(1, text, is_accepted=True),)),
        asked(2, f"{text[:100]} \n again", answers=((text[:50], text[:90]), ("OS", "one")), tags=(text[:20],),
              replies=(reply(2, "Another: update it.", is_official=True),)),
    ])
    assert is_decided(made.body) and len(made.body) <= 40_000
    assert 5 <= len(made.title) <= 200 and "\n" not in made.title
    assert len(made.also_asked) <= 4_000 and len(made.environment) <= 3_000
    dressed = dress(render(made.body).html, "en")
    assert "<script" not in dressed[0] and 'href="javascript' not in dressed[0]
    if made.kind == TROUBLESHOOTING and not dressed[0].startswith("<pre"):
        # Every heading of ours is one: nothing before it was left open.
        assert {"What happens", "What helps", "If nothing helps"} <= {one.text for one in dressed[1]}
