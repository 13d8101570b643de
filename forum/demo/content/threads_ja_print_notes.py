"""日本語: Print 300の白紙問題と、Notesアプリのあれこれ。"""

from forum.demo.story import DemoReply, DemoStatus, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="ja-print-blank-kenji",
        category="ja-print-notes",
        author="kenji_m",
        type="problem",
        title="Print 300、ドライバー2.8にしたら全ページ白紙になる",
        body="""
            工務店のパソコン2台でドライバーが2.8に更新され、それから何を印刷しても白紙です。

            - 本体メニューからのテスト印刷は正常
            - スマホからの印刷も正常
            - 本体のソフトウェアは1.8
            - ドライバーを2.7に戻すと直る

            2.7に戻せば済むのですが、勝手にまた更新されそうで。
        """,
        tags=("印刷", "blank-pages"),
        days_ago=90.7,
        views=318,
        replies=(
            DemoReply(
                "reiko",
                2.5,
                "英語エリアの「every page blank since driver 2.8」が同じ症状だと思います。ちょうど原因が分かったところのようです。",
                helpful_by=("kenji_m",),
            ),
            DemoReply(
                "kenji_m",
                5.0,
                """
                    玲子さん、ありがとうございます。読んできました。自分で試した結果も含めて書いておきます。

                    **原因**：ドライバー2.8は16ビットの色で送るが、本体1.8はそれを読めず、白いページとして扱う。

                    **対処（どちらか一方）**

                    1. 本体を1.9に更新する。本体メニューの「メンテナンス」→「更新」。10分ほど。**途中で電源を切らないこと。**
                    2. ドライバーの「詳細設定」で「16ビットカラー」をオフにする。

                    うちは2台とも1で直りました。
                """,
                helpful_by=("sakura_o", "shiori", "reiko", "haruna", "daichi"),
            ),
            DemoReply(
                "shiori",
                7.4,
                "正しい内容です。ドライバー2.8.1では、本体に確認してから送るように直しています。",
                helpful_by=("kenji_m",),
            ),
        ),
        accepted=1,
        accepted_by="kenji_m",
        accepted_hours_after=8.0,
        same_problem_by=("sakura_o", "daichi"),
        bookmarked_by=("daichi",),
    ),
    DemoThread(
        key="ja-print-white-daichi",
        category="ja-print-notes",
        author="daichi",
        type="problem",
        title="メニュー表が真っ白で出てきます",
        body="""
            店のメニューを印刷しようとしたら、紙は出てくるのに何も印刷されていません。インクは先週替えたばかりです。スマホから送ると印刷できます。明日から新メニューなので困っています。
        """,
        tags=("印刷", "blank-pages"),
        days_ago=68.5,
        views=129,
        replies=(
            DemoReply(
                "kenji_m",
                0.3,
                "スマホからは出るなら、ドライバー2.8ですね。今夜はプリンターの「詳細設定」→「16ビットカラー」をオフにするのがいちばん早いです。時間のあるときに、本体を1.9に更新してください。",
                helpful_by=("daichi", "shiori"),
            ),
            DemoReply(
                "daichi",
                0.6,
                "出ました！ かぼちゃのプリンがきれいに印刷されています。北海道にお越しの際はごちそうさせてください。",
                helpful_by=("kenji_m", "mikan_neko"),
            ),
        ),
        accepted=0,
        accepted_by="daichi",
        accepted_hours_after=0.7,
    ),
    DemoThread(
        key="ja-print-tategaki",
        category="ja-print-notes",
        author="reiko",
        type="question",
        title="Notesから縦書きで印刷できますか",
        body="俳句の会の配布物を、縦書きで印刷したいです。画面では縦書き表示にできるのですが、印刷すると横書きに戻ってしまいます。",
        tags=("印刷",),
        days_ago=7.2,
        views=38,
    ),
    DemoThread(
        key="ja-print-stripe",
        category="ja-print-notes",
        author="sakura_o",
        type="problem",
        title="印刷に白い横線が入る",
        body="写真を印刷すると、細い白い線が横に何本も入ります。文字だけなら気になりません。",
        tags=("印刷",),
        days_ago=29.0,
        views=66,
        replies=(
            DemoReply(
                "kenji_m",
                1.1,
                "ノズルの目詰まりだと思います。本体メニューの「メンテナンス」→「ノズル確認」で、欠けている色がないか見てみてください。欠けていたら「クリーニング」を1回、だめなら一晩置いてもう1回です。",
                helpful_by=("sakura_o",),
            ),
            DemoReply(
                "sakura_o",
                30.0,
                "一晩置いて2回目で消えました。続けて何度もやらないほうがよいのですね。ありがとうございます。",
            ),
        ),
    ),
    DemoThread(
        key="ja-notes-conflict",
        category="ja-print-notes",
        author="reiko",
        type="problem",
        title="ノートが二重になり「（競合コピー）」がどんどん増えます",
        body="""
            タブレットを使い始めてから、同じノートが2つずつできます。片方に「（競合コピー）」とつきます。内容はほとんど同じですが、ところどころ違うので、うかつに消せません。

            もう200組くらいあります。止める方法と、まとめる方法を教えてください。
        """,
        tags=("notes-sync", "同期"),
        days_ago=98.9,
        views=254,
        replies=(
            DemoReply(
                "haruna",
                0.6,
                """
                    これは順番が大事です。

                    1. **すべての端末のNotesを同じ版にする。** 1台だけ古いと、時刻の書き方が違うため、コピーが増え続けます。
                    2. パソコンで「ツール」→「コピーをまとめる」。大事な違いがない組は自動でまとまり、残りは左右に並べて選べます。

                    2の前に「書き出し」をしておくと安心です。
                """,
                helpful_by=("reiko", "taku", "mikan_neko", "shiori"),
            ),
            DemoReply(
                "reiko",
                2.2,
                "タブレットだけ5.1でした。更新して、いま「まとめる」を実行中です。選び間違えたら元に戻せますか。",
            ),
            DemoReply(
                "haruna", 2.4, "ノートの「履歴」に1年間残ります。大丈夫ですよ。", quote_of=1, helpful_by=("reiko",)
            ),
            DemoReply(
                "reiko", 28.0, "213組、全部まとまりました。昨日の夜からよく眠れています。ありがとうございました。"
            ),
        ),
        accepted=0,
        accepted_by="reiko",
        accepted_hours_after=28.1,
        same_problem_by=("taku", "mikan_neko"),
    ),
    DemoThread(
        key="ja-notes-duplicate-taku",
        category="ja-print-notes",
        author="mikan_neko",
        type="problem",
        title="スマホで開くと同じメモが3つある",
        body="猫の通院記録をつけています。パソコンで書いたものをスマホで開くと、同じメモが3つ並んでいます。どれが本物ですか。",
        tags=("同期",),
        days_ago=46.2,
        views=98,
        replies=(
            DemoReply(
                "taku",
                0.5,
                "スマホのNotesの版はいくつですか。5.1だと増えます。「ノートが二重になり〜」のスレッドに手順があります。",
                helpful_by=("mikan_neko", "haruna"),
            ),
            DemoReply(
                "mikan_neko",
                1.2,
                "5.1でした。更新して「コピーをまとめる」で1つになりました。体重の記録が1週間分、別のコピーにだけ残っていて、危なかったです。",
            ),
        ),
        accepted=0,
        accepted_by="mikan_neko",
        accepted_hours_after=1.3,
    ),
    DemoThread(
        key="ja-notes-export-garbled",
        category="ja-print-notes",
        author="k_yamane",
        type="problem",
        title="書き出したCSVを表計算ソフトで開くと文字化けする",
        body="""
            Notesの表を「CSVで書き出す」で保存し、表計算ソフトで開くと、日本語がすべて文字化けします。メモ帳では正しく読めます。
        """,
        tags=("export",),
        days_ago=82.4,
        views=187,
        replies=(
            DemoReply(
                "taku",
                0.9,
                """
                    ファイルはUTF-8ですが、BOMがないため、表計算ソフトが別の文字コードだと思い込んでいます。書き出しの画面で **「BOMをつける」** にチェックを入れてください。

                    コマンドなら次のとおりです。

                    ```sh
                    notesctl export --format csv --bom --into ~/notes-export
                    ```
                """,
                helpful_by=("k_yamane", "haruna", "rutger"),
            ),
            DemoReply("k_yamane", 1.5, "解決しました。手順書に追記します。ありがとうございました。"),
        ),
        accepted=0,
        accepted_by="k_yamane",
        accepted_hours_after=1.6,
    ),
    DemoThread(
        key="ja-notes-slow",
        category="ja-print-notes",
        author="shun_h",
        type="problem",
        title="Notesが重い",
        body="とにかく重いです。",
        tags=(),
        days_ago=10.5,
        views=42,
        replies=(
            DemoReply(
                "chihiro",
                0.8,
                """
                    お困りのところすみません。次の3つを教えていただけると、すぐ調べられます。

                    - 端末の種類（スマホかパソコンか）とNotesの版
                    - ノートのおおよその数
                    - 重いのは、起動、検索、入力のどれか
                """,
            ),
            DemoReply(
                "haruna",
                2.0,
                "画像の多いノートを開いたままにしていると重くなることがあります。閉じてみて変わるかどうかも、手がかりになります。",
            ),
        ),
        status=DemoStatus("needs_info", "chihiro", "端末の種類とNotesの版、重くなる操作をお待ちしています。", 2.1),
    ),
)
