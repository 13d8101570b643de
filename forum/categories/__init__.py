"""The shelves: categories (two levels, each with its audience) and tags.

Words: an *audience* says who may see, ask or answer: everyone, members, group or staff; a *template* is what a category
asks of every question, as fields; a *synonym* is another spelling of a tag; an *archived* category is read, but nothing
new is written in it.
"""
