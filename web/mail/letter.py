"""A letter: the sentences of a waiting mail in the language of its reader, as plain text and as simple HTML."""

from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from hashlib import sha256
from html import escape

from components.language import explain, use_locale
from components.language import gettext as _
from domain import clock
from workflow.mail.sending import Waiting

CHOICES = "/activity"  # where a person chooses what to be told


def letter(mail: Waiting, sender: str, domain: str, public_url: str) -> EmailMessage:
    """Return the whole message; its Message-ID comes from the mail's key, so that sent twice it is the same one."""
    with use_locale(mail.locale):
        subject = " ".join(explain(mail.subject).split())
        paragraphs = [explain(told) for told in mail.body]
        foot = _("You chose to be told by mail. You can change that on the Activity page.") if mail.name else ""
        link = _("Open in Caudal")
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = sender
    message["To"] = formataddr((" ".join(mail.name.split()), mail.address))
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{sha256(mail.key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    href = f"{public_url}{mail.path}" if public_url and mail.path else ""
    choices = f"{public_url}{CHOICES}" if public_url and foot else ""
    message.set_content("\n\n".join(part for part in (*paragraphs, href, _foot_text(foot, choices)) if part) + "\n")
    message.add_alternative(_page(paragraphs, (href, link), (choices, foot), mail.locale), subtype="html")
    _attach(message, mail)
    return message


def _foot_text(foot: str, choices: str) -> str:
    return f"-- \n{foot}" + (f"\n{choices}" if choices else "") if foot else ""


def _page(paragraphs: list[str], link: tuple[str, str], foot: tuple[str, str], locale: str) -> str:
    """Return the letter as HTML; everything that people wrote is escaped."""
    parts = [f"<p>{escape(text).replace(chr(10), '<br>')}</p>" for text in paragraphs]
    parts += [f"<p>{_anchor(*link)}</p>"] if link[0] else []
    if foot[1]:
        parts.append(f"<p><small>{_anchor(*foot) if foot[0] else escape(foot[1])}</small></p>")
    body = "".join(parts)
    return f'<!doctype html><html lang="{escape(locale)}"><body style="font-family:sans-serif">{body}</body></html>'


def _anchor(href: str, text: str) -> str:
    return f'<a href="{escape(href)}">{escape(text)}</a>'


def _attach(message: EmailMessage, mail: Waiting) -> None:
    if mail.attachment is not None:
        maintype, _slash, subtype = mail.attachment.media_type.partition("/")
        message.add_attachment(
            mail.attachment.content, maintype=maintype, subtype=subtype or "octet-stream", filename=mail.attachment.name
        )
