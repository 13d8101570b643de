"""The demo community's knowledge base: a dozen articles about the same products, lived through by the real actions.

One is still a draft, one waits for its review, one is for staff alone, one translation is older than its source, and a
handful are questions for the FAQ page.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum import clock, events
from forum.accounts.actor import GUEST, SYSTEM, Actor
from forum.demo.story import unfold
from forum.kb import actions, queries
from forum.kb.forms import Details, NewArticle, Publication, Rating, Section, Shelf, Writing

#: Gives somebody of the story, by name, as they act.
Acting = Callable[[str], Awaitable[Actor]]


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """An article. `state` is live, review or draft; `japanese` a title and a text; `later` a newer text of the source."""

    section: str
    kind: str
    writer: str
    reviewer: str
    title: str
    body: str
    days_ago: float
    lang: str = "en"
    state: str = "live"
    labels: str = ""
    environment: str = ""
    also_asked: str = ""
    japanese: tuple[str, str] | None = None
    later: str = ""
    votes: tuple[int, int] = (0, 0)


#: Category (English, Japanese), then its sections: key, English, Japanese, audience.
SHELVES: tuple[tuple[str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    ("Hub", "Hub", (
        ("pairing", "Wi-Fi and pairing", "Wi-Fiとペアリング", "everyone"),
        ("updates", "Updates and lights", "アップデートとランプ", "everyone"),
    )),
    ("Vault backup", "Vaultバックアップ", (("restore", "Backing up and restoring", "バックアップと復元", "everyone"),)),
    ("Account and billing", "アカウントとお支払い", (("questions", "Plans and invoices", "プランと請求書", "everyone"),)),
    ("For the team", "チーム用", (("inside", "How we answer", "対応の決まり", "staff"),)),
)

ARTICLES: tuple[DemoArticle, ...] = (
    DemoArticle(
        "pairing", "how_to", "priya", "graham", "Connect a Hub 2 to your Wi-Fi", """
        The Hub 2 joins a 2.4 GHz or a 5 GHz network. It takes about three minutes, and you need to do it once.

        ## Before you start {#before}

        - Your phone is on the network that the Hub should join.
        - You know the network's password.
        - Bluetooth is on: the phone tells the Hub the password that way.

        ## Steps {#steps}

        1. Hold the button at the back until the light breathes blue.
        2. In the app, choose **Add a device → Hub 2**.
        3. Choose the network and enter its password.
        4. Wait until the light is steady white.

        > [!TIP]
        > The Hub Mini knows 2.4 GHz only. If your router has one name for both bands, that is fine.

        ## If the light turns red {#red}

        The password was wrong, or the router turned the Hub away. Try once more, and look through
        [Wi-Fi and pairing](/help/sections/1/wi-fi-and-pairing) if it does not help.
        """, 60, labels="wifi, hub-2", environment="Product: Hub 2\nHub software: 4.0 or later",
        also_asked="How do I set up my hub?\nHub will not join the Wi-Fi", votes=(41, 3),
        japanese=("Hub 2をWi-Fiにつなぐ", """
        Hub 2は、2.4GHzと5GHzのどちらのネットワークにもつながります。3分ほどで終わり、一度だけで済みます。

        ## 始める前に {#before}

        - スマートフォンを、Hubをつなぎたいネットワークに接続しておきます。
        - ネットワークのパスワードを用意します。
        - Bluetoothをオンにします。パスワードはBluetoothでHubに伝わります。

        ## 手順 {#steps}

        1. 背面のボタンを、ランプがゆっくり青く光るまで押し続けます。
        2. アプリで**機器を追加 → Hub 2**を選びます。
        3. ネットワークを選び、パスワードを入力します。
        4. ランプが白く点灯したら完了です。

        > [!TIP]
        > Hub Miniがつながるのは2.4GHzだけです。ルーターが両方に同じ名前を使っていても問題ありません。

        ## ランプが赤くなったとき {#red}

        パスワードが違うか、ルーターに断られています。もう一度お試しください。
        """),
    ),
    DemoArticle(
        "pairing", "troubleshooting", "priya", "graham", "The Hub goes offline every night", """
        ## What happens

        At the same minute every night the Hub is gone for a few minutes, and then it is back.

        ## Why it happens

        Many routers renew the addresses they give out at a fixed hour. A Hub that asks for the same address again has to
        wait until the router is done.

        ## What helps

        1. Give the Hub a fixed address in the router's settings.
        2. Turn **channel hopping** off, or move it to an hour at which nothing is planned.
        3. Update the Hub to 4.2.2, which keeps automations going while the network is away.

        > [!NOTE]
        > Automations that need no internet run on the Hub itself and are not affected from 4.2.2 on.

        ## If nothing helps

        Ask in the community, with the router's model and the exact time.
        """, 25, labels="wifi, router", environment="Product: Hub 2, Hub Mini",
        also_asked="Why is my hub unreachable at three in the morning?", votes=(18, 2),
        later="""
        ## What happens

        At the same minute every night the Hub is gone for a few minutes, and then it is back.

        ## Why it happens

        Many routers renew the addresses they give out at a fixed hour. Up to 4.2.1 the Hub waited for that.

        ## What helps

        1. Update the Hub to 4.2.3: it keeps its address while the router is busy.
        2. If you cannot update, give the Hub a fixed address in the router's settings.

        ## If nothing helps

        Ask in the community, with the router's model and the exact time.
        """,
        japanese=("毎晩Hubがオフラインになる", """
        ## 起きること

        毎晩同じ時刻に、Hubが数分間見えなくなり、その後戻ります。

        ## 原因

        多くのルーターは、決まった時刻にアドレスを配り直します。そのあいだHubは待つことになります。

        ## 解決方法

        1. ルーターの設定で、Hubに固定アドレスを割り当てます。
        2. Hubを4.2.2に更新します。
        """),
    ),
    DemoArticle(
        "updates", "reference", "priya", "chihiro", "What the lights of the Hub mean", """
        For the Hub 2 and the Hub Mini, from software 4.0 on.

        | Light | Meaning | What to do |
        | --- | --- | --- |
        | steady white | all is well | nothing |
        | breathing blue | waiting to be paired | open the app |
        | blinking amber | updating | leave it plugged in |
        | steady amber | no internet | look at the router |
        | red | needs you | open the app and read the message |

        > [!WARNING]
        > Do not unplug the Hub while it blinks amber. An update takes up to ten minutes.
        """, 90, labels="hub-2, lights", votes=(65, 4),
        japanese=("Hubのランプの意味", """
        Hub 2とHub Mini（ソフトウェア4.0以降）のランプの一覧です。

        | ランプ | 意味 | すること |
        | --- | --- | --- |
        | 白の点灯 | 正常 | 何もしなくて大丈夫です |
        | 青のゆっくりした点滅 | ペアリング待ち | アプリを開きます |
        | 黄色の点滅 | 更新中 | 電源を抜かないでください |
        | 黄色の点灯 | インターネットなし | ルーターを確認します |
        | 赤 | 確認が必要 | アプリのメッセージを読みます |

        > [!WARNING]
        > 黄色に点滅しているあいだは、電源を抜かないでください。更新には最大10分かかります。
        """),
    ),
    DemoArticle(
        "restore", "how_to", "tomas", "graham", "Restore a single folder from Vault", """
        You do not need to restore everything to get one folder back.

        ## Steps

        1. Open Vault and choose **Browse backups**.
        2. Pick the day before the folder was lost.
        3. Tick the folder, then choose **Restore to another place**.
        4. Look at what came back before you move it to where it was.

        > [!CAUTION]
        > *Restore in place* replaces what is there now. There is no way back from it.

        ## From the command line

        ```sh
        vaultctl restore --snapshot 2026-02-27 --path Documents/taxes --to ~/restored
        ```

        ## If it stops with E-214

        The backup is still being written. Wait until the clock beside it has gone, and try once more.
        """, 45, labels="vault, restore", environment="Product: Vault 3",
        also_asked="I deleted a folder by mistake\nE-214 when restoring", votes=(29, 1),
        japanese=("Vaultからフォルダーを1つだけ復元する", """
        フォルダーを1つ戻すために、全部を復元する必要はありません。

        ## 手順

        1. Vaultを開き、**バックアップを見る**を選びます。
        2. フォルダーがなくなる前の日を選びます。
        3. フォルダーにチェックを入れ、**別の場所に復元**を選びます。
        4. 中身を確かめてから、元の場所に移します。

        > [!CAUTION]
        > 「元の場所に復元」は、今あるものを置き換えます。取り消すことはできません。
        """),
    ),
    DemoArticle(
        "restore", "reference", "tomas", "chihiro", "Vault's error codes", """
        | Code | Meaning | What to do |
        | --- | --- | --- |
        | E-101 | the disk is full | free some space, or exclude a folder |
        | E-117 | signed out | sign in again in Vault's settings |
        | E-214 | a backup is being written | wait until it is done |
        | E-309 | a file was open all the time | close the program that uses it |
        """, 80, labels="vault, error-codes", votes=(22, 6),
    ),
    DemoArticle(
        "questions", "faq", "tomas", "graham", "Can I change my plan in the middle of a month?", """
        Yes. What you have paid for the rest of the month is counted towards the new plan, to the day.
        """, 70, labels="billing",
        japanese=("月の途中でプランを変更できますか？", "はい。残りの日数分の料金は、日割りで新しいプランに充てられます。"),
    ),
    DemoArticle(
        "questions", "faq", "tomas", "graham", "Where do I find my invoices?", """
        Under **Account → Invoices**, as PDF files, for the past seven years.
        """, 70, labels="billing",
        japanese=("請求書はどこにありますか？", "**アカウント → 請求書**にPDFであります。過去7年分を見られます。"),
    ),
    DemoArticle(
        "questions", "faq", "shiori", "chihiro", "領収書の宛名は変えられますか？", """
        変えられます。**アカウント → 請求書**で宛名を入力し直すと、その後に出す領収書に反映されます。
        """, 40, lang="ja", labels="billing",
    ),
    DemoArticle(
        "questions", "faq", "tomas", "graham", "How do I get a refund?", """
        Within 30 days, under **Account → Plan → Refund**. The money goes back the way it came, in up to five days.
        """, 65, labels="billing, refund", votes=(9, 1),
    ),
    DemoArticle(
        "inside", "policy", "graham", "nora", "What we do not ask members for", """
        ## Whom it concerns

        Everybody who answers as staff.

        ## The rules

        1. We never ask for a password, not even for a part of one.
        2. Card numbers are cut out of a post as soon as somebody sees them.
        3. Log files are asked for by private means only.
        """, 100, labels="team",
    ),
    DemoArticle(
        "updates", "how_to", "walter", "priya", "Plan updates for the night", """
        Updates can wait until nobody needs the Hub.

        1. Open **Settings → Updates**.
        2. Turn on **Only between** and choose the hours.
        """, 3, state="review", labels="hub-2",
    ),
    DemoArticle(
        "pairing", "troubleshooting", "leilani", "priya", "A lamp pairs, but does not answer", """
        ## What happens

        The lamp shows up in the app and then ignores every command.

        ## Why it happens

        We are still collecting cases.
        """, 1, state="draft",
    ),
)


async def load(acting: Acting, end: datetime, after: Callable[[], Awaitable[None]] = events.settle) -> None:
    """Live the knowledge base through, up to the moment `end`; the clock stands where this leaves it."""
    clock.stop(end - timedelta(days=120))
    sections: dict[str, int] = {}
    for english, japanese, inside in SHELVES:
        category = await actions.create_category(SYSTEM, Shelf.read({"name_en": english, "name_ja": japanese}))
        for key, name_en, name_ja, see in inside:
            sections[key] = await actions.create_section(SYSTEM, Section.read({
                "category": str(category), "name_en": name_en, "name_ja": name_ja, "see": see,
            }))
    for article in sorted(ARTICLES, key=lambda one: -one.days_ago):
        await _live(article, sections[article.section], acting, end)
        await after()
    clock.stop(end)


async def _live(article: DemoArticle, section: int, acting: Acting, end: datetime) -> None:
    clock.stop(end - timedelta(days=article.days_ago))
    writer, reviewer = await acting(article.writer), await acting(article.reviewer)
    article_id = await actions.create(writer, NewArticle.read({
        "section": str(section), "kind": article.kind, "lang": article.lang, "title": article.title,
    }))
    await _write(writer, article_id, article.lang, article.title, article.body, article)
    on_desk = await queries.article_on_desk(reviewer, article_id)
    await actions.set_details(reviewer, article_id, Details.read({
        "section": str(section), "kind": article.kind, "source_lang": article.lang, "labels": article.labels,
        "writer": str(writer.id), "reviewer": str(reviewer.id), "version": str(on_desk.version),
        "owner": str(writer.id if writer.is_staff else reviewer.id), "verify_days": "180",
    }))
    if article.state == "draft":
        return
    clock.advance(timedelta(hours=5))
    await actions.ask_review(writer, article_id, article.lang)
    if article.state == "review":
        return
    clock.advance(timedelta(hours=3))
    await _publish(reviewer, article_id, article.lang)
    if article.japanese is not None:
        clock.advance(timedelta(hours=20))
        translator, checker = await acting("shiori"), await acting("chihiro")
        await actions.translate(translator, article_id, "ja")
        await _write(translator, article_id, "ja", *article.japanese)
        await _publish(checker, article_id, "ja")
    if article.later:
        clock.stop(end - timedelta(days=article.days_ago / 4))
        await _write(writer, article_id, article.lang, article.title, article.later, article)
        await _publish(reviewer, article_id, article.lang)
    await _vote(article_id, article)


async def _write(
    writer: Actor, article_id: int, lang: str, title: str, body: str, article: DemoArticle | None = None
) -> None:
    version = (await queries.article_on_desk(writer, article_id)).in_language(lang)
    assert version is not None
    form = Writing.read({
        "title": title, "body": unfold(body), "base": str(version.revision_count),
        "also_asked": article.also_asked if article else "", "environment": article.environment if article else "",
    })
    await actions.save_text(writer, article_id, lang, form)


async def _publish(reviewer: Actor, article_id: int, lang: str) -> None:
    version = (await queries.article_on_desk(reviewer, article_id)).in_language(lang)
    assert version is not None
    await actions.publish(reviewer, article_id, lang, Publication.read({"number": str(version.staged_number)}))


async def _vote(article_id: int, article: DemoArticle) -> None:
    """The readers of the story are nobody's accounts."""
    path = await queries.address(SYSTEM, article_id, "", article.lang)
    view = await queries.visible_article(SYSTEM, article_id, path.rsplit("/", 1)[1])
    assert view is not None
    for number in range(sum(article.votes)):
        word = "yes" if number < article.votes[0] else "no"
        form = Rating.read({"number": str(view.number), "helpful": word})
        await actions.rate(GUEST, view, form, f"story {number}", "story")
    for number in range(sum(article.votes) * 7):
        actions.count_view(GUEST, view, f"story {number}", "Mozilla/5.0")
    await actions.flush()
