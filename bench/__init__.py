"""Measuring how fast the pages are, beside a bare application that sends the same bytes: `make bench`.

Words: a *scene* is what visitors do over and over (read a thread, list threads, reply); a *stage* is a server that
plays it: the bare one, or the forum with a community of one size. Every round plays every scene on every stage, one
directly after the other, so that whatever else the machine does falls upon all alike; what counts are ratios within a
round.
"""
