"""Questions that ask the same: found while one is typed, weighed after it is posted, decided by people, seen to recur.

Words: an *index* keeps of each thread the words by which it is compared (`duplicate_texts`); *candidates* are the few
threads worth comparing; *features* say what speaks for and against; the *score* is the probability that two ask the same.
A *pair* is two threads that may; a *cluster* is a *hub* with the threads that ask what it asks.
"""
