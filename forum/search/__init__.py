"""Finding: full text over threads and replies, as far as the searcher may read them; searches kept, and searches missed."""
