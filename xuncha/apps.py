from django.apps import AppConfig

from xuncha.celery import app as queue

__all__ = ["XunchaConfig", "queue"]  # the queue is named here so that every process that loads Django has it


class XunchaConfig(AppConfig):
    name = "xuncha"
    verbose_name = "巡察轮次管理"
