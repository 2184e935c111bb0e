"""E-mail: asking for one in the transaction of the change, and sending what waits."""

from workflow.mail.queue import Attachment, Mail, queue_mail

__all__ = ["Attachment", "Mail", "queue_mail"]
