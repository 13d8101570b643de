"""日本語: Vaultのバックアップと復元。E-417は英語エリアと同じくらいよく聞かれる。"""

from forum.demo.story import DemoReply, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="ja-vault-417-yamane",
        category="ja-vault",
        author="k_yamane",
        type="problem",
        title="E-417「索引が一致しません」でバックアップが止まる",
        body="""
            事務所の共有フォルダー（約180GB）の夜間バックアップが、先週から毎晩失敗しています。

            ```text
            2:00:00 snapshot started
            2:02:10 refused by Vault: E-417 index out of step (local 902, remote 900)
            ```

            1. すでにVaultにあるデータは無事でしょうか。
            2. 復旧の手順を教えてください。
            3. 再発を防ぐ方法があれば知りたいです。
        """,
        tags=("e-417", "backup"),
        days_ago=94.1,
        views=577,
        replies=(
            DemoReply(
                "shiori",
                3.8,
                """
                    順番にお答えします。

                    **1. データは無事です。** E-417は、古いデータを上書きしないために、新しいバックアップをいったん断っている状態です。復元はいつでもできます。

                    **2. 復旧の手順**

                    - 「設定」→「Vault」→「メンテナンス」→ **「索引を確認」** を実行します。
                    - 100GBにつき20分ほどかかります（今回は40分弱の見込みです）。
                    - 「一致しました」と表示されたら「今すぐ実行」を押してください。

                    コマンドで行う場合は次のとおりです。

                    ```sh
                    vaultctl index verify --repair
                    ```

                    **3. 再発防止** 多くは、最後の段階でパソコンがスリープに入ることが原因です。「バックアップ中はスリープしない」をオンにしてください。
                """,
                helpful_by=("k_yamane", "kenji_m", "haruna", "sakura_o", "taku", "chihiro"),
                official=True,
            ),
            DemoReply(
                "k_yamane",
                22.5,
                "35分で完了し、昨夜のバックアップは成功しました。番号にそって答えていただき、とても読みやすかったです。",
                helpful_by=("shiori",),
            ),
        ),
        accepted=0,
        accepted_by="k_yamane",
        accepted_hours_after=22.6,
        same_problem_by=("sakura_o", "haruna", "shun_h"),
        bookmarked_by=("kenji_m", "haruna"),
    ),
    DemoThread(
        key="ja-vault-417-sakura",
        category="ja-vault",
        author="sakura_o",
        type="problem",
        title="パソコンを閉じたあと、バックアップに赤い印（E-417）がつきます",
        body="""
            ノートパソコンです。夜、バックアップの途中でふたを閉じてしまったようで、それから毎日赤い印がつきます。E-417と書いてあります。

            ふたを開けたままにしても直りません。
        """,
        tags=("e-417", "backup"),
        days_ago=79.3,
        views=210,
        replies=(
            DemoReply(
                "haruna",
                1.2,
                """
                    途中で切れると、パソコン側とVault側の「送ったもののリスト」がずれてしまうそうです。

                    Vaultアプリの「メンテナンス」→「索引を確認」を押して、「一致しました」と出るまで、ふたを開けたまま待ってみてください。私は寝る前に押して、朝には直っていました。
                """,
                helpful_by=("sakura_o", "shiori"),
            ),
            DemoReply("sakura_o", 11.0, "朝には緑になっていました。ありがとうございます。"),
        ),
        accepted=0,
        accepted_by="sakura_o",
        accepted_hours_after=11.1,
    ),
    DemoThread(
        key="ja-vault-417-taku",
        category="ja-vault",
        author="taku",
        type="problem",
        title="索引を直しても、次の日にまたE-417になります",
        body="""
            `vaultctl index verify --repair` で直る → 翌日またE-417、の繰り返しです。研究室のデスクトップで、スリープはしません。

            ```text
            index verify: 9,310 entries, 0 missing, 1 with a time in the future
            ```
        """,
        tags=("e-417", "backup"),
        days_ago=55.5,
        views=164,
        replies=(
            DemoReply(
                "kenji_m",
                0.5,
                """
                    「time in the future」が出ているので、時計のずれだと思います。Vaultは、**5分より先の時刻** がついたものを受け取らず、そのときも同じE-417になります。

                    ```sh
                    vaultctl doctor --clock
                    ```

                    で確認してみてください。学内だとNTP（UDP 123）が閉じていることがあります。
                """,
                helpful_by=("taku", "shiori", "oskar"),
            ),
            DemoReply("taku", 1.0, "6分20秒進んでいました……。学内の時刻サーバーを指定して、もう一度直します。"),
            DemoReply(
                "taku",
                74.0,
                "3日間、問題なしです。エラーコードを分けてほしいですね。ありがとうございました！",
                helpful_by=("kenji_m",),
            ),
        ),
        accepted=0,
        accepted_by="taku",
        accepted_hours_after=74.1,
        bookmarked_by=("k_yamane",),
    ),
    DemoThread(
        key="ja-vault-417-shun",
        category="ja-vault",
        author="shun_h",
        type="question",
        title="E-417の意味は？",
        body="昨日から出ている。データが消えたのかどうかだけ先に知りたい。",
        tags=("e-417",),
        days_ago=40.6,
        views=121,
        replies=(
            DemoReply(
                "kenji_m",
                0.2,
                """
                    **消えていません。**

                    パソコンとVaultで「保存済みリスト」が食い違っているので、新しい保存を止めているだけです。「メンテナンス」→「索引を確認」のあと「今すぐ実行」で直ります。
                """,
                helpful_by=("shun_h", "shiori", "haruna"),
            ),
            DemoReply("shun_h", 1.6, "直った。早い。感謝。"),
        ),
        accepted=0,
        accepted_by="shun_h",
        accepted_hours_after=1.7,
        same_problem_by=("akane",),
    ),
    DemoThread(
        key="ja-vault-417-akane",
        category="ja-vault",
        author="akane",
        type="problem",
        title="新しいパソコンに移したら、番号417のエラーが出るようになりました",
        body="""
            古いパソコンの写真をVaultから新しいパソコンに戻しました。写真は全部ありました（感動しました）。

            でも、新しいパソコンのバックアップが動かず、「この索引は別の端末のものです　E-417」と出ます。古いパソコンはもう処分してしまいました。
        """,
        tags=("e-417", "restore"),
        days_ago=5.4,
        views=49,
        replies=(
            DemoReply(
                "haruna",
                1.5,
                "写真が無事でよかったです！ 端末の「引き継ぎ」が必要だったと思います。「設定」→「Vault」→「端末」に、古いパソコンの名前は残っていますか。",
                helpful_by=("akane",),
            ),
            DemoReply("akane", 9.0, "「お母さんのPC」という名前で残っています。消してしまってよいのでしょうか？"),
            DemoReply(
                "haruna",
                9.4,
                "消すのは待ってください！ 消すと昔の版が見られなくなるかもしれません。くわしい方、「引き継ぐ」ボタンの場所が分かる方いませんか。@shiori さん、お手すきのときにお願いします。",
                quote_of=1,
                helpful_by=("akane", "kenji_m"),
            ),
        ),
    ),
    DemoThread(
        key="ja-vault-restore-file",
        category="ja-vault",
        author="haruna",
        type="question",
        title="上書きしてしまったファイルを、1つだけ先週の状態に戻したい",
        body="""
            納品前のデザインファイルを、うっかり別案で上書き保存してしまいました。フォルダーごとではなく、1つだけ戻せますか。明日の朝が締め切りです。
        """,
        tags=("restore",),
        days_ago=86.6,
        views=233,
        replies=(
            DemoReply(
                "kenji_m",
                0.2,
                """
                    戻せます。すぐ終わるので落ち着いてどうぞ。

                    1. 「Vault」→「中身を見る」で、そのフォルダーまで進む
                    2. ファイルを選んで「以前の版」
                    3. 日時を選んで **「コピーを復元」**

                    いまのファイルはそのまま残り、日付のついたコピーが隣にできます。
                """,
                helpful_by=("haruna", "reiko", "shiori"),
            ),
            DemoReply(
                "haruna",
                0.4,
                "戻りました……！ いつも答える側なのに、焦ると何も見えなくなりますね。ありがとうございます。",
                helpful_by=("kenji_m", "chihiro"),
            ),
        ),
        accepted=0,
        accepted_by="haruna",
        accepted_hours_after=0.5,
    ),
    DemoThread(
        key="ja-vault-storage",
        category="ja-vault",
        author="reiko",
        type="question",
        title="Vaultの使用量が、実際のファイルの2倍以上になっています",
        body="手元のフォルダーは合計90GBほどですが、Vaultの表示は205GBです。差の115GBは何でしょうか。",
        tags=("storage",),
        days_ago=24.0,
        views=79,
        replies=(
            DemoReply(
                "shiori",
                4.2,
                """
                    ほとんどの場合、**以前の版** の分です。「Vault」→「使用量」→「時期別」を開くと、内訳が見られます。

                    録音や動画のように大きくてよく書き換えるフォルダーは、「フォルダー」→「版の保存期間」を30日にすると、翌日の夜に空きが増えます。
                """,
                helpful_by=("reiko", "haruna"),
            ),
        ),
        solved_without_reply="通訳の録音フォルダーを整理したら、110GBほど減りました。",
        accepted_hours_after=55.0,
    ),
)
