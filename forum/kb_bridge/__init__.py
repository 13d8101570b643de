"""Between forum and knowledge base: what is asked again and again becomes an article, and the threads it came from say so.

Words: to *promote* is to begin an article from a solved thread or from a cluster. Its *sources* are the threads it was made
from, its *credits* the posts whose words it uses. A *proposal* says that a thread, or the cluster around it, deserves an
article, until somebody has decided; a *wish* is one person's word for it. A *rule* says for one category in which section
its articles begin and from when on the system proposes one.

An article *answers* where a post points to it: it stands there as a *card*. A *composing* is one writing of a question, from
its first words to its end: posted, solved by what was shown beside it, or given up. What was shown are its *suggestions*.
"""
