"""Reading the bridge, as far as the viewer may see it."""
