#!/usr/bin/env python3
"""Starts Kotae's one program; see `forum/cli.py`, and `forum/start.py` for `serve`."""

import gc
import os
import sys

if __name__ == "__main__":
    # Here, for a process that the program starts to help it reads this file again and needs nothing of all that.
    # Nothing that is imported becomes rubbish: looking for it meanwhile takes a fifth of the start.
    gc.disable()
    # Vectors are multiplied in moments. With more threads their library lets one wait, busily, on every core for the next.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.argv[1:2] == ["serve"]:
        # Its own module: what the other commands need takes as long to read as the database takes to answer.
        from forum.start import main
    else:
        from forum.cli import main

        gc.enable()
    main()
