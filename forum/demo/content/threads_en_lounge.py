"""English: ideas, stories and news, and the two rooms that not everyone may enter."""

from forum.demo.story import DemoReply, DemoStatus, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="en-news-421",
        category="news",
        author="nora",
        type="announcement",
        title="Hub software 4.2.1 is here: Wi-Fi, and an apology",
        body="""
            Version **4.2.1** is on its way to every Hub from today. It arrives by itself at night; if you can't wait, *Settings → About → Look for updates*.

            ## What it corrects

            - Networks in *WPA2/WPA3 mixed* mode: the Hub tries WPA3 once and falls back to WPA2. The message W-12 appears only when both have failed, and it no longer
              blames your password.
            - Hub Mini: setting up over Bluetooth finds the Hub in a second or two, not in twenty.
            - Schedules no longer lose their colour (thank you, @beth).

            ## The apology

            4.2 should not have left the house like that. We had tested eleven routers, and none of them in mixed mode. There are forty on the wall now, and mixed mode is the first thing each of
            them does in the morning.

            Thank you to everyone who wrote logs, tried things twice and stayed kind.
        """,
        tags=("update-4.2", "wifi"),
        days_ago=51.5,
        views=2140,
        replies=(
            DemoReply("walter", 0.5, "Installed on all three. White, white and white.", helpful_by=("nora",)),
            DemoReply("quentin", 3.0, "An apology. Well. Accepted."),
            DemoReply(
                "darius",
                5.5,
                "I appreciate the number of routers on the wall more than the apology, but I appreciate both.",
                helpful_by=("nora", "priya", "graham"),
            ),
        ),
        pinned=True,
        bookmarked_by=("leilani",),
    ),
    DemoThread(
        key="en-idea-quiet-hours",
        category="lounge",
        author="beth",
        type="idea",
        title="Quiet hours for the light ring",
        body="""
            The ring is bright. In a bedroom it's a lighthouse. Please let us dim it between two times of day, or let it be dark unless something is **wrong**.
        """,
        tags=("automations",),
        days_ago=93.5,
        views=310,
        replies=(
            DemoReply("sam_t", 1.0, "yes pls. mine has a sock over it", helpful_by=("beth", "ines", "jonas")),
            DemoReply(
                "ines",
                8.0,
                "And red for errors should stay, but perhaps breathing slowly, not blinking. Blinking at three in the morning is an alarm.",
                helpful_by=("beth",),
            ),
            DemoReply(
                "priya",
                30.0,
                "Good news for socks everywhere: it's planned for 4.3, with a start, an end and *dark unless something is wrong* as a choice.",
                helpful_by=("beth", "sam_t", "ines", "mikan_neko"),
                official=True,
            ),
        ),
        helpful_by=("sam_t", "ines", "jonas", "akane", "mikan_neko"),
    ),
    DemoThread(
        key="en-idea-contrast",
        category="lounge",
        author="marisol",
        type="idea",
        title="Notes: bigger text without everything else growing",
        body="""
            My eyes are not getting younger. If I enlarge the text in Notes, the buttons and the side bar grow as well, until there are three words on a line. I'd like to enlarge the *writing* only.
            Also the grey on the dates: I believe you that they are there.
        """,
        tags=("accessibility",),
        days_ago=43.0,
        views=104,
        replies=(
            DemoReply(
                "haruna",
                3.5,
                "Second this. The grey dates are 3:1 at best; I measured, it's my job.",
                helpful_by=("marisol", "reiko"),
            ),
            DemoReply(
                "nora",
                22.0,
                "Passed on with both measurements. The dates will be darker in the next version; the text size needs more thought and gets it.",
                helpful_by=("marisol",),
            ),
        ),
        helpful_by=("haruna", "reiko", "walter"),
    ),
    DemoThread(
        key="en-idea-export-invoices",
        category="lounge",
        author="rutger",
        type="idea",
        title="Download all invoices of a year as one file",
        body="""
            In January I press *Download* 132 times (eleven clients, twelve months). One button per year, one ZIP file, names like `2024-03 client.pdf`. I would name a spreadsheet after you.
        """,
        tags=("invoice", "export"),
        days_ago=28.8,
        views=67,
        replies=(
            DemoReply(
                "k_yamane",
                10.0,
                "Same here, from an accounting office in Japan. 決算の時期に、とても助かります。",
                helpful_by=("rutger",),
            ),
        ),
        helpful_by=("k_yamane", "darius"),
    ),
    DemoThread(
        key="en-lounge-shelf",
        category="lounge",
        author="walter",
        type="discussion",
        title="What does your Hub do that you are quietly proud of?",
        body="""
            Not the big things. The small one that makes you smile each time.

            Mine: when the doorbell rings and the kettle is on, the kitchen lamp blinks twice, because I can't hear the bell over the kettle.
        """,
        tags=("automations", "tips"),
        days_ago=62.0,
        views=655,
        replies=(
            DemoReply(
                "beth",
                2.0,
                "The dog door counts the dog. If she is out for longer than ten minutes in the rain, the till display says DOG.",
                helpful_by=("walter", "sam_t", "ines", "jonas", "graham"),
            ),
            DemoReply(
                "jonas",
                3.3,
                "When the dough has doubled (a camera, a line on a jar, forty lines of Python) the stairs light turns yellow.",
                helpful_by=("walter", "taku"),
            ),
            DemoReply(
                "ines",
                7.0,
                'When the kiln is under 80 °C, my students get the message "You may look now".',
                helpful_by=("walter", "marisol"),
            ),
            DemoReply(
                "sam_t",
                9.0,
                "tells me when the washing machine in the basement is free. landlord thinks im psychic",
                helpful_by=("beth", "leilani"),
            ),
            DemoReply(
                "mikan_neko",
                13.0,
                "The cats' feeder waits until *both* cats are in the room. Peace at last. 🐈🐈",
                helpful_by=("beth", "walter", "akane", "reiko"),
            ),
            DemoReply("quentin", 30.0, "It turns the porch light on."),
            DemoReply(
                "walter", 31.0, "A porch light is a fine thing, @quentin.", quote_of=5, helpful_by=("beth", "quentin")
            ),
        ),
        bookmarked_by=("beth", "mikan_neko"),
    ),
    DemoThread(
        key="en-lounge-introduce-logs",
        category="lounge",
        author="graham",
        type="discussion",
        title='How do you explain "please send the log" to someone who has never seen one?',
        body="""
            A question to our helpers. Half of the threads that go quiet do so right after somebody asks for a log. It's a scary word. What do you say that works?
        """,
        tags=("tips",),
        days_ago=11.0,
        views=126,
        replies=(
            DemoReply(
                "leilani",
                1.1,
                "I never say log. I say: *open this address, take a photo of the screen*. A photo is enough nine times out of ten.",
                helpful_by=("graham", "walter", "nora"),
            ),
            DemoReply(
                "walter",
                2.4,
                'I call it the diary. "The Hub keeps a diary, could you read me last night\'s page?"',
                helpful_by=("graham", "beth", "haruna", "kenji_m"),
            ),
            DemoReply(
                "beth",
                5.0,
                "As a person who was asked: say that it has no passwords in it. I was afraid of that.",
                helpful_by=("graham", "priya", "leilani"),
            ),
        ),
    ),
    DemoThread(
        key="en-lounge-off-topic",
        category="lounge",
        author="quentin",
        type="discussion",
        title="Why is everything an app now",
        body="My toaster wants an account. Discuss.",
        tags=(),
        days_ago=25.2,
        views=211,
        replies=(
            DemoReply("sam_t", 0.3, "your toaster wants a FRIEND quentin", helpful_by=("beth", "jonas", "walter")),
            DemoReply(
                "leilani",
                1.5,
                "My rule at work: if it needs an account to make heat, it goes back.",
                helpful_by=("quentin", "rutger"),
            ),
            DemoReply(
                "graham",
                6.0,
                "Enjoyed by all, but we've drifted a long way from Hubs. Closing before the fridge joins in.",
            ),
        ),
        status=DemoStatus("closed", "graham", "A pleasant detour; it has run its course.", 6.1),
        locked=True,
    ),
    DemoThread(
        key="en-beta-43-disk-test",
        category="beta",
        author="jonas",
        type="problem",
        title="4.3 beta 2: disk test no longer stops the network, but runs twice",
        body="""
            Good: no gap at 03:10 any more. Odd: `disk-health` ran at 02:10 **and** at 03:10 on the same night.

            ```text
            02:10:00 disk-health: started (bridge stays up)
            02:13:48 disk-health: ok
            03:10:00 disk-health: started (bridge stays up)
            ```
        """,
        tags=("automations",),
        days_ago=29.4,
        views=23,
        replies=(
            DemoReply(
                "oskar",
                2.0,
                "Same here. Was it the night of the clock change? Once by the old time, once by the new?",
                helpful_by=("jonas", "priya"),
            ),
            DemoReply(
                "daichi",
                8.0,
                "No clock change in Japan, and it ran only once here. So @oskar is probably right.",
                helpful_by=("jonas",),
            ),
            DemoReply(
                "priya",
                20.0,
                "Confirmed, and corrected in beta 3: the timer counts by the day, not by the hour.",
                helpful_by=("jonas", "oskar", "daichi"),
            ),
        ),
        accepted=2,
        accepted_by="jonas",
        accepted_hours_after=21.0,
    ),
    DemoThread(
        key="en-beta-43-ring",
        category="beta",
        author="priya",
        type="discussion",
        title="4.3 beta 3: how dark should the ring be at night?",
        body="""
            Three candidates are in the beta, under *Settings → Light ring → Quiet hours*:

            1. **Dim**: one tenth of the brightness
            2. **Ember**: a single amber dot at the bottom
            3. **Dark**: nothing, unless something is wrong

            Which one should be the default, and why? Bedrooms, please step forward.
        """,
        tags=(),
        days_ago=4.6,
        views=31,
        replies=(
            DemoReply(
                "jonas",
                3.0,
                "Ember. With Dark I got up to see whether it was still alive. Twice.",
                helpful_by=("priya",),
            ),
            DemoReply(
                "taku",
                9.0,
                "Dark. But let it glow for a second when the phone comes near, then nobody has to get up.",
                helpful_by=("priya", "jonas", "oskar"),
            ),
            DemoReply(
                "kenji_m",
                24.0,
                "事務所ではDim、寝室ではDarkです。部屋ごとに選べるのがいちばんうれしいです。",
                helpful_by=("priya",),
            ),
        ),
    ),
    DemoThread(
        key="en-staff-w12-wording",
        category="staff-room",
        author="nora",
        type="discussion",
        title="Wording for W-12 that does not blame the password",
        body="""
            Six threads so far about the same message. People read "check the password" and type it for an hour. Proposals for 4.2.1?

            > **Your Hub and your router couldn't agree on how to talk** (W-12). Your password is probably right. What to do…
        """,
        tags=("update-4.2",),
        days_ago=65.0,
        views=9,
        replies=(
            DemoReply(
                "priya",
                1.0,
                'Yes. And the "what to do" must work without a cable, or every Mini owner is lost.',
                helpful_by=("nora", "graham"),
            ),
            DemoReply(
                "shiori",
                7.0,
                "日本語は「ルーターと通信方式が合いませんでした（W-12）。パスワードの間違いではない可能性があります」でどうでしょう。",
                helpful_by=("nora", "chihiro"),
            ),
            DemoReply(
                "chihiro",
                8.5,
                "「可能性があります」より「パスワードはおそらく合っています」のほうが安心します。",
                helpful_by=("shiori", "nora"),
            ),
            DemoReply("nora", 10.0, "Taken, both. In the build since this evening."),
        ),
    ),
)
