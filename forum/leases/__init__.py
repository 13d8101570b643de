"""Who is replying: a lease on a thread or ticket, so that two people do not write the same answer at the same time.

Words: a *lease* says that somebody has the reply box of one *subject* open; its *holder* keeps it by *beating*, and
loses it when the beats stop, or when somebody *takes over*. It is a courtesy and no lock: what was written against an
older state is told apart by versions, whoever holds the lease.
"""
