"""The demo's tickets: a handful of requests in English and Japanese, lived through by the real actions.

One waits for its first word, one is being worked on with a note and a side conversation, one waits for the requester,
one is on hold behind a problem, one was solved and taken up again, two are solved.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from forum import clock, database, events
from forum.accounts.actor import SYSTEM, Actor
from forum.tickets import actions
from forum.tickets.actions import Opening, Update
from forum.tickets.forms import FieldForm, FormForm, ReasonForm, TeamForm

#: Gives somebody of the story, by name, as they act.
Acting = Callable[[str], Awaitable[Actor]]


async def load(acting: Acting, end: datetime) -> None:
    """Tell the story of the tickets."""
    first, second = "priya", "shiori"
    clock.stop(end - timedelta(days=20))
    team = await actions.save_group(SYSTEM, None, TeamForm.read({
        "name": "Billing", "description": "Plans, invoices and refunds", "members": f"{first}\n{second}",
    }))
    reasons: dict[str, int] = {}
    for key, parent, english, japanese_name in (
        ("billing", "", "Billing", "お支払い"), ("refund", "billing", "Refund", "返金"), ("device", "", "A device", "機器"),
        ("network", "device", "Network", "ネットワーク"),
    ):
        reasons[key] = await actions.save_reason(SYSTEM, None, ReasonForm.read({
            "name_en": english, "name_ja": japanese_name, "parent": str(reasons.get(parent, "")),
        }))
    kind = await actions.save_field(SYSTEM, None, FieldForm.read({
        "name_en": "Product", "name_ja": "製品", "kind": "dropdown",
        "options": "hub2 | Hub 2 | Hub 2\nvault | Vault | Vault\nother | Something else | その他",
    }))
    cause = await actions.save_field(SYSTEM, None, FieldForm.read({
        "name_en": "Cause (for the team)", "name_ja": "原因（チーム用）", "kind": "text",
    }))
    form = await actions.save_form(SYSTEM, None, FormForm.read({
        "name_en": "Something about my order or account", "name_ja": "ご注文・アカウントについて",
        "description_en": "Invoices, refunds, what has not come.", "description_ja": "請求書、返金、届かない商品など。",
        "group": str(team),
    }), {f"place_{kind}": "requester", f"submit_{kind}": "1", f"place_{cause}": "internal"})

    async def ask(who: str, days: float, subject: str, body: str, product: str, reason: str) -> int:
        clock.stop(end - timedelta(days=days))
        opened = await actions.open_ticket(await acting(who), Opening(
            subject=subject, body=body, form_id=form, answers={f"field_{kind}": product}, reason_id=reasons[reason],
        ))
        return opened.ticket_id

    async def then(who: str, number: int, hours: float, text: str = "", *, public: bool = True, **fields: object) -> None:
        clock.advance(timedelta(hours=hours))
        await actions.update(await acting(who), number, Update(comment=text, public=public, fields=fields))

    refund = await ask(
        "beth", 9, "I was charged twice in October", "My card shows **two payments** for October, both of 9 euros. Order 20931.",
        "vault", "refund",
    )
    await actions.take(await acting(first), refund)
    await then(first, refund, 2, "The second payment is a retry after a timeout at the bank.", public=False)
    await then(
        first, refund, 0.5, "You are right, sorry: one of the two goes back today. Your bank shows it within five days.",
        status="solved", tags=["refund", "double-charge"],
    )
    await then("beth", refund, 100, "A week later it is still not there.")
    clock.advance(timedelta(hours=1))
    await actions.update(await acting(first), refund, Update(fields={
        "priority": "high", "promised_at": end + timedelta(days=2),
    }))
    await actions.open_conversation(
        await acting(first), refund, "A refund that did not arrive", "Can you see in the bank's log where it is stuck?", [second],
    )

    lost = await ask(
        "darius", 6, "My Hub has not been delivered", "The tracking page stands still since Monday.", "hub2", "device",
    )
    await then(
        second, lost, 3, "May I have the number on the parcel slip? It begins with JD.", status="pending",
        assignee_id=(await acting(second)).id,
    )

    problem = await ask(
        "fiona", 5, "The invoice page shows an error", "Since yesterday it says “Something went wrong”.", "other",
        "billing",
    )
    await then(first, problem, 1, type="problem", priority="urgent", assignee_id=(await acting(first)).id)
    incident = await ask(
        "akane", 4, "請求書のページが開きません",
        "昨日から「エラーが発生しました」と表示されます。今週中に必要です。", "other", "billing",
    )
    await then(
        second, incident, 2, "ご不便をおかけしております。原因を調査しています。わかりしだいご連絡します。",
        status="on_hold", type="incident", problem_id=problem,
    )

    change = await ask(
        "daichi", 3, "請求先の住所を変更したい",
        "引っ越しました。次の請求書から新しい住所にしたいです。", "vault", "billing",
    )
    await then(
        second, change, 4, "設定画面の「お支払い」から変更できます。変更後にこちらでも確認いたします。", status="solved",
    )
    await then("daichi", change, 5, "変更できました。ありがとうございました！", status="solved")

    await ask(
        "beth", 0.3, "Can I move my plan to another account?",
        "I pay with my private account and want the company's.", "vault", "billing",
    )
    clock.stop(end)
    for row in await database.rows(
        "SELECT t.id, c.slug FROM threads t JOIN categories c ON c.id = t.category_id WHERE c.slug IN ('hub', 'hub-wifi')"
        " AND t.type IN ('question', 'problem') AND t.deleted_at IS NULL ORDER BY t.id"
    ):
        about = reasons["network" if row["slug"] == "hub-wifi" else "device"]
        await actions.set_thread_reason(await acting(first), row["id"], about)
    await events.settle()
