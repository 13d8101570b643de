"""The bridge between threads and articles: articles that answer in threads, and that are met before anybody asks.

A *composing* is one writing of a question, from its first words to its end: posted, solved by what was shown beside it,
or given up. What was shown beside it are its *suggestions*. A *card* is an article as a post shows it.
"""
