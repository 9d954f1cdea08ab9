"""Prepare a machine: run by the system's own python3, before any package is installed, so stdlib only."""
