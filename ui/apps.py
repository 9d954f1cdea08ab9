from django.apps import AppConfig

from ui.choices import say_plainly

# Here and not in ready(): by then models are declared, and the apps above have read forms
say_plainly()


class UiConfig(AppConfig):
    name = "ui"
    verbose_name = "页面部件"
