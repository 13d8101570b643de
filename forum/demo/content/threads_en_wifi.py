"""English: Wi-Fi and pairing, and the weeks in which update 4.2 kept coming up in ever new words."""

from forum.demo.story import DemoEdit, DemoReply, DemoStatus, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="en-wifi-42-cannot-join",
        category="hub-wifi",
        author="beth",
        type="problem",
        title="Hub won't join my Wi-Fi since last night's update (W-12)",
        body="""
            Last night the Hub 2 in my shop updated itself to 4.2. This morning the ring blinks amber and the app says:

            > Couldn't join your network (W-12). Check the password and try again.

            The password has not changed. My phone and the card reader are on the same Wi-Fi and both are fine. I have
            tried:

            1. restarting the Hub
            2. restarting the router
            3. typing the password v e r y slowly, three times
            4. standing next to the router with the Hub in my hand, feeling foolish

            I open at ten and the lights are on this thing. Any ideas?
        """,
        tags=("wifi", "update-4.2", "pairing"),
        days_ago=73.4,
        views=912,
        fields={
            "hub_software": "4.2",
            "phone": "iPhone or iPad",
            "router": "Brightwell AX3 from my internet provider",
            "restarted": True,
        },
        replies=(
            DemoReply(
                "walter",
                0.4,
                """
                    Good morning Beth. First get the shop open: press the button under the Hub twice and the lights work
                    from the wall switches, without any network.

                    Then, do you know which **security** your Wi-Fi uses? In the router's pages it is called WPA2, WPA3 or
                    "WPA2/WPA3 mixed".
                """,
                helpful_by=("beth", "fiona"),
            ),
            DemoReply("beth", 0.9, "Lights are on, bless you. The router says **WPA2/WPA3 mixed**. Is that bad?"),
            DemoReply(
                "priya",
                2.2,
                """
                    Not bad at all, but it is exactly the setting that 4.2 stumbles over, and that is our mistake, not yours.

                    **What happens.** 4.2 prefers WPA3 whenever a network offers it. Some routers in *mixed* mode offer WPA3
                    and then finish the greeting in WPA2. The Hub waits for an answer that never comes and gives up with W-12.
                    It has nothing to do with your password.

                    **What to do now**

                    1. Connect the Hub to the router with an Ethernet cable for a minute (the socket next to the power plug).
                    2. In the app open *Settings → Network → Wi-Fi security*.
                    3. Change **Automatic** to **WPA2 compatible** and save.
                    4. Pull the cable. The ring turns white within about twenty seconds.

                    If a cable won't reach, set the router itself to *WPA2 only* instead; you can turn it back later.

                    A corrected version, 4.2.1, is being tested. It tries WPA3 once and falls back by itself.
                """,
                helpful_by=("beth", "walter", "fiona", "rutger", "ines", "jonas"),
                official=True,
            ),
            DemoReply(
                "beth",
                2.9,
                "White ring! The cable was in the drawer with the fairy lights. That fixed it, thank you both so much.",
                helpful_by=("walter",),
            ),
        ),
        accepted=2,
        accepted_by="beth",
        accepted_hours_after=3.0,
        same_problem_by=("fiona", "rutger", "ines", "darius", "sam_t", "reiko", "quentin"),
        bookmarked_by=("walter", "leilani"),
        edited=(
            DemoEdit(
                "priya",
                2,
                """
                    Not bad at all, but it is exactly the setting that 4.2 stumbles over, and that is our mistake, not yours.

                    **What happens.** 4.2 prefers WPA3 whenever a network offers it. Some routers in *mixed* mode offer WPA3
                    and then finish the greeting in WPA2. The Hub waits for an answer that never comes and gives up with W-12.
                    It has nothing to do with your password.

                    **What to do now**

                    1. Connect the Hub to the router with an Ethernet cable for a minute (the socket next to the power plug).
                    2. In the app open *Settings → Network → Wi-Fi security*.
                    3. Change **Automatic** to **WPA2 compatible** and save.
                    4. Pull the cable. The ring turns white within about twenty seconds.

                    If a cable won't reach, set the router itself to *WPA2 only* instead; you can turn it back later.

                    **Update:** 4.2.1 is out. It tries WPA3 once and falls back by itself, so once you have it you can leave
                    the setting on *Automatic*.
                """,
                530.0,
                "4.2.1 has been released",
            ),
        ),
    ),
    DemoThread(
        key="en-wifi-42-mini-couch",
        category="hub-wifi",
        author="sam_t",
        type="problem",
        title="mini just blinks orange after 4.2, no cable socket, what now",
        body="""
            so the mini did the 4.2 thing overnight and now its blinking orange forever. app says W-12 when i try to set it
            up again.

            saw someone say "plug in ethernet" but THE MINI HAS NO ETHERNET. i rent and the router belongs to the landlord so i
            cant change its settings either

            am i stuck
        """,
        tags=("wifi", "update-4.2", "hub-mini"),
        days_ago=72.6,
        views=538,
        fields={"hub_software": "4.2", "phone": "Android", "router": "no idea, landlords", "restarted": True},
        replies=(
            DemoReply(
                "leilani",
                1.1,
                """
                    Not stuck. The Mini has one more door: **Bluetooth**.

                    - Hold the button underneath for seven seconds until the ring pulses blue.
                    - In the app choose *Add a Hub → Nearby*, **not** *Use Wi-Fi*.
                    - Once it is connected that way, open *Settings → Network → Wi-Fi security* and pick *WPA2 compatible*.

                    On Android you have to allow *Location* while you do it or the phone won't look for Bluetooth devices. You
                    can take the permission away afterwards.
                """,
                helpful_by=("sam_t", "priya", "walter", "ines"),
            ),
            DemoReply("sam_t", 1.6, "its pulsing blue but the app finds nothing. location is on"),
            DemoReply(
                "leilani",
                2.0,
                "Is the phone's *Wi-Fi* on as well? Turn it off for a moment. Some phones keep trying the network first.",
                quote_of=1,
                helpful_by=("sam_t",),
            ),
            DemoReply("sam_t", 2.3, "ok WOW that was it. white light. thank you, you saved my alarm clock"),
        ),
        accepted=0,
        accepted_by="sam_t",
        accepted_hours_after=2.4,
        same_problem_by=("ines", "akane", "fiona"),
    ),
    DemoThread(
        key="en-wifi-42-office-moved",
        category="hub-wifi",
        author="darius",
        type="question",
        title="Wireless connection refused although credentials are correct",
        body="""
            Good afternoon,

            Our studio's Hub 2 has been unable to associate with our wireless network since Tuesday. The credentials are
            correct; every other device connects. In the log that the Hub keeps on its own page (`http://hub.local/log`) I find
            this, repeated every thirty seconds:

            ```text
            wlan0: trying to associate with "OKONKWO-STUDIO" (SAE)
            wlan0: authentication timed out, reason=16
            wlan0: join failed W-12, next attempt in 30 s
            ```

            Could somebody explain what *SAE* and *reason 16* mean, and whether the fault is in the Hub or in our access point?
            I would rather understand it than toggle switches until it stops.
        """,
        tags=("wifi", "router", "update-4.2"),
        days_ago=71.0,
        views=402,
        fields={
            "hub_software": "4.2",
            "phone": "Windows",
            "router": "Two Norrvik access points, firmware from the spring",
            "restarted": True,
        },
        replies=(
            DemoReply(
                "oskar",
                0.8,
                """
                    Nice log. Reading it line by line:

                    | Line | Meaning |
                    |---|---|
                    | `(SAE)` | the Hub is trying the WPA3 way of proving that it knows the password |
                    | `reason=16` | it started and nobody answered in time |
                    | `W-12` | our name for "I gave up" |

                    So the access point *says* it speaks WPA3, and does not finish the sentence. Since 4.2 the Hub insists on WPA3
                    whenever it is offered. Both are a bit at fault.

                    Choose **WPA2 compatible** under *Settings → Network → Wi-Fi security* (by cable or over Bluetooth) and the
                    line will say `(PSK)` instead.
                """,
                helpful_by=("darius", "priya", "graham", "taku", "jonas"),
            ),
            DemoReply(
                "darius",
                20.5,
                """
                    Thank you, @oskar, that is the kind of answer I had hoped for. It now reads `(PSK)` and connects at the first
                    attempt. I have also asked the maker of the access points for an update.
                """,
                helpful_by=("oskar",),
            ),
        ),
        accepted=0,
        accepted_by="darius",
        accepted_hours_after=20.6,
        same_problem_by=("rutger",),
        bookmarked_by=("taku", "jonas"),
    ),
    DemoThread(
        key="en-wifi-42-third-time",
        category="hub-wifi",
        author="quentin",
        type="problem",
        title="Third evening wasted on setup. Password is RIGHT.",
        body="""
            Bought this thing because the box says "ready in four minutes". It is now day three.

            It asks for the Wi-Fi password. I give it the Wi-Fi password. It says check the password. I have been typing passwords
            since before whoever wrote this was born.

            Tell me how to put the old software back or I am returning it.
        """,
        tags=("wifi", "pairing"),
        days_ago=66.2,
        views=477,
        fields={"hub_software": "4.2, it says", "phone": "iPhone or iPad", "router": "", "restarted": True},
        replies=(
            DemoReply(
                "graham",
                0.7,
                """
                    Three evenings is three too many, and the message on the screen is misleading: it is very likely **not** your
                    password. I've asked one of our network people to look in.
                """,
                helpful_by=("quentin",),
            ),
            DemoReply(
                "priya",
                1.9,
                """
                    Hello @quentin. You are right about the password, and I am sorry about the sentence on the screen; it is being
                    reworded.

                    You don't need the old software. Two minutes, in this order:

                    1. On the **router's** page, set Wi-Fi security to *WPA2 only* (or "WPA2-Personal").
                    2. Set the Hub up in the app as before. It will join at the first try.
                    3. When 4.2.1 arrives, by itself, in about two weeks, you may set the router back.

                    If you tell me what is printed on the router I'll tell you where that setting hides.
                """,
                helpful_by=("beth", "fiona", "walter"),
            ),
            DemoReply("quentin", 3.1, "It's a Halden something. Black, two antennas."),
            DemoReply(
                "priya",
                3.6,
                """
                    *Advanced → Wireless → Security mode*. On a Halden it is the third line, a drop-down, and it needs **Apply** at
                    the very bottom of the page, below the part you can see.
                """,
                quote_of=2,
                helpful_by=("quentin",),
            ),
            DemoReply("quentin", 26.0, "Fine. It works. The Apply button is hidden like a fugitive."),
        ),
        accepted=1,
        accepted_by="priya",
        accepted_hours_after=50.0,
        same_problem_by=("beth",),
    ),
    DemoThread(
        key="en-wifi-42-guest-network",
        category="hub-wifi",
        author="ines",
        type="problem",
        title="Connects to the guest Wi-Fi but not to the normal one any more",
        body="""
            Hello! A strange one. My Hub in the ceramics studio connects without trouble to the **guest** Wi-Fi of my router, but when
            I choose the normal Wi-Fi, where everything else lives, it tries and tries and then shows W-12.

            It worked on the normal network until some days ago. On the guest network the kiln sensor cannot see it, so this
            is only half a solution. Did I break something?
        """,
        tags=("wifi", "router"),
        days_ago=58.3,
        views=266,
        fields={"hub_software": "4.2", "phone": "Android", "router": "Brightwell AX3", "restarted": False},
        replies=(
            DemoReply(
                "walter",
                9.2,
                """
                    You broke nothing, Inês. The two networks differ in one thing: guest networks are nearly always plain **WPA2**,
                    and your normal one is probably **WPA2/WPA3 mixed**. Since 4.2 the Hub is picky about the second kind.

                    As it *is* connected through the guest network you have an easy way: open the app, *Settings → Network → Wi-Fi
                    security → WPA2 compatible*, save, and only then change to the normal network.
                """,
                helpful_by=("ines", "priya", "beth"),
            ),
            DemoReply(
                "ines",
                31.0,
                "It worked exactly like this, and the kiln is back in the family. Muito obrigada!",
            ),
        ),
        accepted=0,
        accepted_by="ines",
        accepted_hours_after=31.1,
        same_problem_by=("fiona",),
    ),
    DemoThread(
        key="en-wifi-421-still",
        category="hub-wifi",
        author="fiona",
        type="problem",
        title="4.2.1 was meant to fix the Wi-Fi. Mine still drops off.",
        body="""
            I waited for 4.2.1 as advised. It joins now, I'll give you that, but it drops off again after an hour or so and I have
            to pull the plug to get it back.

            Same router, same room, same everything as in the summer when it simply worked.
        """,
        tags=("wifi", "update-4.2"),
        days_ago=47.1,
        views=231,
        fields={"hub_software": "4.2.1", "phone": "iPhone or iPad", "router": "", "restarted": True},
        replies=(
            DemoReply(
                "walter",
                1.0,
                "Does the ring blink amber when it drops, or does it stay white and only the app loses it? These are two illnesses.",
            ),
            DemoReply("fiona", 8.7, "I think white? I'm not sat watching it to be honest."),
            DemoReply(
                "priya",
                14.2,
                """
                    Thank you for trying 4.2.1, @fiona. What you describe is not the W-12 fault any more, so I'd like to see it
                    properly rather than guess. Could you

                    - note the **time** when it next drops,
                    - tell us the **make and model of the router**,
                    - and before you pull the plug, open `http://hub.local/log` in a browser and copy the last twenty lines here? It holds
                      no passwords.
                """,
                helpful_by=("walter",),
            ),
        ),
        status=DemoStatus(
            "needs_info",
            "priya",
            "Waiting for the router model and the last lines of the Hub's log.",
            14.3,
        ),
        same_problem_by=("sam_t",),
    ),
    DemoThread(
        key="en-wifi-new-router",
        category="hub-wifi",
        author="rutger",
        type="question",
        title="How do I move the Hub to a new router without setting everything up again?",
        body="""
            The provider sends a new router on Monday. Do I have to pair my fourteen lamps and two door sensors again, or only tell the
            Hub the new Wi-Fi name?
        """,
        tags=("wifi", "router", "pairing"),
        days_ago=104.5,
        views=688,
        fields={"hub_software": "4.1", "phone": "Windows", "router": "not here yet", "restarted": False},
        replies=(
            DemoReply(
                "walter",
                0.6,
                """
                    Only the Hub. Lamps and sensors talk to the Hub, not to the router; they will not even notice.

                    The lazy way: give the new router the **same network name and the same password** as the old one. Then you have
                    nothing to do at all.
                """,
                helpful_by=("rutger", "beth", "marisol", "darius", "leilani"),
            ),
            DemoReply("rutger", 90.0, "Same name, same password, nothing noticed. I like lazy ways that are correct."),
        ),
        accepted=0,
        accepted_by="rutger",
        accepted_hours_after=90.1,
        bookmarked_by=("beth",),
    ),
    DemoThread(
        key="en-wifi-five-ghz",
        category="hub-wifi",
        author="marisol",
        type="question",
        title="Does the Hub Mini use 5 GHz or only 2.4? The app and the box disagree",
        body="""
            This is maybe a silly question, but I have been going back and forth on it the whole afternoon instead of translating a
            manual about, of all things, antennas. The box of my Hub Mini says "dual band". The app, when I choose the network, only
            shows me the name that ends in `_2G` and never the one that ends in `_5G`. My nephew says dual band means it can do both,
            my neighbour says it means something else, and the router's page says nothing at all.

            So: can it, and if it can, why does it not show it to me?
        """,
        tags=("wifi", "hub-mini"),
        days_ago=33.8,
        views=143,
        fields={"hub_software": "4.2.1", "phone": "Android", "router": "", "restarted": False},
        replies=(
            DemoReply(
                "priya",
                5.5,
                """
                    Your nephew is right, and so is the app: the Mini can use both, but **during setup** it looks at 2.4 GHz only,
                    since that reaches further and setup is the worst moment to lose the connection.

                    Afterwards open *Settings → Network → Add another network* and the `_5G` one is in the list. In the same room as
                    the router it is worth it; two walls away, stay where you are.
                """,
                helpful_by=("marisol", "sam_t"),
            ),
        ),
    ),
    DemoThread(
        key="en-wifi-second-phone",
        category="hub-wifi",
        author="beth",
        type="question",
        title="My daughter's phone can't find the Hub, mine can",
        body="""
            Same house, same Wi-Fi, same app from the same store. Mine shows the Hub straight away, hers says "No Hub nearby". I invited
            her by e-mail and she has accepted. What else does she need?
        """,
        tags=("pairing",),
        days_ago=3.2,
        views=41,
        fields={"hub_software": "4.2.1", "phone": "Android", "router": "Brightwell AX3", "restarted": True},
        replies=(
            DemoReply(
                "sam_t",
                2.5,
                "does she have a vpn on? mine always hides the hub till i pause it. theres also private dns on some androids",
                helpful_by=("beth",),
            ),
            DemoReply("beth", 11.0, "No VPN as far as we can tell. Where would we look for the private DNS thing?"),
        ),
    ),
)
