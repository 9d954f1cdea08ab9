"""The house itself: settings, urls, celery, the serve command. Nobody imports it."""
