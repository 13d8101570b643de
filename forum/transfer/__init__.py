"""Carrying communities: in from other forums, out and in again whole, and keeping copies of them.

On the roof, for it reads and writes the tables of every flat past their actions: what is carried has happened already,
so it is told to nobody again.
"""
