"""What moderators do about people: warnings, silence and suspension, appeals against decisions, and notes.

Words: a *sanction* is a warning, silence or suspension, kept for ever with its reason; it is *lifted* when somebody takes
it back. An *appeal* asks for a second look at a decision, once; somebody other than its *decider* answers it. A *note* is
what the team writes down about a member.
"""
