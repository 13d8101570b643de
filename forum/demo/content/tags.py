"""The tags, each with what it is for and the other spellings people type."""

from forum.demo.story import DemoTag

TAGS: tuple[DemoTag, ...] = (
    DemoTag("wifi", "Joining, losing and rejoining wireless networks.", ("wi-fi", "wlan", "無線lan")),
    DemoTag("pairing", "Introducing a phone, a computer or an accessory to the Hub.", ("ペアリング", "setup")),
    DemoTag("update-4.2", "What changed, or broke, with Hub software 4.2.", ("4.2", "firmware-4.2")),
    DemoTag("router", "Settings on the other side of the radio.", ("ルーター", "access-point")),
    DemoTag("hub-mini", "Only the Hub Mini, the one without an Ethernet socket.", ("mini",)),
    DemoTag("e-417", "Vault refuses a snapshot: index out of step.", ("e417", "error-417")),
    DemoTag("backup", "Getting files into Vault.", ("バックアップ", "snapshot")),
    DemoTag("restore", "Getting files back out of Vault.", ("復元",)),
    DemoTag("storage", "How much space there is and where it went.", ("quota", "容量")),
    DemoTag("invoice", "Invoices, receipts and what is printed on them.", ("receipt", "bill")),
    DemoTag("billing-address", "The name and address an invoice is made out to.", ("invoice-address",)),
    DemoTag("refund", "Getting money back.", ("返金",)),
    DemoTag("sign-in", "Passwords, codes and locked doors.", ("login", "2fa", "二段階認証")),
    DemoTag("printing", "The Print 300 and its drivers.", ("printer", "print-300")),
    DemoTag("blank-pages", "Paper goes in white and comes out white.", ("白紙",)),
    DemoTag("notes-sync", "Notes that disagree between devices.", ("sync", "conflict-copy")),
    DemoTag("export", "Taking your words elsewhere.", ("エクスポート",)),
    DemoTag("automations", "Rules, schedules and scenes.", ("scenes", "自動化")),
    DemoTag("api", "The Hub's local API, webhooks and scripts.", ("webhook",)),
    DemoTag("power-cut", "What happens when the lights go out.", ("停電",)),
    DemoTag("accessibility", "Screen readers, contrast, keyboards and everyone's right to use this.", ("a11y",)),
    DemoTag("請求書", "請求書の宛名、発行、再発行について。", ("領収書", "インボイス")),
    DemoTag("印刷", "Print 300の印刷に関すること。", ("プリンター",)),
    DemoTag("同期", "Notesやファイルの同期に関すること。", ("ノート同期",)),
    DemoTag("初期設定", "買ってから最初にすること。", ("はじめて",)),
    DemoTag("tips", "Small tricks worth sharing. ちょっとした工夫。", ("コツ",)),
)
