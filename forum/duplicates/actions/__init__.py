"""Every write of the duplicates flat: keeping the index in step, and people's decisions."""
