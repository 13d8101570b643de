"""The knowledge base: articles on their shelves, written by a team and read by everyone whom they are for.

Words: a *shelf* is a category, which holds sections, which hold articles. A *version* is an article in one language (a
row of `article_translations`); what readers get of it is its *live* revision, what the team is preparing its *staged*
one. A version is *outdated* since the language the article is written in said something newer. To *verify* is to say
that an article is still right. *Narrowing* is an article's own audience within its section's.
"""
