"""A small, living, made-up community in English and Japanese, so that a newcomer sees every screen in use.

The people here own products of Nagomira, a company that does not exist: the Hub (a small box on the shelf that runs
a home or an office), Vault (backup), Print (a printer) and Notes. `story.py` says what a person, a category or a
thread of the demo is made of, `content/` holds the words, and `community.py` gathers them into one whole.
"""
