"""How well duplicates are found: labelled sets, measures, and the fit of the weights that come with the code.

The sets are no part of the project; `make bench-duplicates` measures on those that lie beside the checkout.
"""
