"""English: the Print 300 and its blank pages, the Notes app and its second opinions."""

from forum.demo.story import DemoReply, DemoStatus, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="en-print-blank-after-driver",
        category="print-notes",
        author="leilani",
        type="problem",
        title="Print 300: every page blank since driver 2.8 (Windows)",
        body="""
            Two practices, three Print 300s, same picture: since the computers picked up driver **2.8** all pages come out white. The counter goes up, the
            paper moves, the test page from the printer's own menu is **fine**. So it isn't ink and it isn't the heads.

            - Windows, two different editions
            - printer software 1.8 on all three
            - printing from a phone works

            I can roll the driver back but I'd rather know why.
        """,
        tags=("printing", "blank-pages"),
        days_ago=91.4,
        views=731,
        replies=(
            DemoReply(
                "oskar",
                1.2,
                """
                    Could you print one page to a file from 2.8 and from 2.7 and compare the first line?

                    ```sh
                    head -c 64 page-28.prn | xxd
                    ```
                """,
            ),
            DemoReply(
                "leilani",
                3.5,
                """
                    ```text
                    2.7:  4e50 3320 5247 4238   NP3 RGB8
                    2.8:  4e50 3320 5247 4231   NP3 RGB16
                    ```

                    Sixteen bits a colour. Is the printer too old to read that?
                """,
                quote_of=0,
                helpful_by=("oskar",),
            ),
            DemoReply(
                "oskar",
                4.0,
                """
                    Printer software 1.8 is, 1.9 isn't. Either

                    1. update the printer: *menu → Maintenance → Update* (ten minutes, don't switch it off), **or**
                    2. in the driver's *Advanced* page switch off **16-bit colour**.

                    The driver should have asked the printer first. I'd call that a bug, and a loud one.
                """,
                helpful_by=("leilani", "walter", "beth", "kenji_m", "priya"),
            ),
            DemoReply(
                "leilani",
                8.8,
                "Updated all three to 1.9, 16-bit left on, pages are full of ink again. Lovely detective work, @oskar.",
            ),
        ),
        accepted=2,
        accepted_by="leilani",
        accepted_hours_after=8.9,
        same_problem_by=("beth", "rutger", "kenji_m"),
        bookmarked_by=("kenji_m",),
    ),
    DemoThread(
        key="en-print-white-paper",
        category="print-notes",
        author="beth",
        type="problem",
        title="Printer feeds paper but nothing is on it",
        body="""
            Patterns for a class tomorrow morning and the Print 300 hands me forty sheets of very clean paper. Ink is full, I bought it on Friday. From my phone it prints!
            From the shop computer it doesn't.
        """,
        tags=("printing", "blank-pages"),
        days_ago=69.9,
        views=205,
        replies=(
            DemoReply(
                "leilani",
                0.4,
                """
                    Phone yes, computer no: that is the new driver, not the ink. Quickest for tonight: *Printer properties → Advanced → 16-bit colour → off*. Then print one
                    page before you print forty.

                    Later, when there's time: update the printer to 1.9 in its own menu.
                """,
                helpful_by=("beth", "oskar", "rutger"),
            ),
            DemoReply("beth", 0.7, "One page, printed. Forty pages, printed. You are a marvel."),
        ),
        accepted=0,
        accepted_by="beth",
        accepted_hours_after=0.8,
        same_problem_by=("marisol",),
    ),
    DemoThread(
        key="en-print-p203",
        category="print-notes",
        author="rutger",
        type="problem",
        title="P-203 but there is no paper jam",
        body="""
            The display says *P-203 Paper path*. I have opened every flap that opens and some that should not. There is no paper in there. It prints two pages and
            stops again.
        """,
        tags=("printing",),
        days_ago=23.3,
        views=88,
        replies=(
            DemoReply(
                "leilani",
                3.0,
                "Which tray? And does it also stop when you feed a single sheet from the back?",
            ),
            DemoReply("rutger", 4.1, "Tray 1. From the back it runs without stopping."),
            DemoReply(
                "leilani",
                4.6,
                """
                    Then it's the grey roller above tray 1. Paper dust makes it slip, the sheet arrives late, the printer calls that a jam. Wipe it with a damp
                    cloth, turn it by hand as you go, let it dry for ten minutes.
                """,
                helpful_by=("rutger",),
            ),
        ),
        solved_without_reply="I changed to another brand of paper in the meantime and it has not stopped once. The roller was clean, for the record.",
        accepted_hours_after=75.0,
    ),
    DemoThread(
        key="en-print-envelopes",
        category="print-notes",
        author="ines",
        type="question",
        title="Does anybody print on thick cotton paper with the Print 300?",
        body="""
            I'd like to make certificates for my students on the paper I use for sketches (300 g/m², a little rough). The manual stops at 160. Has someone tried more than
            the manual allows, and what happened?
        """,
        tags=("printing",),
        days_ago=9.7,
        views=44,
    ),
    DemoThread(
        key="en-notes-conflict-copy",
        category="print-notes",
        author="marisol",
        type="problem",
        title='Every note exists twice, one called "(conflict copy)"',
        body="""
            Since I have Notes on the tablet as well, half of my notes come in pairs: "Chapter 7" and "Chapter 7 (conflict copy)". They're nearly the same. Nearly! I
            compared two of them word by word yesterday, and one has a paragraph that the other doesn't have, and the other has a comma.

            How do I make it stop, and how do I put three hundred pairs together without losing my mind or a paragraph?
        """,
        tags=("notes-sync",),
        days_ago=100.8,
        views=419,
        replies=(
            DemoReply(
                "haruna",
                6.6,
                """
                    I had this in spring, with four hundred. Two steps, and the order matters:

                    1. **First update Notes on every device to the same version.** An older one on one device writes times in another way and makes copies for ever.
                    2. Then on the computer: *Tools → Merge copies*. Pairs that differ in nothing important are joined by themselves; for the others you see both
                       sides, the differences in colour, and you choose.

                    Before step 2, make an export. I never needed it, but I slept well.
                """,
                helpful_by=("marisol", "ines", "graham", "reiko", "sam_t"),
            ),
            DemoReply(
                "marisol",
                9.0,
                "The tablet had 5.1, the others 5.2! Updating now. Does *Merge copies* keep the older text somewhere if I choose wrongly?",
            ),
            DemoReply(
                "haruna",
                17.2,
                "Yes, in the note's history, for a year. You can choose wrongly without fear.",
                quote_of=1,
                helpful_by=("marisol",),
            ),
            DemoReply(
                "marisol",
                49.5,
                "312 pairs, one evening, two glasses of wine, zero paragraphs lost. Thank you, @haruna!",
            ),
        ),
        accepted=0,
        accepted_by="marisol",
        accepted_hours_after=49.6,
        same_problem_by=("ines", "sam_t", "reiko"),
        bookmarked_by=("ines", "reiko"),
    ),
    DemoThread(
        key="en-notes-duplicates-phone",
        category="print-notes",
        author="sam_t",
        type="problem",
        title="notes app keeps making duplicates of my lecture notes",
        body="""
            write on laptop in class, open on phone on the bus, boom, two of them. sometimes three. which one is real??
        """,
        tags=("notes-sync",),
        days_ago=56.9,
        views=133,
        replies=(
            DemoReply(
                "ines",
                5.8,
                "Are both apps on the same version? I had duplicates until I updated the phone. See *Every note exists twice* here in the forum.",
                helpful_by=("sam_t",),
            ),
            DemoReply(
                "sam_t",
                6.4,
                """
                    phone was 5.1 yeah. updated, merged, all good so far. the real one was neither btw, each had half of the lecture
                """,
                helpful_by=("marisol",),
            ),
        ),
        accepted=0,
        accepted_by="sam_t",
        accepted_hours_after=31.0,
    ),
    DemoThread(
        key="en-notes-export-markdown",
        category="print-notes",
        author="jonas",
        type="question",
        title="Export Notes to plain Markdown files, with the pictures?",
        body="""
            I'd like all notes as `.md` files in folders, with the pictures next to them, once a week, without clicking. *File → Export* makes one large file and
            no pictures. Is there something better?
        """,
        tags=("export", "api"),
        days_ago=45.3,
        views=276,
        replies=(
            DemoReply(
                "oskar",
                0.7,
                """
                    The command line does it:

                    ```sh
                    notesctl export --format markdown --with-attachments --into ~/notes-export
                    ```

                    And once a week, Sunday at six, as a line for cron:

                    ```text
                    0 6 * * 0  notesctl export --format markdown --with-attachments --into $HOME/notes-export --changed-only
                    ```

                    `--changed-only` keeps it short. Links between notes become relative links, which is the part I like.
                """,
                helpful_by=("jonas", "taku", "haruna", "marisol"),
            ),
            DemoReply(
                "jonas",
                1.4,
                "Beautiful. 1,204 files in nine seconds, and the sourdough pictures are where they belong.",
            ),
        ),
        accepted=0,
        accepted_by="jonas",
        accepted_hours_after=1.5,
        bookmarked_by=("taku", "haruna"),
    ),
    DemoThread(
        key="en-notes-crash-needs-info",
        category="print-notes",
        author="quentin",
        type="problem",
        title="Notes crashes",
        body="Every time.",
        tags=(),
        days_ago=12.4,
        views=53,
        replies=(
            DemoReply(
                "graham",
                0.5,
                """
                    That sounds maddening. To get you to the right person, could you tell us

                    - phone or computer, and which one,
                    - the version of Notes (*Help → About*),
                    - what you were doing: opening it, one particular note, printing?
                """,
            ),
        ),
        status=DemoStatus(
            "needs_info", "graham", "We need to know the device, the version of Notes and what leads up to it.", 0.6
        ),
    ),
)
