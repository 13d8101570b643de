"""日本語: ご要望、自慢話、お知らせ。"""

from forum.demo.story import DemoReply, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="ja-news-maintenance",
        category="news",
        author="nora",
        type="announcement",
        title="【お知らせ】Vaultのメンテナンス（日曜 午前2時から4時・日本時間）",
        body="""
            いつもご利用いただきありがとうございます。次の日曜日、Vaultのサーバーを増強します。

            - **時間**：日本時間の午前2時から4時まで
            - **影響**：この間、新しいバックアップと復元ができません。保存済みのデータには影響ありません。
            - **お願い**：2時台にバックアップを予約している方も、設定の変更は必要ありません。終了後に自動で実行されます。

            (In short, in English: Vault is paused on Saturday from 17:00 to 19:00 UTC. Nothing to do; missed snapshots run afterwards.)
        """,
        tags=("backup",),
        days_ago=22.2,
        views=931,
        replies=(
            DemoReply(
                "k_yamane",
                2.0,
                "設定変更が不要とのこと、助かります。事務所に周知します。",
                helpful_by=("nora", "shiori"),
            ),
            DemoReply(
                "shiori",
                110.0,
                "予定どおり、3時40分に完了しました。待っていたバックアップも、すべて実行済みです。",
                helpful_by=("k_yamane", "kenji_m", "haruna"),
            ),
        ),
    ),
    DemoThread(
        key="ja-idea-ring-night",
        category="ja-lounge",
        author="akane",
        type="idea",
        title="夜だけリングの明かりを暗くしたいです",
        body="寝室に置いています。子どもが「おばけの目」と言って怖がるので、夜9時から朝6時まで消せるとうれしいです。異常のときだけ光ってくれれば十分です。",
        tags=("automations",),
        days_ago=67.4,
        views=172,
        replies=(
            DemoReply(
                "mikan_neko",
                0.9,
                "賛成です。うちは猫がリングをつかまえようとして、夜中に運動会になります。",
                helpful_by=("akane", "haruna"),
            ),
            DemoReply(
                "reiko",
                3.0,
                "英語エリアにも同じ要望（Quiet hours for the light ring）があって、4.3で予定されているそうですよ。",
                helpful_by=("akane", "chihiro"),
            ),
            DemoReply(
                "shiori",
                20.0,
                "はい、4.3で「おやすみ時間」が入ります。開始と終了の時刻、それに「異常のときだけ光る」を選べます。おばけの目は、もう少しだけお待ちください。",
                helpful_by=("akane", "mikan_neko", "sakura_o"),
                official=True,
            ),
        ),
        helpful_by=("mikan_neko", "sakura_o", "haruna"),
    ),
    DemoThread(
        key="ja-idea-furigana",
        category="ja-lounge",
        author="reiko",
        type="idea",
        title="Notesでふりがなを振れるようにしてほしい",
        body="""
            通訳の準備で、人名や地名の読みを本文に書き込んでいます。いまは「小鳥遊（たかなし）」のように括弧で書いていますが、検索すると括弧が邪魔で見つからないことがあります。

            漢字の上に小さく表示できて、**読みでも検索できる**と理想的です。
        """,
        tags=(),
        days_ago=59.6,
        views=96,
        replies=(
            DemoReply(
                "haruna", 4.0, "ほしいです。縦書きのときは右側に出てくれると、なおうれしいです。", helpful_by=("reiko",)
            ),
            DemoReply(
                "chihiro",
                22.0,
                "担当に伝えました。「読みでも検索できる」という点がよい、と言っていました。時期が決まりましたら、こちらでお知らせします。",
                helpful_by=("reiko", "haruna"),
            ),
        ),
        helpful_by=("haruna", "k_yamane"),
    ),
    DemoThread(
        key="ja-lounge-jiman",
        category="ja-lounge",
        author="kenji_m",
        type="discussion",
        title="うちの自動化、ちょっと自慢させてください",
        body="""
            大がかりなものでなくて構いません。「これは便利」「これは笑える」という自動化を教え合いませんか。

            うちは、現場の職人さんが帰ってくる時間に合わせて、事務所の給湯ポットの電源が入ります。冬はこれだけで空気がやわらぎます。
        """,
        tags=("automations", "tips"),
        days_ago=52.9,
        views=743,
        replies=(
            DemoReply(
                "mikan_neko",
                1.0,
                "猫が2匹とも部屋にそろうまで、給餌器が待ちます。横取りがなくなりました。",
                helpful_by=("kenji_m", "akane", "reiko", "chihiro"),
            ),
            DemoReply("akane", 2.1, "2匹をどうやって見分けているんですか？"),
            DemoReply(
                "mikan_neko",
                2.4,
                "首輪の鈴に小さなタグをつけて、Hubに読ませています。鈴が2つ鳴ったらごはん、です。",
                quote_of=1,
                helpful_by=("akane", "taku", "kenji_m"),
            ),
            DemoReply(
                "daichi",
                4.0,
                "閉店の札を裏返すと、看板が消えて、暖房が弱まり、私のスマホに「お疲れさま」と届きます。最後のがいちばん大事です。",
                helpful_by=("kenji_m", "mikan_neko", "haruna", "chihiro", "reiko"),
            ),
            DemoReply("kenji_m", 4.6, "「お疲れさま」いいですね。うちの事務所にも入れます。", quote_of=3),
            DemoReply(
                "taku",
                6.0,
                "研究室のコーヒーが残り1杯になると、チャットではなく研究室の照明が茶色になります。誰も気づきません。",
                helpful_by=("kenji_m", "haruna", "akane"),
            ),
            DemoReply(
                "haruna",
                7.5,
                "茶色い照明……（笑）。うちは締め切り前日になると、ゲーム機のコンセントが切れます。自分で設定しました。",
                helpful_by=("taku", "reiko", "kenji_m", "sakura_o"),
            ),
            DemoReply("taku", 7.8, "強い意志を感じます。"),
            DemoReply(
                "haruna",
                8.0,
                "翌日の自分が解除しに来るので、解除には親友の承認が必要にしました。",
                helpful_by=("taku", "akane", "chihiro", "mikan_neko"),
            ),
            DemoReply(
                "reiko",
                22.0,
                "同時通訳の日は、玄関に立つと「資料・水・のど飴」と読み上げてくれます。一度、のど飴に救われました。",
                helpful_by=("kenji_m", "haruna"),
            ),
            DemoReply(
                "k_yamane",
                25.0,
                "決算期だけ、20時に事務所の照明が半分になります。帰りましょう、という合図です。",
                helpful_by=("kenji_m", "haruna", "shiori", "reiko", "chihiro"),
            ),
            DemoReply("shun_h", 26.0, "うちの会社にも入れてほしい。"),
            DemoReply(
                "sakura_o",
                30.0,
                "洗濯が終わると、リビングの照明がゆっくり2回またたきます。音だと赤ちゃんが起きてしまうので。",
                helpful_by=("akane", "kenji_m", "mikan_neko"),
            ),
            DemoReply(
                "akane", 30.6, "それ、まねします！ うちも昼寝の時間がこわくて洗濯機を回せなかったので。", quote_of=12
            ),
            DemoReply(
                "sakura_o",
                31.0,
                "「家電」の消費電力が下がったら、という条件でできます。5ワット以下が2分続いたら、にしています。",
                helpful_by=("akane", "haruna", "taku"),
            ),
            DemoReply(
                "walter",
                33.0,
                "(Reading along with a translator.) The coffee lamp and the bell with two cats are wonderful. Greetings from Berlin!",
                helpful_by=("kenji_m", "mikan_neko", "taku"),
            ),
            DemoReply(
                "kenji_m",
                34.0,
                "Walterさん、いらっしゃいませ！ 英語エリアのやかんとドアベルの話、大好きです。",
                helpful_by=("walter",),
            ),
            DemoReply(
                "shiori",
                46.0,
                "社内でもこのスレッドが回覧されています。開発の者が「茶色い照明」に反応していました。",
                helpful_by=("taku", "kenji_m"),
            ),
            DemoReply(
                "taku",
                47.0,
                "光栄です。先週から「残り1杯」で照明が点滅するようにしました。全員気づくようになりました。",
                helpful_by=("haruna", "shiori", "kenji_m"),
            ),
            DemoReply(
                "daichi",
                72.0,
                "常連さんに聞かれて、このスレッドを見せました。Hubを買って帰るそうです。",
                helpful_by=("kenji_m", "chihiro"),
            ),
            DemoReply(
                "mikan_neko",
                140.0,
                "近況です。猫が鈴を自分で鳴らすことを覚えました。負けました。",
                helpful_by=("akane", "kenji_m", "haruna", "taku", "reiko", "chihiro", "daichi"),
            ),
            DemoReply(
                "kenji_m",
                141.0,
                "猫のほうが一枚上手でしたか（笑）。続報をお待ちしています。",
                quote_of=20,
                helpful_by=("mikan_neko",),
            ),
            DemoReply(
                "akane",
                165.0,
                "洗濯の照明、うちでも動きました。昼寝の時間に回せるようになって、生活が変わりました。さくらさん、ありがとうございます。",
                helpful_by=("sakura_o", "kenji_m"),
            ),
        ),
        bookmarked_by=("akane", "haruna", "shiori"),
    ),
    DemoThread(
        key="ja-lounge-paper-notes",
        category="ja-lounge",
        author="haruna",
        type="discussion",
        title="紙のノートとNotes、どう使い分けていますか",
        body="全部Notesにまとめたつもりが、打ち合わせではやっぱり紙に書いてしまいます。みなさんはどうしていますか。",
        tags=("tips",),
        days_ago=20.3,
        views=118,
        replies=(
            DemoReply(
                "reiko",
                1.5,
                "本番中は紙、準備と復習はNotesです。紙は速いけれど、検索できないので。",
                helpful_by=("haruna",),
            ),
            DemoReply(
                "k_yamane",
                5.0,
                "紙に書いたものは、その日のうちに写真に撮ってNotesへ入れ、紙は捨てます。ためないのがコツだと思います。",
                helpful_by=("haruna", "reiko"),
            ),
            DemoReply(
                "marisol",
                16.0,
                'I read this with a dictionary and much sympathy: four notebooks on my desk, all of them called "the last one".',
                helpful_by=("haruna", "reiko"),
            ),
        ),
    ),
    DemoThread(
        key="ja-nihongo-where-to-ask",
        category="nihongo",
        author="sakura_o",
        type="question",
        title="はじめまして。質問はどこに書けばよいですか",
        body="Hub 2を買ったばかりです。分からないことがいくつかあるのですが、1つずつ分けて書いたほうがよいでしょうか。それともまとめて書いたほうがよいですか。",
        tags=("初期設定",),
        days_ago=118.6,
        views=205,
        replies=(
            DemoReply(
                "chihiro",
                0.5,
                """
                    さくらさん、ようこそ。**1つの質問につき1つのスレッド** でお願いしています。あとから同じことで困った方が、見つけやすくなるためです。

                    - 接続や自動化のこと → 「HubとWi-Fi」
                    - バックアップのこと → 「Vaultバックアップ」
                    - 迷ったら → この「日本語」のままで大丈夫です。こちらで移動します

                    解決したら、役に立った返信の「これで解決」を押していただけると、答えた人も喜びます。
                """,
                helpful_by=("sakura_o", "akane", "kenji_m", "haruna"),
            ),
            DemoReply(
                "sakura_o",
                0.8,
                "分かりました。では、分けて書いていきます。よろしくお願いします。",
                helpful_by=("chihiro",),
            ),
        ),
        accepted=0,
        accepted_by="sakura_o",
        accepted_hours_after=0.9,
    ),
)
