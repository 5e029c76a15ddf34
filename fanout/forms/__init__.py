"""One module per kind of channel; `FORMS` lists them in the admin's order."""

from fanout.forms.base import ChannelForm
from fanout.forms.chat import ChatForm
from fanout.forms.email import EmailForm, SenderForm, StaffForm
from fanout.forms.webhook import WebhookForm
from fanout.forms.whatsapp import WhatsAppForm

__all__ = ["FORMS", "ChannelForm"]

FORMS: dict[str, type[ChannelForm]] = {
    form.kind: form
    for form in (EmailForm, WhatsAppForm, ChatForm, WebhookForm, SenderForm, StaffForm)
}
