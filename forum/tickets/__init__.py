"""Tickets: what somebody asks of the team, answered in private, with who works on it and how long it takes.

Words: the *requester* has the problem, the *submitter* wrote it down (the same person, or staff for them). A *public
comment* is read by the requester and those in copy, a *note* by staff only. A *follower* is staff who is told of
everything and whom the requester does not see; who is *in copy* reads the public comments. Every update is an *audit*.
A *side conversation* is talk inside a ticket whose *participants* see nothing else of it. A *team* is staff who take the
same tickets. *Beats* are what clocks write down as it happens (activate, pause, fulfil); every duration is folded from them.
"""
