"""Reading the bridge, as far as the viewer may see it. `effect.joined_per_week` tells what an article did."""
