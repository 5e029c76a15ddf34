from frontend_bridge.telemetry.models import ActionCount, VitalCount

__all__ = ["ActionCount", "VitalCount"]
