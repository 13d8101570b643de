#!/usr/bin/env python3
"""Starts Kotae's one program; see `forum/cli.py`."""

if __name__ == "__main__":
    # Here, for a process that the program starts to help it reads this file again and needs nothing of all that.
    from forum.cli import main

    main()
