#!/usr/bin/env python
"""Command line of 巡察轮次管理."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018 -- loads the settings, so that a wrong one is told in one line
    except ImproperlyConfigured as refusal:
        sys.exit(f"配置有误：{refusal}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
