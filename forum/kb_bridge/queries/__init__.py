"""Reading across the bridge, as far as the viewer may see. `effect.joined_per_week` tells what an article did."""
