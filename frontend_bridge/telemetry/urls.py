from django.urls import path

from frontend_bridge.telemetry.views import telemetry

app_name = "telemetry"
urlpatterns = [path("telemetry/", telemetry, name="beacon")]
