"""Reading across the bridge, as far as the viewer may see."""
