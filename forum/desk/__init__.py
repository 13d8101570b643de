"""The desk: one inbox over all that waits for the team, with views of it, and what is known beside each item.

Words: an *item* is a thread, a ticket, an article or whatever else waits; a *source* is where items of one kind come from; a
*view* is a set of *conditions* with columns, grouping and order, *saved* by a person for themselves, their team or everybody.
What *hurts most* has the highest priority, then waits longest. A *trail* is what somebody read and looked for of late.
"""
