"""Every write of the bridge."""
