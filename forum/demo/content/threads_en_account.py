"""English: accounts and billing, where half of the questions are about the address on an invoice."""

from forum.demo.story import DemoReply, DemoStatus, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="en-account-invoice-address",
        category="account",
        author="rutger",
        type="question",
        title="How do I change the address on my invoices?",
        body="""
            One of my clients has moved. The invoices for their Vault plan still show the old street. Where do I change that, and does it
            also change the invoices that have been issued already?
        """,
        tags=("invoice", "billing-address"),
        days_ago=112.3,
        views=803,
        replies=(
            DemoReply(
                "tomas",
                2.1,
                """
                    Two answers, because these are two things.

                    **Future invoices.** *Account → Billing → Billing details → Edit*. It counts from the next invoice on. Only the owner of the account
                    sees this page; a member of a team does not.

                    **Invoices already issued.** They can't be changed by anybody, that is the law in most countries. For an invoice of the **current
                    month** press *Request a corrected invoice* next to it: the old one is cancelled and a new one with its own number arrives within two
                    working days.

                    | What | Who changes it | From when |
                    |---|---|---|
                    | Name, street, town | you | next invoice |
                    | Country, VAT number | we do, please open a request | next invoice |
                    | An invoice of this month | we do, by the button | two working days |
                    | Older invoices | nobody | never |
                """,
                helpful_by=("rutger", "darius", "leilani", "reiko", "graham"),
                official=True,
            ),
            DemoReply("rutger", 3.0, "Complete, including the part I was about to ask. Thank you."),
        ),
        accepted=0,
        accepted_by="rutger",
        accepted_hours_after=3.1,
        same_problem_by=("darius", "beth", "ines"),
        bookmarked_by=("rutger", "darius"),
    ),
    DemoThread(
        key="en-account-company-name",
        category="account",
        author="darius",
        type="question",
        title="Company name missing from our bill, accountant will not accept it",
        body="""
            Our receipts are made out to me personally. The accountant needs the studio's name and its registered address on them. I can see a field for
            my name but none for a company. Have I overlooked it?
        """,
        tags=("invoice", "billing-address"),
        days_ago=77.0,
        views=263,
        replies=(
            DemoReply(
                "leilani",
                4.4,
                """
                    It hides. In *Account → Billing → Billing details → Edit* tick **This is a business**, and two more lines appear: company name and tax
                    number. Save, and the next invoice is made out to the company.
                """,
                helpful_by=("darius", "rutger"),
            ),
            DemoReply(
                "rutger",
                5.0,
                "And for this month's one: the button *Request a corrected invoice*. It took a day and a half for my client.",
                helpful_by=("darius", "tomas"),
            ),
            DemoReply(
                "darius",
                23.0,
                "Found the tick box, and the corrected receipt came this morning. Much obliged to you both.",
            ),
        ),
        accepted=0,
        accepted_by="darius",
        accepted_hours_after=23.1,
        same_problem_by=("beth",),
    ),
    DemoThread(
        key="en-account-moved-house",
        category="account",
        author="beth",
        type="question",
        title="Shop moved across the street, invoice still goes to the old number",
        body="""
            We went from number 14 to number 31. I changed the address under my profile two weeks ago, but the invoice that came today still says
            14. Did it not save?
        """,
        tags=("billing-address", "invoice"),
        days_ago=39.2,
        views=118,
        replies=(
            DemoReply(
                "tomas",
                6.3,
                """
                    It did save, @beth, only in another drawer: the *profile* address is where we would send a parcel. The one on invoices is under
                    *Account → Billing → Billing details*.

                    Change it there, then press *Request a corrected invoice* beside today's. Congratulations on the new shop!
                """,
                helpful_by=("beth", "rutger"),
            ),
            DemoReply("beth", 7.1, "Two addresses, of course. Changed, requested. Come by for a quilt some day."),
        ),
        accepted=0,
        accepted_by="beth",
        accepted_hours_after=7.2,
    ),
    DemoThread(
        key="en-account-vat-number",
        category="account",
        author="ines",
        type="question",
        title="Billing details: the country is greyed out",
        body="""
            I moved the studio from Portugal to Spain (the love of clay, and of a potter). I can edit the street on the billing page, but the country is grey
            and stays Portugal. So now my invoices live in a street in Seville, Portugal.
        """,
        tags=("billing-address", "invoice"),
        days_ago=15.6,
        views=96,
        replies=(
            DemoReply(
                "rutger",
                1.3,
                """
                    The country decides the tax, so it can only be changed by their billing people. Write through *Account → Contact us → Billing*, with the new
                    address and, if you have one, the new tax number.
                """,
                helpful_by=("ines",),
            ),
            DemoReply(
                "tomas",
                3.9,
                "As @rutger says. I have seen your request, Inês; it is done from the next invoice on. Seville stays in Spain.",
                helpful_by=("ines", "rutger"),
            ),
        ),
        accepted=0,
        accepted_by="tomas",
        accepted_hours_after=60.0,
    ),
    DemoThread(
        key="en-account-address-unanswered",
        category="account",
        author="fiona",
        type="question",
        title="Can the invoice go to a different e-mail than my login?",
        body="""
            The invoices come to my own e-mail. I'd like them to go straight to my sister, who does the books, without giving her my login.
        """,
        tags=("invoice",),
        days_ago=1.3,
        views=17,
    ),
    DemoThread(
        key="en-account-two-factor-lost",
        category="account",
        author="marisol",
        type="problem",
        title="New phone, the code app is empty, I'm locked out",
        body="""
            I changed my phone (the same week as the computer, yes, it has been that kind of month) and the app with the six-digit codes is empty on
            the new one. I'm still signed in on this computer, luckily. I'm afraid to close the browser. What do I do, and in which order?
        """,
        tags=("sign-in",),
        days_ago=17.8,
        views=164,
        replies=(
            DemoReply(
                "walter",
                0.5,
                "Don't close it. In that browser: *Account → Security → Two-step sign-in → Set up again*. Scan the new square with the new phone.",
                helpful_by=("marisol", "graham"),
            ),
            DemoReply(
                "marisol", 0.8, "It asks for a code before it lets me set it up again. From the app. That is empty."
            ),
            DemoReply(
                "graham",
                1.2,
                """
                    Use one of the **recovery codes** there instead: ten codes of eight letters that you were shown when you switched it on. Many people keep them
                    in Notes under "Nagomira".
                """,
                helpful_by=("marisol", "walter"),
            ),
            DemoReply(
                "marisol",
                1.5,
                "They were in Notes, in a page called IMPORTANT DO NOT LOSE. I had lost it. I'm in, the new phone works. Thank you, thank you.",
            ),
        ),
        accepted=2,
        accepted_by="marisol",
        accepted_hours_after=1.6,
    ),
    DemoThread(
        key="en-account-refund-yearly",
        category="account",
        author="quentin",
        type="problem",
        title="Charged for a year. I wanted a month.",
        body="""
            The page had two buttons and I pressed the big one. Now there's 108 gone instead of 9.90. I noticed the same day. Give it back.
        """,
        tags=("refund",),
        days_ago=31.0,
        views=149,
        replies=(
            DemoReply(
                "tomas",
                1.9,
                """
                    You have **30 days** to change your mind about a yearly plan, so there is no problem: *Account → Billing → Plan → Switch to monthly*. The difference
                    goes back to the card you paid with, in three to five working days.

                    If the page refuses, write here that it did (no card numbers, please) and I'll do it by hand.
                """,
                helpful_by=("quentin", "rutger"),
            ),
            DemoReply("quentin", 99.0, "Money's back. Make the buttons the same size."),
        ),
        accepted=0,
        accepted_by="quentin",
        accepted_hours_after=99.2,
    ),
    DemoThread(
        key="en-account-spam-offer",
        category="account",
        author="sam_t",
        type="question",
        title="anyone want to split a family plan?",
        body="""
            family plan is 6 people, theres only me. could sell the other 5 seats cheap, dm me
        """,
        tags=(),
        days_ago=60.5,
        views=72,
        replies=(
            DemoReply(
                "graham",
                0.6,
                """
                    I know it is meant kindly, @sam_t, but the family plan is for one household: everyone in it can see the shared folders, and the owner
                    can reset everyone's sign-in. With strangers that ends badly. I'm closing this one.
                """,
                helpful_by=("walter", "leilani"),
            ),
        ),
        status=DemoStatus("closed", "graham", "Plans can't be resold, and sharing one with strangers isn't safe.", 0.7),
        locked=True,
    ),
)
