"""巡察机构、党组织、单位、人、任职、亲属与回避."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Who there is in the county, and who stood where, from when to when."""

    name = "organizations"
    verbose_name = "机构与人员"
