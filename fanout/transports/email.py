import smtplib
from collections.abc import Iterable, Sequence
from email.utils import parseaddr

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives

from config.mail import PartlyRefusedError
from config.mail_api import bounded_connection
from fanout.models import Delivery
from fanout.registry import Message
from fanout.retry import Verdict, retry_after, verdict_for
from fanout.transports.base import Transport, TransportError

#: What a server says to us before it has heard of the message's recipients.
_ABOUT_OUR_ACCOUNT = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)


class RefusalError(TransportError):
    """What the mail server or provider said itself."""

    @property
    def was_answered(self) -> bool:
        return True


class RecipientsRefusedError(RefusalError):
    """Some or all recipients were refused: a full mailbox is no sick server."""

    @property
    def blames_the_receiver(self) -> bool:
        return False


class EmailTransport(Transport):
    """One mail to all recipients of the channel, through Django's configured mail backend.

    When the server refuses some of them, the delivery fails as if it had refused all, and the
    next try goes to those alone.
    """

    #: RFC 3834 §5: keeps absence notices from answering.
    auto_submitted = "auto-generated"

    def send(self, delivery: Delivery, message: Message) -> int | None:
        mail = self._mail(delivery, message)
        try:
            # Does nothing when nobody is left: whoever was refused is no recipient any more.
            with bounded_connection() as mail.connection:
                mail.send()
        except BadHeaderError as error:
            raise TransportError("BadHeaderError", Verdict.FAULT) from error
        except AnymailError as error:
            raise _provider_error(error) from error
        except OSError as error:  # smtplib.SMTPException and every network fault derive from it
            raise _smtp_error(error, mail.to) from error
        if refused := _refused_by_provider(mail):
            accepted = [address for address in mail.to if address not in refused]
            raise RecipientsRefusedError("recipients_refused", Verdict.FAULT, accepted=accepted)
        return None

    def recipients(self, message: Message) -> list[str]:
        return self.channel.recipient_list()

    def reply_to(self, message: Message) -> list[str]:
        return [message.reply_to] if message.reply_to else []

    def _mail(self, delivery: Delivery, message: Message) -> EmailMultiAlternatives:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        mail = EmailMultiAlternatives(
            message.subject,
            message.text,
            to=[to for to in self.recipients(message) if to not in delivery.accepted_by],
            reply_to=self.reply_to(message),
            headers={
                "Message-ID": f"<{delivery.msg_id}@{domain}>",
                "Auto-Submitted": self.auto_submitted,
            },
        )
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        return mail


class PersonTransport(EmailTransport):
    """A mail to the person whom the message names; answers go to the channel's recipient.

    A test is for nobody: the channel's recipient gets it.
    """

    def recipients(self, message: Message) -> list[str]:
        return [message.to] if message.to else self.channel.recipient_list()

    def reply_to(self, message: Message) -> list[str]:
        return self.channel.recipient_list()[:1]


class SenderTransport(PersonTransport):
    """To whoever sent us something."""

    auto_submitted = "auto-replied"


def _smtp_error(error: OSError, to: Sequence[str]) -> TransportError:
    if isinstance(error, PartlyRefusedError):
        accepted = [address for address in to if address not in error.refused]
        return _recipients_refused(error.refused.values(), accepted)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _recipients_refused([code for code, _text in error.recipients.values()])
    if isinstance(error, _ABOUT_OUR_ACCOUNT):
        # Not this message: wait until somebody has put it right.
        return TransportError(f"smtp_{error.smtp_code}")
    if isinstance(error, smtplib.SMTPResponseException):
        return RefusalError(f"smtp_{error.smtp_code}", _smtp_verdict(error.smtp_code))
    return TransportError(type(error).__name__)


def _recipients_refused(codes: Iterable[int], accepted: Sequence[str] = ()) -> TransportError:
    code = min(codes, default=450)
    return RecipientsRefusedError(f"smtp_{code}", _smtp_verdict(code), accepted=accepted)


def _smtp_verdict(code: int) -> Verdict:
    """On a reply code of RFC 5321: 5xx is for good."""
    return Verdict.FAULT if 500 <= code < 600 else Verdict.RETRY


def _provider_error(error: AnymailError) -> TransportError:
    if isinstance(error, AnymailRecipientsRefused):
        return RecipientsRefusedError("recipients_refused", Verdict.FAULT)
    if not isinstance(error, AnymailAPIError):
        return TransportError(type(error).__name__, Verdict.FAULT)  # no such mail can be sent
    status = error.status_code
    if status is None:
        return TransportError(type(error.__cause__ or error).__name__)
    headers = getattr(error.response, "headers", {})
    return RefusalError(
        f"provider_{status}",
        # As with SMTP: our own account is at fault then, and mail waits until it is put right.
        Verdict.FAULT if verdict_for(status) is Verdict.FAULT else Verdict.RETRY,
        http_status=status,
        retry_after=retry_after(headers.get("Retry-After", "")),
    )


def _refused_by_provider(mail: EmailMultiAlternatives) -> list[str]:
    """The recipients that a provider refused although it took the mail for others.

    All of them when it answered an error that Anymail reads as an answer about recipients.
    """
    status = getattr(mail, "anymail_status", None)
    if status is None or not status.recipients:
        return []
    if getattr(status.esp_response, "status_code", 200) >= 400:
        return list(mail.to)
    refused = {
        address.casefold()
        for address, recipient in status.recipients.items()
        if recipient.status in {"invalid", "rejected"}
    }
    return [address for address in mail.to if address.casefold() in refused]
