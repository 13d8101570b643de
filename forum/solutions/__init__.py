"""Solved or not, by whose word: accepted replies, official replies, reminders to the asker, abilities and top helpers.

Words: to *accept* a reply makes it the thread's *solution*; to *withdraw* undoes that; an *official* reply is one that a
specialist stands behind; an *ability* is earned by reputation.
"""
