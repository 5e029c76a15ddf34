from django.urls import path

from lead.api.views import PartnerLeadView

app_name = "lead"
urlpatterns = [path("partner-leads/", PartnerLeadView.as_view(), name="partner-leads")]
