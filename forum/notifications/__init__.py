"""Telling people: watches, the bell, and letters.

Words: a *watch* on a thread, category or tag is watching, normal or muted; a *notification* is one line under the bell; a
*letter* is an e-mail, sent at once or gathered into the day's.
"""
