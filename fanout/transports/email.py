import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives

from fanout.models import Delivery
from fanout.registry import Message
from fanout.retry import Verdict
from fanout.transports.base import Transport, TransportError


class EmailTransport(Transport):
    """One mail to all recipients of the channel, through Django's configured mail backend."""

    def send(self, delivery: Delivery, message: Message) -> int | None:
        mail = self._mail(delivery, message)
        try:
            mail.send()
        except BadHeaderError as error:
            raise TransportError("BadHeaderError", Verdict.FAULT) from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            raise self._refused(min(codes, default=450)) from error
        except smtplib.SMTPAuthenticationError as error:
            # Our own account, not this message: wait until somebody has put it right.
            raise TransportError(f"smtp_{error.smtp_code}") from error
        except smtplib.SMTPResponseException as error:
            raise self._refused(error.smtp_code) from error
        except OSError as error:  # smtplib.SMTPException and every network fault derive from it
            raise TransportError(type(error).__name__) from error
        return None

    def _mail(self, delivery: Delivery, message: Message) -> EmailMultiAlternatives:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        mail = EmailMultiAlternatives(
            message.subject,
            message.text,
            to=self.channel.recipient_list(),
            reply_to=[message.reply_to] if message.reply_to else None,
            # RFC 3834 §5: keeps absence notices from answering.
            headers={
                "Message-ID": f"<{delivery.msg_id}@{domain}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        return mail

    def _refused(self, code: int) -> TransportError:
        verdict = Verdict.FAULT if 500 <= code < 600 else Verdict.RETRY
        return TransportError(f"smtp_{code}", verdict)
