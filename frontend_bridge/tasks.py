from celery import shared_task

from frontend_bridge.telemetry.retention import forget_old_counts


@shared_task(name="frontend_bridge.forget_telemetry")
def forget_telemetry() -> int:
    """See `frontend_bridge.telemetry.retention`."""
    return forget_old_counts()
