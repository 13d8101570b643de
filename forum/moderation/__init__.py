"""Care of the community: flags, one queue in which moderators decide, and screening of what is about to be shown.

Words: an *item* is one thing in the queue (a post, a person, a contested mark), there once however many reasons speak for
it; its *cause* says why it came there. A *finding* is what screening noticed. A *hold* keeps a post from being seen before
a moderator looked, *hiding* takes one out of sight that people had seen.
"""
