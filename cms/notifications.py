"""Mails of the approval workflow, sent by a job: no mail server on an editor's request.

Wagtail sends them while the editor waits, and some faults of the mail server, such as an unknown
host or a refused login, would break the request after the page was submitted.
"""

import logging
import time
from typing import Any

from anymail.exceptions import AnymailError
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.admin.mail import (
    EmailNotificationMixin,
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)
from wagtail.users.models import UserProfile

from cms.models import User, WaitingMail

logger = logging.getLogger(__name__)


class WaitingMailMixin(EmailNotificationMixin):
    """Stores the mails in the transaction that changes the workflow."""

    def send_emails(
        self, template_set: dict[str, str], context: dict[str, Any], recipients: Any, **_kwargs: Any
    ) -> bool:
        WaitingMail.objects.bulk_create(
            self._mail(template_set, {**context, "user": recipient}, recipient)
            for recipient in recipients
        )
        return True

    def _mail(
        self, template_set: dict[str, str], context: dict[str, Any], recipient: User
    ) -> WaitingMail:
        profile = UserProfile.get_for_user(recipient)
        with override(profile.get_preferred_language()):
            # No line break of a title: it would be a header of its own in the mail.
            subject = " ".join(render_to_string(template_set["subject"], context).split())
            text = render_to_string(template_set["text"], context).strip()
        return WaitingMail(recipient=recipient.email, subject=subject, text=text)


class TaskSubmitted(WaitingMailMixin, GroupApprovalTaskStateSubmissionEmailNotifier): ...


class Submitted(WaitingMailMixin, WorkflowStateSubmissionEmailNotifier): ...


class Approved(WaitingMailMixin, WorkflowStateApprovalEmailNotifier): ...


class Rejected(WaitingMailMixin, WorkflowStateRejectionEmailNotifier): ...


#: Signal, sender, receiver and the identity under which Wagtail would connect its own.
RECEIVERS = (
    (task_submitted, TaskState, TaskSubmitted(), "group_approval_task_submitted"),
    (workflow_submitted, WorkflowState, Submitted(), "workflow_state_submitted"),
    (workflow_approved, WorkflowState, Approved(), "workflow_state_approved"),
    (workflow_rejected, WorkflowState, Rejected(), "workflow_state_rejected"),
)


def replace_wagtails_own() -> None:
    """A receiver of the same identity takes the place, whichever app is ready first."""
    for signal, sender, receiver, name in RECEIVERS:
        uid = f"{name}_email_notification"
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(receiver, sender=sender, dispatch_uid=uid)


def send_waiting_mails(seconds: float) -> int:
    """Send what is due, for at most `seconds` (plus one mail); returns how many went out."""
    deadline = time.monotonic() + seconds
    sent = 0
    for mail in WaitingMail.objects.due():
        if time.monotonic() > deadline:
            break
        if mail.claim():
            sent += _send(mail)
    return sent


def _send(mail: WaitingMail) -> int:
    try:
        send_mail(mail.subject, mail.text, None, [mail.recipient])
    # smtplib.SMTPException and every network fault are an OSError; a header that no mail can have,
    # such as an address with a line break, is a ValueError; providers have errors of their own.
    except (OSError, ValueError, AnymailError) as error:
        logger.warning("mail.waits", extra={"mail": mail.pk, "error": type(error).__name__})
        if mail.is_last_try:
            logger.error("mail.given_up", extra={"mail": mail.pk})
            mail.delete()
        return 0
    mail.delete()
    return 1
