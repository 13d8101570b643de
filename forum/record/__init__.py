"""What was decided in this community, to be read again: a log for everyone, and the whole trail for administrators.

Both are queries over the rows of `events`; nothing here keeps a second record of the same facts.
"""
