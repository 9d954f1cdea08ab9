"""The house's pages, and a slow one."""

from xuncha.tests import slow
from xuncha.urls import urlpatterns as house

urlpatterns = [*house, *slow.urlpatterns]
