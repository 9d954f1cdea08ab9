"""Static files of a served installation: hashed names, without what only developers of the packages read."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """Source maps and module builds are nine tenths of the packages, and no page asks for them."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map", "*.mjs", "*.esm.*", "echarts.js"]


class HashedStorage(ManifestStaticFilesStorage):
    """As Django's, but a comment that points to a source map stays a comment."""

    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in ManifestStaticFilesStorage.patterns
    )
