"""Kotae: a community forum with support workflows. ARCHITECTURE.md is the map of this package."""

__version__ = "0.1.0"
