"""Every read of the duplicates flat, already as far as the viewer may see."""
