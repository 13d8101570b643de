"""Threads and what is written in them: the daily life of the forum.

Words: a *thread* is opened by its *asker* with an *opening post* (position 0); *replies* follow (positions 1, 2, …, never
given twice); *same problem* is a person's sign that they have it too; a *helpful* vote thanks one post.
"""
