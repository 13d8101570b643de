"""日本語: アカウントとお支払い。請求書の宛名は、言い方を変えて何度も聞かれる。"""

from forum.demo.story import DemoReply, DemoStatus, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="ja-account-invoice-name",
        category="ja-account",
        author="k_yamane",
        type="question",
        title="請求書の宛名と住所を変更するには",
        body="""
            事務所の移転にともない、請求書の宛名（事務所名）と住所を変更したいです。

            - どこで変更できますか
            - いつの請求書から反映されますか
            - 発行済みの今月分も直せますか
        """,
        tags=("請求書", "billing-address"),
        days_ago=110.6,
        views=468,
        replies=(
            DemoReply(
                "shiori",
                2.0,
                """
                    「アカウント」→「お支払い」→「請求先情報」→「編集」で変更できます。操作できるのは、契約の所有者の方だけです。

                    | 変更したいもの | 変更する人 | 反映 |
                    |---|---|---|
                    | 宛名・住所 | ご自身 | 次回の請求書から |
                    | 国・税に関する番号 | こちらで承ります（お問い合わせください） | 次回の請求書から |
                    | 今月発行の請求書 | 請求書の横の「訂正版を依頼」 | 2営業日以内 |
                    | 先月以前の請求書 | 変更できません | なし |

                    訂正版は、もとの請求書を取り消したうえで、新しい番号で発行されます。
                """,
                helpful_by=("k_yamane", "reiko", "daichi", "haruna", "kenji_m"),
                official=True,
            ),
            DemoReply(
                "k_yamane",
                4.4,
                "表にしていただき、とても分かりやすいです。訂正版も依頼しました。ありがとうございます。",
            ),
        ),
        accepted=0,
        accepted_by="k_yamane",
        accepted_hours_after=4.5,
        same_problem_by=("reiko", "daichi"),
        bookmarked_by=("k_yamane",),
    ),
    DemoThread(
        key="ja-account-company-name",
        category="ja-account",
        author="reiko",
        type="question",
        title="領収書に屋号を入れたいのですが、入力欄が見つかりません",
        body="個人名で発行されています。確定申告のために屋号を入れたいのですが、会社名を書く欄がどこにもありません。",
        tags=("請求書",),
        days_ago=75.8,
        views=152,
        replies=(
            DemoReply(
                "haruna",
                0.5,
                "「請求先情報」の編集画面で **「事業で利用」** にチェックを入れると、屋号・会社名の欄が出てきます。私も最初は見つけられませんでした。",
                helpful_by=("reiko", "shiori"),
            ),
            DemoReply("reiko", 1.0, "隠れていました！ 次回分から屋号になりそうです。ありがとうございます。"),
        ),
        accepted=0,
        accepted_by="reiko",
        accepted_hours_after=1.1,
        same_problem_by=("haruna",),
    ),
    DemoThread(
        key="ja-account-moved",
        category="ja-account",
        author="daichi",
        type="question",
        title="プロフィールの住所を直したのに、請求書が古い住所のまま届きます",
        body="店を移転しました。2週間前にプロフィールの住所を新しくしましたが、今日届いた請求書は前の住所でした。反映に時間がかかるのでしょうか。",
        tags=("請求書", "billing-address"),
        days_ago=37.7,
        views=83,
        replies=(
            DemoReply(
                "shiori",
                1.8,
                """
                    紛らわしくて申し訳ありません。プロフィールの住所は、お荷物をお届けする先です。請求書に載るのは「お支払い」→ **「請求先情報」** の住所です。

                    そちらを直していただき、今日の請求書の横の「訂正版を依頼」を押していただければ、2営業日以内に新しいものをお届けします。
                """,
                helpful_by=("daichi", "k_yamane"),
            ),
            DemoReply("daichi", 3.0, "2か所あったのですね。どちらも直しました。新しい店は窓が大きいです。"),
        ),
        accepted=0,
        accepted_by="daichi",
        accepted_hours_after=3.1,
    ),
    DemoThread(
        key="ja-account-name-typo",
        category="ja-account",
        author="shun_h",
        type="problem",
        title="請求書の会社名に誤字。経理に突き返された",
        body="自分の入力ミスです。今月中に正しいものが必要。どうすればいいですか。",
        tags=("請求書",),
        days_ago=18.5,
        views=61,
        replies=(
            DemoReply(
                "k_yamane",
                0.4,
                """
                    今月分なら直せます。

                    1. 「請求先情報」で会社名を直す
                    2. その請求書の横の「訂正版を依頼」を押す

                    うちは翌日の午後に届きました。月をまたぐと訂正できないので、お早めに。
                """,
                helpful_by=("shun_h", "shiori"),
            ),
            DemoReply("shun_h", 25.0, "今日届きました。間に合った。"),
        ),
    ),
    DemoThread(
        key="ja-account-two-factor",
        category="ja-account",
        author="akane",
        type="problem",
        title="機種変更したら、6桁の確認コードが出なくなりました",
        body="""
            スマホを新しくしました。確認コードのアプリを開いても、何も入っていません。前のスマホはお店で下取りに出してしまいました。パソコンはまだサインインしたままです。
        """,
        tags=("sign-in",),
        days_ago=30.3,
        views=107,
        replies=(
            DemoReply(
                "haruna",
                0.3,
                "まず、パソコンのサインアウトはしないでください！ 二段階認証を設定したときの「回復コード」（英字8文字が10個）は残っていませんか。",
                helpful_by=("akane", "chihiro"),
            ),
            DemoReply("akane", 0.9, "母子手帳のケースに、印刷したものがありました！"),
            DemoReply(
                "haruna",
                1.1,
                "さすがです。では、パソコンで「アカウント」→「セキュリティ」→「二段階認証」→「設定し直す」と進んで、コードを聞かれたら回復コードを1つ入れてください。そのあと、新しいスマホで四角い模様を読み取れば完了です。",
                helpful_by=("akane", "shiori", "sakura_o"),
            ),
            DemoReply("akane", 1.6, "できました。回復コード、これからも母子手帳と一緒に大事にします。"),
        ),
        accepted=2,
        accepted_by="akane",
        accepted_hours_after=1.7,
    ),
    DemoThread(
        key="ja-account-cancel-closed",
        category="ja-account",
        author="shun_h",
        type="question",
        title="解約の電話番号を教えてください",
        body="電話で解約したい。番号が見つからない。",
        tags=("refund",),
        days_ago=48.6,
        views=94,
        replies=(
            DemoReply(
                "chihiro",
                0.7,
                "お電話での受付は行っていません。「アカウント」→「お支払い」→「プラン」→「解約する」から、24時間いつでもお手続きいただけます。年払いの方は、30日以内であれば返金もできます。",
                helpful_by=("reiko",),
            ),
            DemoReply("shun_h", 1.0, "見つけた。やっぱりもう少し使います。"),
        ),
        status=DemoStatus("closed", "chihiro", "ご本人が継続されるとのことなので、閉じます。またいつでもどうぞ。", 2.0),
    ),
)
