"""Pages that read all apps: workbench, boards, indicators, one round at a glance, search."""
