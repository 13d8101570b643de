"""English: what people do with their Hub, and the long hunt for whatever happens at 03:10."""

from forum.demo.story import OPENING_POST, DemoEdit, DemoReply, DemoStatus, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="en-hub-ten-past-three",
        category="hub",
        author="jonas",
        type="problem",
        title="Every night at 03:10 my Hub goes offline for four minutes. Who else?",
        body="""
            A mystery for those who like one. Every night, between **03:10 and 03:14**, my Hub 2 is gone: no app, no local page, no ping. Then it is back as if nothing had
            been. I only know because the proofing box for the bread reports a gap.

            What I have ruled out so far:

            - not the power (the lamp on the same socket stays on)
            - not the router (everything else stays online)
            - not the update (it is the same with 4.2.1 and with 4.1)
            - not my imagination (see log)

            ```text
            03:09:58 net: link up, 0 errors
            03:10:01 net: link down
            03:14:06 net: link up
            03:14:09 time: synced
            ```

            If yours does it too, please write your model, your router and the time. Perhaps we see a pattern.
        """,
        tags=("router", "wifi", "tips"),
        days_ago=36.0,
        views=1893,
        replies=(
            DemoReply(
                "walter",
                0.9,
                "Hub 2, cable, no gap here. So it isn't every Hub 2. Is yours on a cable or on Wi-Fi?",
                helpful_by=("jonas",),
            ),
            DemoReply("jonas", 1.1, "Cable. With Wi-Fi the same, I tried both."),
            DemoReply(
                "fiona",
                1.8,
                "Mine does something at night too. Thought it was me. Wi-Fi, no idea about the exact time.",
            ),
            DemoReply(
                "oskar",
                2.3,
                """
                    You can make the Hub write the gaps down by itself, @fiona:

                    ```sh
                    curl -s -H "Authorization: Bearer $HUB_TOKEN" "http://hub.local/api/v1/network/events?since=24h"
                    ```

                    The token is under *Settings → Local API*.
                """,
                helpful_by=("jonas", "fiona", "taku"),
            ),
            DemoReply("sam_t", 3.0, "mini, wifi, nothing at 3. i would know im always up at 3"),
            DemoReply(
                "beth", 4.4, "No gap in the shop. The dog door would have told me. Loudly.", helpful_by=("walter",)
            ),
            DemoReply(
                "darius",
                6.2,
                "Hub 2 by cable, a gap from 03:10:00 to 03:14:02. Every night in the log, as far back as it goes.",
            ),
            DemoReply("jonas", 6.5, "@darius! So I'm not alone. Which router?", quote_of=6),
            DemoReply("darius", 7.0, "Two Norrvik access points, and the provider's box in front, a Halden."),
            DemoReply("jonas", 7.2, "I have a Brightwell, so it isn't the maker. Hm.", quote_of=8),
            DemoReply(
                "walter",
                9.0,
                "03:10 to the second in Zurich *and* in Lagos? That is the same hour in winter, isn't it? An hour apart in summer?",
                helpful_by=("jonas", "darius"),
            ),
            DemoReply(
                "darius",
                9.4,
                "At this time of the year we are one hour apart. So it is 03:10 **local** time. Something with a clock on the wall.",
            ),
            DemoReply(
                "oskar",
                10.0,
                """
                    Good thought. What runs by local time on a Hub at night?

                    | Time | What | Can be moved? |
                    |---|---|---|
                    | 02:00 | Vault snapshot | yes |
                    | 03:00 | check for updates | no |
                    | 03:30 | log rotation | no |
                    | 04:00 | weekly self-test (Sunday) | yes |

                    Nothing at 03:10. But *ten minutes after* the check for updates, perhaps?
                """,
                helpful_by=("jonas", "walter", "graham"),
            ),
            DemoReply("quentin", 11.5, "Mine is offline at 03:10 as well and I don't care, I'm asleep."),
            DemoReply(
                "jonas", 12.0, "@quentin thank you for your data point, I mean it. Model and router?", quote_of=13
            ),
            DemoReply("quentin", 13.1, "Hub 2. Halden. Black, two antennas, as discussed."),
            DemoReply(
                "priya",
                15.0,
                "Following with interest. I'm asking the people who built the night jobs.",
                helpful_by=("jonas", "fiona", "darius"),
            ),
            DemoReply(
                "reiko",
                18.3,
                "Tokyo here, Hub 2 by cable. 03:10 to 03:14 Japan time, three nights out of three. There's a thread about it in the Japanese area, too.",
                helpful_by=("jonas",),
            ),
            DemoReply("jonas", 18.6, "Three continents, one local time. I'm making bread and a spreadsheet."),
            DemoReply("ines", 20.0, "Hub 2, Wi-Fi, Brightwell: **no** gap. I have the same router as Jonas, I think."),
            DemoReply(
                "jonas",
                20.4,
                "@ines the AX3? With what plugged in to the Hub? I have a disk and a label printer on the USB sockets.",
                quote_of=19,
            ),
            DemoReply("ines", 21.0, "Nothing plugged in at all."),
            DemoReply(
                "walter",
                22.2,
                "Now it gets warm. Nothing plugged in here either. @darius? @reiko? @quentin?",
                helpful_by=("jonas", "oskar"),
            ),
            DemoReply("darius", 23.0, "One external disk, 4 TB."),
            DemoReply("reiko", 24.1, "A disk. For Vault, on the left socket."),
            DemoReply("quentin", 25.0, "A disk. Yes."),
            DemoReply(
                "fiona",
                26.7,
                "No disk. But having looked now, mine is at all sorts of times, so I'm a different illness. Sorry.",
            ),
            DemoReply(
                "jonas", 27.0, "No need to be sorry, ruling out is half of it!", quote_of=26, helpful_by=("fiona",)
            ),
            DemoReply(
                "oskar",
                29.5,
                """
                    So far:

                    | Who | Disk on USB | Gap at 03:10 |
                    |---|---|---|
                    | jonas | yes | yes |
                    | darius | yes | yes |
                    | reiko | yes | yes |
                    | quentin | yes | yes |
                    | walter | no | no |
                    | ines | no | no |
                    | beth | no? | no |
                    | sam_t | no (Mini) | no |

                    I don't need statistics for this one.
                """,
                helpful_by=("jonas", "walter", "priya", "darius", "graham"),
            ),
            DemoReply("beth", 30.2, "Correct, no disk. Just the dog door."),
            DemoReply(
                "jonas",
                47.0,
                "Unplugged the disk for the night: **no gap**. Plugged it in again: gap. It's the disk!",
                helpful_by=("oskar", "walter"),
            ),
            DemoReply("walter", 47.6, "Or the power the disk takes when it wakes up. Does it spin up at 03:10?"),
            DemoReply("jonas", 48.0, "Why would it wake up at 03:10, though? Vault is at 02:00 and done by 02:20."),
            DemoReply(
                "darius",
                51.0,
                "My disk has a supply of its own and I have the gap all the same. So it is not the power, @walter.",
                quote_of=31,
                helpful_by=("walter",),
            ),
            DemoReply("walter", 51.4, "I stand corrected, and pleased to be."),
            DemoReply(
                "oskar",
                54.2,
                """
                    Look at what I found in the list of timers, on a Hub with a disk only:

                    ```text
                    disk-health.timer   daily 03:10 local   runs disk-health.service
                    disk-health.service stops usb-bridge    (shared with net0)
                    ```

                    *Shared with net0.* The USB bridge and the network card hang on the same controller.
                """,
                helpful_by=("jonas", "walter", "darius", "priya", "taku", "kenji_m"),
            ),
            DemoReply("jonas", 54.5, "You're telling me it turns the network off to ask the disk how it feels."),
            DemoReply("sam_t", 55.0, "lmao"),
            DemoReply(
                "priya",
                63.0,
                """
                    That is precisely what it does, and you have found it faster than we did. Hats off to all of you.

                    **Cause.** Every day at 03:10 the Hub 2 tests the health of an attached disk. For the test the USB bridge is stopped, and on the Hub 2 the network shares a controller
                    with it. Four minutes later both come back. The Hub Mini is built differently and isn't affected.

                    **Until it is corrected in 4.3**, choose one:

                    1. *Settings → Storage → Disk health → Weekly*, and a time that hurts nobody. The gap stays, but once a week.
                    2. Switch the test off entirely. I'd only do that if the disk is watched in another way.

                    Nothing is damaged by the gap: automations keep running on the Hub, only their messages wait until it is back.

                    In 4.3 the test runs without stopping the bridge.
                """,
                helpful_by=("jonas", "darius", "reiko", "walter", "oskar", "graham", "quentin", "ines", "kenji_m"),
                official=True,
            ),
            DemoReply(
                "jonas",
                64.0,
                "Set to weekly, Sunday at 14:00, when the oven is on and I'm in the kitchen anyway. Thank you, everyone. This was fun.",
            ),
            DemoReply("darius", 65.2, "Likewise. A model of how such things should be hunted. My respects, @oskar."),
            DemoReply(
                "reiko",
                70.0,
                "I've put a summary in Japanese into the Japanese thread. ありがとうございました。",
                helpful_by=("jonas", "shiori"),
            ),
            DemoReply(
                "graham",
                72.0,
                "I'm using this thread to show newcomers how to report a problem. Pinned for a while.",
                helpful_by=("jonas",),
            ),
            DemoReply("quentin", 80.0, "Set to weekly. Fine. Good work."),
            DemoReply(
                "beth",
                81.5,
                "If Quentin says good work it should be framed.",
                quote_of=43,
                helpful_by=("jonas", "graham", "sam_t", "walter"),
            ),
        ),
        accepted=38,
        accepted_by="jonas",
        accepted_hours_after=64.1,
        same_problem_by=("darius", "reiko", "quentin", "kenji_m", "k_yamane"),
        bookmarked_by=("walter", "oskar", "graham", "taku", "darius"),
        edited=(
            DemoEdit(
                "jonas",
                OPENING_POST,
                """
                    **Solved**, see the accepted answer: it is the health test of a disk on USB, and 4.3 will mend it. I leave the question as it was, for the fun of the hunt.

                    ---

                    A mystery for those who like one. Every night, between **03:10 and 03:14**, my Hub 2 is gone: no app, no local page, no ping. Then it is back as if nothing had
                    been. I only know because the proofing box for the bread reports a gap.

                    What I have ruled out so far:

                    - not the power (the lamp on the same socket stays on)
                    - not the router (everything else stays online)
                    - not the update (it is the same with 4.2.1 and with 4.1)
                    - not my imagination (see log)

                    ```text
                    03:09:58 net: link up, 0 errors
                    03:10:01 net: link down
                    03:14:06 net: link up
                    03:14:09 time: synced
                    ```

                    If yours does it too, please write your model, your router and the time. Perhaps we see a pattern.
                """,
                66.0,
                "Say at the top how it ended",
            ),
        ),
        pinned=True,
    ),
    DemoThread(
        key="en-hub-power-cut",
        category="hub",
        author="ines",
        type="question",
        title="Do my automations run again by themselves after a power cut?",
        body="""
            We have many short power cuts in winter. When the power comes back, does the Hub continue where it was? I think of the kiln: a firing takes eleven hours, and I don't want it to begin again
            from zero, or worse, to begin when nobody is there.
        """,
        tags=("power-cut", "automations"),
        days_ago=108.0,
        views=360,
        replies=(
            DemoReply(
                "walter",
                2.2,
                """
                    It comes back in about forty seconds, and then:

                    - **Schedules** carry on with the next time that is due. What was missed stays missed.
                    - **Running scenes** don't continue. They are over.
                    - For each automation you decide, under *Edit → After a power cut*: **do nothing**, **run if less than … minutes late**, or **ask me**.

                    For a kiln I'd choose *ask me* without a second thought.
                """,
                helpful_by=("ines", "beth", "priya", "mikan_neko"),
            ),
            DemoReply("ines", 8.0, "*Ask me* it is. I didn't know that line existed. Thank you, Walter."),
        ),
        accepted=0,
        accepted_by="ines",
        accepted_hours_after=8.1,
    ),
    DemoThread(
        key="en-hub-webhook-signature",
        category="hub",
        author="oskar",
        type="question",
        title="How is the webhook signature computed? Mine never matches",
        body="""
            I receive webhooks from the Hub and want to check `X-Nagomira-Signature`. The docs say HMAC-SHA256 "over the body". This never matches:

            ```python
            expected = hmac.new(secret.encode(), json.dumps(request.json).encode(), "sha256").hexdigest()
            ```

            The secret is right, I copied it twice. What am I hashing wrongly?
        """,
        tags=("api",),
        days_ago=84.1,
        views=197,
        replies=(
            DemoReply(
                "taku",
                3.3,
                """
                    `json.dumps` writes the JSON *again*: other spaces, perhaps another order. Hash the bytes that arrived, with the timestamp in front:

                    ```python
                    signed = request.headers["X-Nagomira-Time"].encode() + b"." + request.body
                    expected = hmac.new(secret.encode(), signed, "sha256").hexdigest()
                    ok = hmac.compare_digest(expected, request.headers["X-Nagomira-Signature"])
                    ```

                    And refuse it when the time is more than five minutes old.
                """,
                helpful_by=("oskar", "priya", "jonas"),
            ),
            DemoReply(
                "oskar",
                3.6,
                "The raw bytes, *and* the timestamp. Of course. Thank you, @taku. The docs should say so.",
                helpful_by=("taku",),
            ),
            DemoReply(
                "priya",
                21.0,
                "They do now: the example in the manual is @taku's, with permission.",
                helpful_by=("oskar", "taku"),
            ),
        ),
        accepted=0,
        accepted_by="oskar",
        accepted_hours_after=3.7,
        bookmarked_by=("jonas",),
    ),
    DemoThread(
        key="en-hub-clock-change",
        category="hub",
        author="beth",
        type="problem",
        title="Shop lights come on an hour early since the clocks changed",
        body="""
            Everything on a schedule is exactly one hour early since Sunday. The time in the corner of the app is right. The lights think it's still summer.
        """,
        tags=("automations",),
        days_ago=21.1,
        views=92,
        replies=(
            DemoReply(
                "walter",
                0.8,
                """
                    Look at *Settings → About → Time zone*. If it says something like "UTC−5 (fixed)", it can't know about summer and winter. Choose the **town**, Chicago, instead.
                """,
                helpful_by=("beth", "priya"),
            ),
            DemoReply("beth", 1.2, "It said fixed! Now it says Chicago and the lights know what day it is."),
        ),
        accepted=0,
        accepted_by="beth",
        accepted_hours_after=1.3,
    ),
    DemoThread(
        key="en-hub-static-address",
        category="hub",
        author="darius",
        type="question",
        title="Fixed IP address for the Hub: on the Hub or on the router?",
        body="""
            Our printer and two scripts reach the Hub by its address, which changes now and then. Should I set a fixed address on the Hub itself or reserve one on the router?
        """,
        tags=("router", "api"),
        days_ago=49.9,
        views=121,
        replies=(
            DemoReply(
                "oskar",
                0.4,
                "On the router, always: one list in one place, and the Hub still gets its DNS and gateway from it. Better yet, let the scripts use `hub.local`.",
                helpful_by=("darius", "walter", "kenji_m"),
            ),
            DemoReply("darius", 1.0, "Reserved on the router, and the scripts use the name now. Thank you."),
        ),
    ),
    DemoThread(
        key="en-hub-ring-colours",
        category="hub",
        author="sam_t",
        type="question",
        title="what does purple mean",
        body="the ring is purple. its not in the manual. its kind of pretty but im scared",
        tags=("hub-mini",),
        days_ago=0.4,
        views=12,
    ),
    DemoThread(
        key="en-hub-closed-old-app",
        category="hub",
        author="fiona",
        type="question",
        title="Can I still use the app on my 2014 tablet?",
        body="""
            It says "this version is no longer supported" and won't open. The tablet is only for the kitchen wall, it does not have to be pretty.
        """,
        tags=(),
        days_ago=74.6,
        views=81,
        replies=(
            DemoReply(
                "priya",
                4.0,
                """
                    The app itself can't come back for it, I'm afraid: that system has had no security updates for years. But the wall is saved: open **`http://hub.local/panel`** in the tablet's browser. Big buttons,
                    made for exactly this.
                """,
                helpful_by=("fiona", "walter"),
            ),
        ),
        status=DemoStatus(
            "closed", "priya", "The app needs a newer system; the browser panel is the way for old tablets.", 240.0
        ),
    ),
)
