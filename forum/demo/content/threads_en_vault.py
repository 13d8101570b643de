"""English: Vault backup, and the error code E-417 that everyone meets sooner or later."""

from forum.demo.story import DemoReply, DemoThread

THREADS: tuple[DemoThread, ...] = (
    DemoThread(
        key="en-vault-417-first",
        category="vault",
        author="darius",
        type="problem",
        title='E-417 "Snapshot refused: index out of step" every night',
        body="""
            Since the weekend the nightly snapshot of our drawings (about 640 GB) stops after a few minutes with

            ```text
            2:00:00 snapshot started
            2:03:41 uploading index (218,440 files)
            2:03:52 refused by Vault: E-417 index out of step (local 5121, remote 5118)
            2:03:52 snapshot abandoned
            ```

            I have not changed anything. Is the data already in Vault still safe, and how do I bring the index back into step?
        """,
        tags=("e-417", "backup"),
        days_ago=96.0,
        views=1044,
        replies=(
            DemoReply(
                "tomas",
                1.4,
                """
                    First the important part: **everything that is already in Vault is safe and can be restored.** E-417 stops new
                    snapshots precisely so that nothing old gets overwritten.

                    **Why.** The Hub keeps a list of what it has sent (the index) and Vault keeps its own. Yours differ by three
                    generations, 5121 and 5118. That usually happens when a snapshot is interrupted at the very end, for instance
                    when the machine goes to sleep.

                    **How to mend it**

                    1. *Settings → Vault → Maintenance → Check index*. Or, from a terminal:

                       ```sh
                       vaultctl index verify --repair
                       ```

                    2. Let it finish. Count on **twenty minutes per 100 GB**; for you, about two hours. It only compares lists and
                       uploads next to nothing.
                    3. *Run now*. The first snapshot afterwards is slower, the next one is normal.

                    **So that it stays mended:** *Settings → Vault → Keep awake while backing up*.
                """,
                helpful_by=("darius", "walter", "oskar", "rutger", "ines", "marisol", "k_yamane"),
                official=True,
            ),
            DemoReply(
                "darius",
                30.2,
                "Two hours and ten minutes, and last night's snapshot went through. The computer had indeed been set to sleep at 2:05.",
                helpful_by=("tomas",),
            ),
        ),
        accepted=0,
        accepted_by="darius",
        accepted_hours_after=30.3,
        same_problem_by=("rutger", "ines", "marisol", "quentin", "k_yamane"),
        bookmarked_by=("rutger", "walter", "k_yamane"),
    ),
    DemoThread(
        key="en-vault-417-laptop",
        category="vault",
        author="ines",
        type="problem",
        title="Backup fails with code E-417 when I close the laptop",
        body="""
            My photographs of glazes go to Vault from the laptop every evening. When I forget and close the lid, the next day there is a red
            line: *Snapshot refused (E-417)*. After that it never recovers by itself, it is red every day.

            How do I make it forget what it is upset about?
        """,
        tags=("e-417", "backup"),
        days_ago=81.7,
        views=355,
        replies=(
            DemoReply(
                "oskar",
                2.0,
                """
                    Closing the lid cuts the last step off, and then the two lists of files disagree. To reconcile them:

                    - open the Vault app on the laptop,
                    - *Maintenance → Check index*,
                    - leave the lid open until it says *In step*.

                    Then tick *Keep awake while backing up*, or set the time to one when you are usually working on it anyway.
                """,
                helpful_by=("ines", "tomas"),
            ),
            DemoReply("ines", 5.1, "It is green again. I moved the time to lunch. Thank you!"),
        ),
        accepted=0,
        accepted_by="ines",
        accepted_hours_after=5.2,
        same_problem_by=("sam_t",),
    ),
    DemoThread(
        key="en-vault-417-clock",
        category="vault",
        author="rutger",
        type="problem",
        title="Error 417 came back the day after I repaired the index",
        body="""
            I followed the answer in the long E-417 thread to the letter: *Check index*, wait, *In step*, *Run now*, success. The next night:
            E-417. Repaired again. The next night: E-417.

            It isn't sleeping, it's a desktop and "Keep awake" is on. Something else puts the lists out of step. Eleven clients' books are on
            this machine, so I would like this closed properly.

            ```text
            index verify: 48,112 entries, 0 missing, 3 with a time in the future
            ```
        """,
        tags=("e-417", "backup"),
        days_ago=63.9,
        views=298,
        replies=(
            DemoReply(
                "oskar",
                1.5,
                """
                    "3 with a time **in the future**" is the clue. What does this print?

                    ```sh
                    vaultctl doctor --clock
                    ```
                """,
                helpful_by=("rutger", "tomas"),
            ),
            DemoReply(
                "rutger",
                2.2,
                """
                    ```text
                    local clock is 7 min 12 s ahead of vault
                    time service: unreachable (udp/123 blocked)
                    ```

                    Seven minutes. In a bookkeeper's office. I am ashamed.
                """,
            ),
            DemoReply(
                "tomas",
                4.0,
                """
                    No shame needed, @oskar has found it. Vault refuses anything stamped **more than five minutes** ahead of its own clock,
                    and it reports that with the same E-417.

                    1. Allow outgoing UDP port 123 in the firewall, or point the machine to the router as its time source.
                    2. Run `vaultctl doctor --clock` until it says *within 1 s*.
                    3. Repair the index a last time.

                    I have asked for a separate error code for this. Two causes behind one number is one too many.
                """,
                helpful_by=("rutger", "oskar", "walter", "darius"),
            ),
            DemoReply("rutger", 52.0, "Two nights in a row without a complaint. Closed properly. Thank you both."),
        ),
        accepted=2,
        accepted_by="rutger",
        accepted_hours_after=52.1,
        bookmarked_by=("oskar", "leilani"),
    ),
    DemoThread(
        key="en-vault-417-terse",
        category="vault",
        author="quentin",
        type="question",
        title="what is e417",
        body="Title. Vault app on the PC, red since Monday.",
        tags=("e-417",),
        days_ago=41.5,
        views=187,
        replies=(
            DemoReply(
                "leilani",
                0.5,
                """
                    Your PC and Vault have different lists of what has been saved, so Vault won't accept more until they agree. Nothing is lost.

                    *Vault → Maintenance → Check index*, go and have lunch, then *Run now*.
                """,
                helpful_by=("quentin", "beth", "tomas"),
            ),
            DemoReply("quentin", 4.4, "Worked. Why doesn't the app just say that."),
            DemoReply(
                "tomas",
                6.0,
                "Fair question, @quentin. I've passed your sentence on, word for word.",
                helpful_by=("quentin",),
            ),
        ),
        same_problem_by=("beth",),
    ),
    DemoThread(
        key="en-vault-417-after-restore",
        category="vault",
        author="marisol",
        type="problem",
        title="Restored everything to a new computer, now it refuses to back up (417)",
        body="""
            So my old computer finally died, may it rest, it was eleven years old and I wrote four books on it. The restore from Vault to the
            new one was perfect, really, I cried a little. But now the new computer does not want to make its own backups. It says "index out of
            step" and the number 417, and under it "this index belongs to another machine".

            Is it still loyal to the old one? How do I tell it that the old one is not coming back?
        """,
        tags=("e-417", "restore", "backup"),
        days_ago=19.4,
        views=129,
        replies=(
            DemoReply(
                "tomas",
                3.2,
                """
                    That is a very good description of it. The index still carries the old machine's name. In *Settings → Vault → Devices* open the
                    new computer and choose **Take over from…**, then the old one.

                    Then *Maintenance → Check index* once. About half an hour for your size. The four books keep all their earlier versions.
                """,
                helpful_by=("marisol", "walter", "reiko"),
            ),
            DemoReply(
                "marisol", 22.6, "It has taken over. It is green. Thank you, @tomas, the books and I are grateful."
            ),
        ),
        accepted=0,
        accepted_by="marisol",
        accepted_hours_after=22.7,
    ),
    DemoThread(
        key="en-vault-417-open",
        category="vault",
        author="fiona",
        type="problem",
        title="Index check stuck at 62 % for two days",
        body="""
            Getting E-417, ran *Check index* like everyone says. It's been sat at 62 % since Saturday. The disk light is off. Do I stop it? Will it
            make things worse if I do?
        """,
        tags=("e-417",),
        days_ago=6.1,
        views=58,
        replies=(
            DemoReply(
                "oskar",
                1.2,
                """
                    Stopping it is safe, it only compares. Before you do, could you run this and show the last line?

                    ```sh
                    vaultctl index status --verbose
                    ```
                """,
                helpful_by=("fiona",),
            ),
            DemoReply("fiona", 21.0, "`waiting for file: Photos/2019/IMG_2204.MOV (read error)`. Is that bad?"),
            DemoReply(
                "oskar",
                21.8,
                """
                    It means one file can't be read, so probably a tired spot on the disk. *Maintenance → Skip this file* lets the check go on.

                    And please look at the health of that disk soon, that is more urgent than the error code.
                """,
            ),
        ),
    ),
    DemoThread(
        key="en-vault-restore-one-file",
        category="vault",
        author="beth",
        type="question",
        title="Restore just one spreadsheet from last Thursday?",
        body="""
            I saved over the stock list. I do not want my whole computer back in last Thursday, only that one file. Can I?
        """,
        tags=("restore",),
        days_ago=88.2,
        views=512,
        replies=(
            DemoReply(
                "leilani",
                0.3,
                """
                    Yes, and it takes a minute:

                    1. *Vault → Browse*, walk to the folder.
                    2. Click the file, then **Earlier versions**.
                    3. Pick Thursday, **Restore a copy**. It lands beside the current one with the date in its name, nothing is overwritten.
                """,
                helpful_by=("beth", "marisol", "ines", "fiona"),
            ),
            DemoReply("beth", 0.6, "Stock list is back, heart rate too. Thanks!"),
        ),
        accepted=0,
        accepted_by="beth",
        accepted_hours_after=0.7,
    ),
    DemoThread(
        key="en-vault-where-did-space-go",
        category="vault",
        author="jonas",
        type="question",
        title="Vault shows 480 GB used, my folders add up to 210 GB",
        body="""
            My plan has 500 GB and I get a warning that it is almost full. The folders I back up:

            | Folder | Size |
            |---|---:|
            | Photos | 131 GB |
            | Recipes and notes | 4 GB |
            | Videos of sourdough (don't ask) | 75 GB |
            | **Sum** | **210 GB** |

            Where are the other 270 GB?
        """,
        tags=("storage", "backup"),
        days_ago=54.7,
        views=244,
        replies=(
            DemoReply(
                "oskar",
                0.9,
                """
                    Earlier versions, nearly always. `vaultctl usage --by-age` shows it. Do you re-encode or rename the videos a lot? Each new
                    version of a video counts in full.
                """,
                helpful_by=("jonas",),
            ),
            DemoReply(
                "jonas",
                1.7,
                """
                    ```text
                    current        210.3 GB
                    1-30 days       38.9 GB
                    31-365 days    229.6 GB
                    ```

                    I do re-encode them. Every time I think I have found better settings. I see.
                """,
            ),
            DemoReply(
                "tomas",
                5.0,
                """
                    There it is. Set *Keep earlier versions* for that one folder to **30 days** (*Vault → Folders → Videos → Versions*). The space is
                    freed the following night. Photos can stay at a year.
                """,
                helpful_by=("jonas", "oskar"),
            ),
        ),
        accepted=2,
        accepted_by="jonas",
        accepted_hours_after=29.0,
    ),
    DemoThread(
        key="en-vault-encryption-key",
        category="vault",
        author="sam_t",
        type="question",
        title="lost my vault recovery phrase, is everything gone",
        body="""
            moved flats, lost the paper with the twelve words. laptop still signed in and backing up fine. but if the laptop dies im done right?
            can you guys look it up
        """,
        tags=("restore", "sign-in"),
        days_ago=26.5,
        views=201,
        replies=(
            DemoReply(
                "tomas",
                2.8,
                """
                    We can't look it up: we never had it, and that is what makes it worth having. But as long as **one device is still signed in**, you can
                    make new words today:

                    *Vault → Security → Replace recovery phrase* on that laptop. The old paper becomes worthless, wherever it is.

                    Please write the new ones down twice, in two places.
                """,
                helpful_by=("sam_t", "walter", "leilani", "ines"),
            ),
            DemoReply("sam_t", 3.3, "done. one copy at my mums. thanks for not making me feel dumb"),
        ),
        accepted=0,
        accepted_by="sam_t",
        accepted_hours_after=3.4,
    ),
)
