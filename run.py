#!/usr/bin/env python3
"""Starts Kotae's one program; see `forum/cli.py`."""

from forum.cli import main

if __name__ == "__main__":
    main()
