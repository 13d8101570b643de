"""Telling people: watches, the bell, and letters.

Words: a *watch* on a thread, category or tag is watching, normal or muted; a *notification* is one line under the
bell; a *letter* is an e-mail, sent at once or gathered into the day's.

What a level means. *Watching* a thread tells of everything in it; watching a category or tag tells of every new thread
there. *Normal* tells of what concerns a person: they are mentioned or replied to, their reply is accepted or made
official, their own question gets an answer of that kind, or something is asked of them. *Muted*, for a thread, tells of
nothing that happens in it, mentions included; for a category or tag it only takes away what watching another one would
tell, so that whoever is addressed there still hears it. Nearer beats wider: a thread's level stands whatever its
category's is, and a category's whatever its parent's is. That one's own words were removed is told at every level.
"""
