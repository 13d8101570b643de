"""Text as people write it: turned into safe HTML, compared, folded into keys, cut, quoted and named in addresses.

Words of this package: *source* is Markdown as typed, *html* is what a browser may be given, *plain* is the same text
without any mark-up (for search, excerpts and letters), *fold* is the form in which two spellings count as one.
Everything here is a pure function of its arguments; nothing knows the database, the web or the time.
"""
