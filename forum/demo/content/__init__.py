"""The words of the demo community: people, shelves, tags and threads, as plain data."""
