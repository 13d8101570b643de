"""Reading a Discourse forum from the JSON of its public addresses, saved to a folder."""
