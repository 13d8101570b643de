"""Every write of the bridge: promoting, proposing and deciding, wishing, widening, what follows a publication, rules."""
