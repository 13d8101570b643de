"""Choosing a language, texts with values in them, and dates and numbers as each language writes them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment
from markupsafe import Markup

from forum import i18n
from forum.i18n import catalogue

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def small_catalogue(tmp_path, monkeypatch):
    """A Japanese catalogue of two files, in place of ours."""
    folder = tmp_path / "ja"
    folder.mkdir()
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'
    (folder / "a.po").write_text(
        header
        + 'msgid "Hello %(name)s"\nmsgstr "%(name)sさん、こんにちは"\n\n'
        + 'msgid "100%% sure"\nmsgstr "100%%確か"\n\n'
        + '#, fuzzy\nmsgid "Unsure"\nmsgstr "たぶん"\n',
        encoding="utf-8",
    )
    (folder / "b.po").write_text(
        header
        + 'msgid "%(num)s reply"\nmsgid_plural "%(num)s replies"\nmsgstr[0] "返信%(num)s件"\n\n'
        + 'msgctxt "status"\nmsgid "Open"\nmsgstr "受付中"\n\nmsgid "Open"\nmsgstr "開く"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    catalogue.catalogue.cache_clear()
    i18n.jinja._ready.cache_clear()
    i18n.jinja._counted.cache_clear()
    yield
    catalogue.catalogue.cache_clear()
    i18n.jinja._ready.cache_clear()
    i18n.jinja._counted.cache_clear()


@pytest.mark.usefixtures("small_catalogue")
def test_a_text_is_found_in_whichever_file_it_stands():
    with i18n.use_locale("ja"):
        assert i18n.gettext("Hello %(name)s", name="花子") == "花子さん、こんにちは"
        assert i18n.ngettext("%(num)s reply", "%(num)s replies", 3) == "返信3件"
        assert i18n.ngettext("%(num)s reply", "%(num)s replies", 1200, num="1,200") == "返信1,200件"
        assert i18n.pgettext("status", "Open") == "受付中"
        assert i18n.gettext("Open") == "開く"
        assert i18n.gettext("100%% sure") == "100%確か"


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("text", ["Nobody translated this", "Unsure"])
def test_without_a_finished_translation_the_english_shows(text):
    with i18n.use_locale("ja"):
        assert i18n.gettext(text) == text


def test_english_has_one_and_many():
    assert i18n.ngettext("%(num)s reply", "%(num)s replies", 1) == "1 reply"
    assert i18n.ngettext("%(num)s reply", "%(num)s replies", 0) == "0 replies"


@pytest.mark.usefixtures("small_catalogue")
def test_a_template_escapes_what_people_wrote_and_not_what_we_wrote():
    env = Environment(autoescape=True)
    i18n.install(env)
    template = env.from_string(
        '{{ _("Hello %(name)s", name=name) }}|{{ ngettext("%(num)s reply", "%(num)s replies", 2) }}'
        '|{{ _("100%% sure") }}|{% trans who=name %}Dear {{ who }}{% endtrans %}|{{ pgettext("status", "Open") }}'
    )
    with i18n.use_locale("ja"):
        assert (
            template.render(name="<b>")
            == "&lt;b&gt;さん、こんにちは|返信2件|100%確か|Dear &lt;b&gt;|受付中"
        )
        assert "<i>x</i>さん" in template.render(name=Markup("<i>x</i>"))
    assert template.render(name="<b>").startswith("Hello &lt;b&gt;|2 replies|100% sure|")


def test_a_plain_template_escapes_nothing():
    env = Environment(autoescape=False)
    i18n.install(env)
    assert env.from_string('{{ _("Dear %(name)s", name=x) }} {{ _("R&D") }}').render(x="A&B") == "Dear A&B R&D"


def test_a_language_in_force_ends_with_its_block():
    with i18n.use_locale("ja"):
        with i18n.use_locale("en"):
            assert i18n.current_locale() == "en"
        assert i18n.current_locale() == "ja"
    assert i18n.current_locale() == "en"


def test_a_language_we_do_not_speak_is_refused():
    with pytest.raises(ValueError, match="tlh"):
        i18n.set_locale("tlh")


def test_our_own_catalogues_load():
    i18n.load()
    with i18n.use_locale("ja"):
        assert i18n.gettext("just now") == "たった今"


@pytest.mark.parametrize(
    ("header", "cookie", "person", "code"),
    [
        (None, None, None, "en"),
        ("", None, None, "en"),
        ("ja", None, None, "ja"),
        ("ja-JP,ja;q=0.9,en-US;q=0.8", None, None, "ja"),
        ("en-US,en;q=0.9,ja;q=0.8", None, None, "en"),
        ("fr-CH, fr;q=0.9, ja;q=0.5, en;q=0.4", None, None, "ja"),
        ("JA-jp", None, None, "ja"),
        ("ja;q=0, en;q=0.1", None, None, "en"),
        ("de, fr", None, None, "en"),
        ("*", None, None, "en"),
        ("ja;q=2", None, None, "en"),
        ("ja;q=nan", None, None, "en"),
        (";;;,q=1,=,ja;q=x", None, None, "en"),
        ("en", "ja", None, "ja"),
        ("ja", "ja", "en", "en"),
        ("ja", "xx", "", "ja"),
        (",".join(["x"] * 100_000) + ",ja", None, None, "en"),
    ],
)
def test_the_best_language_for_a_visitor(header, cookie, person, code):
    assert i18n.negotiate(header, cookie, person) == code


def test_a_forum_may_have_another_language_of_its_own():
    assert i18n.negotiate("fr", default="ja") == "ja"


@pytest.mark.parametrize(
    ("seconds", "english", "japanese"),
    [
        (0, "just now", "たった今"),
        (-30, "just now", "たった今"),
        (30, "just now", "たった今"),
        (-50, "1 minute ago", "1分前"),
        (-119, "1 minute ago", "1分前"),
        (-59 * 60, "59 minutes ago", "59分前"),
        (-3 * 3600, "3 hours ago", "3時間前"),
        (-47 * 3600, "1 day ago", "1日前"),
        (-13 * 86400, "1 week ago", "1週間前"),
        (-65 * 86400, "2 months ago", "2か月前"),
        (-800 * 86400, "2 years ago", "2年前"),
        (2 * 3600, "in 2 hours", "2時間後"),
    ],
)
def test_how_long_ago(seconds, english, japanese):
    moment = NOW + timedelta(seconds=seconds)
    assert i18n.relative(moment, NOW, "en") == english
    assert i18n.relative(moment, NOW, "ja") == japanese


def test_days_and_minutes_in_the_readers_zone():
    evening = datetime(2026, 3, 3, 23, 5, 59, tzinfo=UTC)
    assert i18n.format_date(evening) == "Mar 3, 2026"
    assert i18n.format_date(evening, "Asia/Tokyo", "ja") == "2026年3月4日"
    assert i18n.format_datetime(evening, "Asia/Tokyo", "ja") == "2026年3月4日 8:05"
    # The same instant in another zone must not be answered from what was kept for the first.
    assert i18n.format_datetime(evening, locale="ja") == "2026年3月3日 23:05"
    elsewhere = evening.astimezone(timezone(timedelta(hours=5)))
    assert i18n.format_datetime(elsewhere, ZoneInfo("UTC"), "ja") == "2026年3月3日 23:05"
    assert i18n.format_datetime(evening, "America/New_York").replace("\u202f", " ") == "Mar 3, 2026, 6:05 PM"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "\0"])
def test_a_zone_nobody_knows_counts_as_utc(zone):
    assert i18n.format_date(NOW, zone) == "Mar 3, 2026"


def test_numbers():
    assert i18n.format_number(1234567) == "1,234,567"
    assert [i18n.compact(count, "en") for count in (0, 999, 1250, 12345)] == ["0", "999", "1.2K", "12.3K"]
    assert [i18n.compact(count, "ja") for count in (999, 12345)] == ["999", "1.2万"]
