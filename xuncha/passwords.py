"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2(Argon2PasswordHasher):
    """A third of Django's cost, and above what OWASP asks (19 MiB, 2 rounds).

    On Monday at half past eight an office signs in to one small machine: Django's 100 MB for each at once is
    memory it does not have, and forty persons waited twenty seconds.
    """

    memory_cost = 32 * 1024
    time_cost = 3
    parallelism = 1
