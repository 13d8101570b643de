"""日本語: HubとWi-Fi。4.2の更新後につながらない、という質問がいろいろな言い方で届く。"""

from forum.demo.story import DemoReply, DemoStatus, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="ja-wifi-42-akane",
        category="ja-hub",
        author="akane",
        type="problem",
        title="アップデートしたらHub MiniがWi-Fiにつながらなくなりました",
        body="""
            はじめて質問します。機械にくわしくないので、変なことを書いていたらすみません。

            昨日の夜、Hub Miniが自動で4.2に更新されたようです。今朝からリングがオレンジ色に点滅していて、アプリには「ネットワークに接続できませんでした（W-12）。パスワードを確認してください」と出ます。

            パスワードは冷蔵庫に貼ってある紙のとおりで、子どものゲーム機はふつうにつながっています。再起動もしました。どうすればよいでしょうか。
        """,
        tags=("wifi", "update-4.2", "hub-mini"),
        days_ago=73.1,
        views=684,
        fields={"hub_software": "4.2", "phone": "Android", "restarted": True},
        replies=(
            DemoReply(
                "kenji_m",
                0.7,
                """
                    あかねさん、こんにちは。とても分かりやすい説明なので大丈夫ですよ。

                    結論から言うと、**パスワードは合っています**。4.2から、HubはWPA3という新しい方式を優先するようになりました。ルーターが「WPA2/WPA3混在」だと、ここで行き違いが起きます。

                    Miniには有線の差し込み口がないので、Bluetoothで設定します。

                    1. 底のボタンを7秒押して、リングを青い点滅にする
                    2. アプリで「Hubを追加」→「近くのHub」を選ぶ（「Wi-Fiで追加」ではないほう）
                    3. つながったら「設定」→「ネットワーク」→「Wi-Fiセキュリティ」を **WPA2互換** に変える

                    Androidの場合は、その間だけ位置情報を許可してください。終わったら戻して構いません。
                """,
                helpful_by=("akane", "sakura_o", "mikan_neko", "shiori"),
            ),
            DemoReply("akane", 1.3, "ありがとうございます。青い点滅にはなりましたが、アプリに何も出てきません……。"),
            DemoReply(
                "kenji_m",
                1.5,
                "スマホのWi-Fiをいったん切ってみてください。先にWi-Fiを探しに行ってしまう機種があります。",
                quote_of=1,
                helpful_by=("akane",),
            ),
            DemoReply(
                "akane",
                1.9,
                "白く点灯しました！ 子どもが帰ってくる前に直って、本当に助かりました。ありがとうございました。",
                helpful_by=("kenji_m",),
            ),
        ),
        accepted=0,
        accepted_by="akane",
        accepted_hours_after=2.0,
        same_problem_by=("sakura_o", "mikan_neko", "reiko", "shun_h"),
        bookmarked_by=("haruna",),
    ),
    DemoThread(
        key="ja-wifi-42-sakura",
        category="ja-hub",
        author="sakura_o",
        type="problem",
        title="W-12と出て接続できません。パスワードは間違えていません",
        body="""
            Hub 2です。朝起きたらオレンジの点滅でした。W-12と表示されます。

            パスワードは何度も確認しました。コピーして貼り付けても同じです。ルーターは回線業者から借りているものです。
        """,
        tags=("wifi", "update-4.2"),
        days_ago=71.9,
        views=351,
        fields={"hub_software": "4.2", "phone": "iPhone・iPad", "restarted": True},
        replies=(
            DemoReply(
                "shiori",
                3.2,
                """
                    さくらさん、ご不便をおかけして申し訳ありません。パスワードの間違いではなく、4.2側の問題です。

                    Hub 2は、次の手順でつながるようになります。

                    1. HubとルーターをLANケーブルでつなぐ
                    2. アプリの「設定」→「ネットワーク」→「Wi-Fiセキュリティ」を開く
                    3. 「自動」を **「WPA2互換」** に変えて保存する
                    4. ケーブルを抜く（20秒ほどでリングが白くなります）

                    ケーブルがない場合は、ルーターの暗号化方式を一時的に「WPA2のみ」にしても同じ効果があります。

                    修正版の4.2.1を準備しています。入ったあとは「自動」に戻していただけます。
                """,
                helpful_by=("sakura_o", "kenji_m", "akane", "k_yamane", "chihiro"),
                official=True,
            ),
            DemoReply("sakura_o", 9.8, "ケーブルでできました。ありがとうございます。"),
        ),
        accepted=0,
        accepted_by="sakura_o",
        accepted_hours_after=9.9,
        same_problem_by=("reiko", "akane"),
    ),
    DemoThread(
        key="ja-wifi-42-log",
        category="ja-hub",
        author="k_yamane",
        type="problem",
        title="無線LANの認証でタイムアウトする（reason=16）",
        body="""
            お世話になります。事務所のHub 2が、4.2に更新後、無線LANに接続できません。ログは以下のとおりです。

            ```text
            wlan0: trying to associate with "YAMANE-OFFICE" (SAE)
            wlan0: authentication timed out, reason=16
            wlan0: join failed W-12, next attempt in 30 s
            ```

            アクセスポイントは「WPA2/WPA3」の設定です。ほかの端末への影響があるため、アクセスポイント側の設定変更は避けたいと考えています。Hub側で対応できますでしょうか。
        """,
        tags=("wifi", "router", "update-4.2"),
        days_ago=70.2,
        views=242,
        fields={"hub_software": "4.2", "phone": "Windows", "restarted": True},
        replies=(
            DemoReply(
                "kenji_m",
                1.8,
                """
                    Hub側だけで対応できます。ログの `(SAE)` がWPA3での認証です。アクセスポイントが途中で返事をしなくなっています。

                    有線でつないだ状態で「設定」→「ネットワーク」→「Wi-Fiセキュリティ」を「WPA2互換」にしてください。ログが `(PSK)` に変われば成功です。アクセスポイントには触らなくて大丈夫です。
                """,
                helpful_by=("k_yamane", "shiori", "taku"),
            ),
            DemoReply(
                "k_yamane",
                16.0,
                "`(PSK)` になり、1回で接続しました。ほかの端末にも影響はありません。ありがとうございました。",
            ),
        ),
        accepted=0,
        accepted_by="k_yamane",
        accepted_hours_after=16.1,
    ),
    DemoThread(
        key="ja-wifi-42-shun",
        category="ja-hub",
        author="shun_h",
        type="problem",
        title="初期設定が終わらない。箱には4分と書いてあるのに",
        body="""
            買って3日目。まだ使えていません。

            パスワードを確認してください、と出る。確認した。10回はやった。返品したほうが早いですか？
        """,
        tags=("初期設定", "wifi"),
        days_ago=64.8,
        views=298,
        fields={"hub_software": "4.2", "phone": "iPhone・iPad", "restarted": True},
        replies=(
            DemoReply(
                "chihiro",
                0.6,
                "3日もお手間をとらせてしまい申し訳ありません。パスワードではなく、更新後の不具合の可能性が高いです。@shiori さん、お願いできますか。",
                helpful_by=("shun_h",),
            ),
            DemoReply(
                "shiori",
                1.4,
                """
                    結論から書きます。**返品しなくても、2分で使えるようになります。**

                    1. ルーターの設定画面で、Wi-Fiの暗号化を「WPA2のみ」にする
                    2. アプリで初期設定をやり直す
                    3. 約2週間後に4.2.1が届いたら、ルーターを元に戻してよい

                    画面の文言が誤解を招くものでした。次の版で直します。
                """,
                helpful_by=("shun_h", "kenji_m", "chihiro"),
            ),
            DemoReply("shun_h", 4.7, "つながりました。結論から書いてくれて助かりました。"),
        ),
        accepted=1,
        accepted_by="shun_h",
        accepted_hours_after=4.8,
        same_problem_by=("akane",),
    ),
    DemoThread(
        key="ja-wifi-guest",
        category="ja-hub",
        author="mikan_neko",
        type="problem",
        title="ゲスト用のWi-Fiにはつながるのに、いつものWi-Fiにはつながらない",
        body="""
            少し前から、Hubがいつものネットワークにつながりません。ためしにゲスト用のほうを選んだら、すんなりつながりました。

            でもゲスト側だと給餌器が見えなくて、猫がずっとこちらを見ています。助けてください。
        """,
        tags=("wifi", "router"),
        days_ago=57.2,
        views=176,
        fields={"hub_software": "4.2", "phone": "Android", "restarted": True},
        replies=(
            DemoReply(
                "haruna",
                0.8,
                """
                    うちも同じでした。ゲスト用はWPA2だけ、いつものほうはWPA2とWPA3の混在になっていることが多いそうです。

                    せっかくゲスト側でつながっているので、**そのまま**「設定」→「ネットワーク」→「Wi-Fiセキュリティ」を「WPA2互換」にして、それからいつものWi-Fiに切り替えてみてください。
                """,
                helpful_by=("mikan_neko", "kenji_m"),
            ),
            DemoReply(
                "mikan_neko",
                1.1,
                "切り替わりました！ ごはんも無事に出ました。猫2匹にかわって御礼申し上げます。",
                helpful_by=("haruna", "akane"),
            ),
        ),
        accepted=0,
        accepted_by="mikan_neko",
        accepted_hours_after=1.2,
    ),
    DemoThread(
        key="ja-wifi-421-drops",
        category="ja-hub",
        author="sakura_o",
        type="problem",
        title="4.2.1にしてからも、夕方になるとWi-Fiが切れます",
        body="""
            以前W-12でお世話になりました。あのあと4.2.1が入り、設定は「自動」に戻しています。

            朝は問題ないのですが、夕方6時ごろになると切れることが増えました。毎日ではありません。
        """,
        tags=("wifi", "update-4.2"),
        days_ago=13.7,
        views=87,
        fields={"hub_software": "4.2.1", "phone": "iPhone・iPad", "restarted": True},
        replies=(
            DemoReply(
                "kenji_m",
                1.0,
                "夕方だけ、というのが気になりますね。ご近所のWi-Fiが増える時間帯で、電波が混み合っているのかもしれません。切れているとき、スマホのほうは快適ですか。",
                helpful_by=("shiori",),
            ),
            DemoReply("sakura_o", 12.5, "スマホは使えていたと思います。でも気にして見ていませんでした。"),
            DemoReply(
                "shiori",
                26.0,
                """
                    詳しく調べたいので、次の3点を教えていただけますか。

                    - 切れた時刻（だいたいで構いません）
                    - ルーターの型番
                    - `http://hub.local/log` を開いた画面の写真（パスワードは写りません）
                """,
                helpful_by=("kenji_m",),
            ),
        ),
        status=DemoStatus("needs_info", "shiori", "切れた時刻とルーターの型番、ログの写真をお待ちしています。", 26.1),
    ),
    DemoThread(
        key="ja-hub-ten-past-three",
        category="ja-hub",
        author="reiko",
        type="problem",
        title="毎晩3時10分に、Hubが4分間だけオフラインになる",
        body="""
            深夜に仕事をしていて気づきました。毎晩 **3:10から3:14まで**、Hub 2がオフラインになります。アプリにもつながらず、そのあと何ごともなかったように戻ります。

            有線接続、ソフトウェアは4.2.1です。左のUSBにVault用のディスクをつないでいます。同じ方はいらっしゃいますか。
        """,
        tags=("router",),
        days_ago=35.6,
        views=322,
        fields={"hub_software": "4.2.1", "phone": "macOS", "restarted": True},
        replies=(
            DemoReply(
                "kenji_m",
                6.5,
                "うちの3台のうち、ディスクをつないでいる1台だけ同じ時刻に切れていました。言われるまで気づきませんでした。",
                helpful_by=("reiko",),
            ),
            DemoReply(
                "taku", 8.0, "英語エリアで同じ話をしています。時刻がどの国でも「現地の3:10」らしいです。おもしろい。"
            ),
            DemoReply("reiko", 8.4, "行ってきました。みなさんすごい勢いで調べています。"),
            DemoReply(
                "reiko",
                61.5,
                """
                    原因が分かったので、日本語でまとめます。

                    | 項目 | 内容 |
                    |---|---|
                    | 起きる機種 | Hub 2でUSBディスクをつないでいるもの（Miniは対象外） |
                    | 原因 | 毎日3:10のディスク検査の間、USBとネットワークが一緒に止まる |
                    | 影響 | 4分間つながらないだけ。自動化は動き続け、データも無事 |
                    | 当面の対処 | 「設定」→「ストレージ」→「ディスク検査」を **毎週** にして、困らない時刻にする |
                    | 修正 | 4.3で、止めずに検査するようになる予定 |

                    見つけてくださったのは英語エリアの @oskar さんと @jonas さんたちです。
                """,
                helpful_by=("kenji_m", "k_yamane", "taku", "shiori", "daichi", "chihiro"),
            ),
            DemoReply(
                "shiori",
                64.5,
                "玲子さん、正確なまとめをありがとうございます。内容はこのとおりで間違いありません。",
                helpful_by=("reiko",),
            ),
            DemoReply("k_yamane", 82.0, "事務所のHubも日曜の昼に変更しました。助かりました。"),
        ),
        accepted=3,
        accepted_by="shiori",
        accepted_hours_after=64.6,
        same_problem_by=("kenji_m", "k_yamane"),
        bookmarked_by=("kenji_m", "k_yamane"),
    ),
    DemoThread(
        key="ja-hub-power-cut",
        category="ja-hub",
        author="mikan_neko",
        type="question",
        title="停電のあと、自動給餌のスケジュールはどうなりますか",
        body="""
            台風の季節なので心配になりました。留守中に停電して復旧した場合、朝7時と夜7時の給餌はちゃんと再開しますか。飛ばされた回はあとから実行されますか。2回分出てしまうのも困ります。
        """,
        tags=("power-cut", "automations"),
        days_ago=106.4,
        views=289,
        fields={"hub_software": "4.1", "phone": "Android", "restarted": False},
        replies=(
            DemoReply(
                "shiori",
                2.9,
                """
                    Hubは電気が戻ってから40秒ほどで起動し、スケジュールは **次の時刻から** 再開します。停電中に過ぎた回は、初期設定では実行されません。

                    給餌でしたら、その自動化の「編集」→「停電のあと」で **「30分以内の遅れなら実行」** を選ぶのがおすすめです。遅れが30分を超えた分は飛ばすので、2回分出ることはありません。
                """,
                helpful_by=("mikan_neko", "akane", "haruna", "kenji_m"),
            ),
            DemoReply(
                "mikan_neko", 3.4, "ちょうどほしかった設定でした。これで安心して出張に行けます。ありがとうございます！"
            ),
        ),
        accepted=0,
        accepted_by="mikan_neko",
        accepted_hours_after=3.5,
        bookmarked_by=("akane",),
    ),
    DemoThread(
        key="ja-hub-family-invite",
        category="ja-hub",
        author="akane",
        type="question",
        title="夫のスマホにもアプリを入れたのですが、何も表示されません",
        body="""
            私のスマホでは使えています。夫のスマホに同じアプリを入れて、私のメールアドレスでサインインしようとしたら、確認コードが私に届いてしまい、仕事中の夫から何度も電話がきます……。

            家族で使うときは、どうするのが正しいのでしょうか。
        """,
        tags=("pairing", "初期設定"),
        days_ago=51.8,
        views=148,
        fields={"hub_software": "4.2", "phone": "Android", "restarted": False},
        replies=(
            DemoReply(
                "haruna",
                0.4,
                """
                    ご主人は、ご主人のメールアドレスで登録するのが正解です。

                    1. あかねさんのアプリで「家族」→「招待する」
                    2. ご主人に届いたメールのリンクを、ご主人のスマホで開く
                    3. 名前とパスワードを決めて完了

                    どの操作を許すかは、あかねさんが選べます。うちは母に「照明だけ」許可しています。
                """,
                helpful_by=("akane", "shiori", "chihiro"),
            ),
            DemoReply("akane", 5.6, "できました。電話も鳴らなくなりました（笑）。ありがとうございます。"),
        ),
        accepted=0,
        accepted_by="akane",
        accepted_hours_after=5.7,
    ),
    DemoThread(
        key="ja-hub-api-rate",
        category="ja-hub",
        author="taku",
        type="question",
        title="ローカルAPIで429が返る。回数の上限はどこかに書いてありますか",
        body="""
            室温を1秒ごとに取っていたら、10分ほどで429が返るようになりました。

            ```python
            while True:
                reading = client.get("http://hub.local/api/v1/sensors/livingroom").json()
                print(reading["celsius"])
                time.sleep(1)
            ```

            上限の値と、もっと行儀のよい取り方があれば知りたいです。
        """,
        tags=("api",),
        days_ago=38.4,
        views=133,
        fields={"hub_software": "4.2.1", "phone": "Linux", "restarted": False},
        replies=(
            DemoReply(
                "oskar",
                7.0,
                """
                    (In English, sorry.) The limit is 300 requests in 10 minutes per token; the answer carries `Retry-After`. Better: let the Hub tell *you*.

                    ```sh
                    curl -N -H "Authorization: Bearer $HUB_TOKEN" http://hub.local/api/v1/sensors/stream
                    ```
                """,
                helpful_by=("taku", "kenji_m"),
            ),
            DemoReply(
                "kenji_m",
                9.3,
                "補足します。上限は1トークンあたり **10分間に300回**、`stream` は値が変わったときだけ届くので回数に数えられません。",
                helpful_by=("taku", "oskar"),
            ),
            DemoReply(
                "taku",
                10.1,
                "streamにしたら、コードも半分になりました。Thank you, @oskar! @kenji_m さんもありがとうございます。",
            ),
        ),
        accepted=0,
        accepted_by="taku",
        accepted_hours_after=10.2,
    ),
    DemoThread(
        key="ja-hub-light-schedule",
        category="ja-hub",
        author="daichi",
        type="question",
        title="日の出に合わせて看板の照明を消したい",
        body="""
            喫茶店の看板を、日の入りで点けて日の出で消しています。北海道は季節で日の出が3時間ちかく変わるので「日の出」を条件にしたのですが、冬になると雪雲で朝も暗く、早く消えすぎてしまいます。

            「日の出の40分後、ただし7時30分より前には消さない」という条件は作れますか。
        """,
        tags=("automations",),
        days_ago=8.3,
        views=52,
        fields={"hub_software": "4.3 beta 3", "phone": "iPhone・iPad", "restarted": False},
        replies=(
            DemoReply(
                "mikan_neko",
                2.0,
                "「日の出の40分後」まではできます。「ただし〜より前には」は、条件を2つ並べてもうまくいかず、私はあきらめて時刻を決め打ちにしました……。",
                helpful_by=("daichi",),
            ),
            DemoReply(
                "daichi", 2.6, "やはり決め打ちですか。もう少し粘ってみます。何かご存じの方がいたら教えてください。"
            ),
        ),
    ),
    DemoThread(
        key="ja-hub-purple",
        category="nihongo",
        author="sakura_o",
        type="question",
        title="リングが紫色に光っています。故障でしょうか",
        body="説明書には白・青・オレンジ・赤しか載っていませんでした。動作はふつうです。ときどき、ふわっと紫色になります。",
        tags=(),
        days_ago=0.9,
        views=19,
    ),
)
