from django.db import models


class RequestCounter(models.Model):
    """How often one hashed sender was let through in its current window.

    The window opens with the first request and lasts one period of the limit.
    """

    key = models.CharField(max_length=80, primary_key=True)
    hits = models.PositiveIntegerField(default=0)
    window_ends_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
