"""People: who they are, how they prove it, and what they are called.

Words: a *person* has an account; a *guest* has none; *staff* are specialists, moderators and administrators; a
*session* is one signed-in browser; a *token* is a one-use secret sent by e-mail.
"""
