"""Settings: what the environment says, read once and checked before anything is served."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from domain.attachment import LARGEST, MEGABYTE
from domain.errors import SalesError, sentence

# More threads make small models many times slower; read by numpy when it loads, which is after this module.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 32
LEAST_VARIETY = 10  # different characters; a key drawn at random has far more
GUESSABLE = ("change", "secret", "password", "default", "example", "your-", "replace", "0123456789", "abcdef", "qwerty")
KEY_FILE = "secret_key"
PAST_FOLDER = "past"  # databases of earlier days, in the folder of the installation
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
MOST_PROXIES = 5
EMBEDDED, OFF = "embedded", "off"
MOST_MEGABYTES = 1000


class WeakKey(SalesError):
    """Whoever knows or guesses the key can forge what it signs."""

    template = sentence(
        "SECRET_KEY is too short or well known. Leave it unset and Caudal makes one, or set at least {length} random characters."
    )


class ReadableKey(SalesError):
    """The key file is open to other people of the machine, or is not ours."""

    template = sentence("Other people can read the secret key in “{path}”. Run: chmod 600 “{path}”")


class BadSetting(SalesError):
    """A setting of the environment that cannot be read."""

    template = sentence("{name} is “{value}”. Set it to {choices}.")


@dataclass(frozen=True)
class Settings:
    """How this installation runs; where it listens is in web/serving.py."""

    database_url: str
    secret_key: str = field(repr=False)
    folder: Path = ROOT / "instance"
    demo: bool = False  # offer the people of the demo company on the sign-in page, on this machine only
    https: bool = False  # people reach Caudal by TLS: cookies and headers are bound to it
    proxy_count: int = 0  # reverse proxies in front whose X-Forwarded-* headers are believed
    largest_file: int = LARGEST  # bytes of an attached file
    worker: str = EMBEDDED  # whether the server starts a worker beside itself, or somebody else runs `manage.py worker`
    map_style: str = ""  # address of a MapLibre style to draw the map with; empty for the base map that Caudal brings
    webhook_hosts: frozenset[str] = frozenset()  # whom Caudal may tell of changes; nobody for none
    smtp_url: str = field(default="", repr=False)  # mail server, with its password; empty for none
    mail_from: str = ""  # sender of all mail
    public_url: str = ""  # how people reach Caudal, for links in mail; without a slash at the end

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read CAUDAL_FOLDER, DATABASE_URL, SECRET_KEY, DEMO, WORKER, HTTPS, PROXY_COUNT, MOST_FILE_MB, MAP_STYLE_URL, mail.

        Raises WeakKey, ReadableKey or BadSetting: sentences for the person who starts the server.
        """
        folder = Path(environment.get("CAUDAL_FOLDER") or ROOT / "instance").absolute()
        return cls(
            database_url=environment.get("DATABASE_URL") or f"sqlite:///{folder / 'caudal.db'}",
            secret_key=_secret_key(environment.get("SECRET_KEY"), folder),
            folder=folder,
            demo=_flag(environment, "DEMO"),
            worker=_worker(environment.get("WORKER", "").strip().lower() or EMBEDDED),
            https=_flag(environment, "HTTPS"),
            proxy_count=_proxy_count(environment.get("PROXY_COUNT") or "0"),
            largest_file=_megabytes(environment.get("MOST_FILE_MB") or str(LARGEST // MEGABYTE)) * MEGABYTE,
            map_style=_address("MAP_STYLE_URL", environment.get("MAP_STYLE_URL", "").strip()),
            webhook_hosts=_hosts(environment.get("WEBHOOK_HOSTS", "")),
            smtp_url=_mail_server(environment.get("SMTP_URL", "").strip()),
            mail_from=_sender(environment),
            public_url=_address("PUBLIC_URL", environment.get("PUBLIC_URL", "").strip()).rstrip("/"),
        )


def check_key(key: str) -> str:
    """Return the key, or raise WeakKey for one that somebody could know or guess."""
    folded = key.casefold()
    known = any(word in folded for word in GUESSABLE)
    if len(key.encode()) < SHORTEST_KEY or len(set(key)) < LEAST_VARIETY or known:
        raise WeakKey(length=SHORTEST_KEY)
    return key


def _secret_key(given: str | None, folder: Path) -> str:
    return check_key(given) if given is not None else _kept_key(folder / KEY_FILE)


def _kept_key(path: Path) -> str:
    """Return the installation's own key, made on first start in a file that only we can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make_key(path)
    if path.stat().st_mode & 0o077 or path.stat().st_uid != os.geteuid():
        raise ReadableKey(path=path)
    return check_key(path.read_text(encoding="ascii", errors="replace").strip())


def _make_key(path: Path) -> None:
    # Written whole under another name first: of two that start at once, both read the key of the one that was first.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _flag(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "").strip().lower()
    if value not in YES | NO:
        raise BadSetting(name=name, value=value[:40], choices="1 or 0")
    return value in YES


def _hosts(text: str) -> frozenset[str]:
    """Return host names, each with its port unless that is 443."""
    named = [host.strip().lower() for host in text.split(",") if host.strip()]
    if wrong := [host for host in named if not re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?", host)]:
        raise BadSetting(name="WEBHOOK_HOSTS", value=wrong[0][:40], choices="hooks.example.com, other.example.com:8443")
    return frozenset(host.removesuffix(":443") for host in named)


def _worker(text: str) -> str:
    if text not in {EMBEDDED, OFF}:
        raise BadSetting(name="WORKER", value=text[:40], choices=f"{EMBEDDED} / {OFF}")
    return text


def _proxy_count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST_PROXIES:
        raise BadSetting(name="PROXY_COUNT", value=text[:40], choices=f"0 … {MOST_PROXIES}")
    return int(text)


def _megabytes(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= MOST_MEGABYTES:
        raise BadSetting(name="MOST_FILE_MB", value=text[:40], choices=f"1 … {MOST_MEGABYTES}")
    return int(text)


def _address(name: str, text: str) -> str:
    """Return a web address as it is; what could say more than one thing in a header is refused."""
    parts = urlsplit(text)
    whole = parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"[\s;,'\"]", text)
    if text and not whole:
        raise BadSetting(name=name, value=text[:40], choices="https://…")
    return text


def _mail_server(text: str) -> str:
    """Return smtp://host, smtp://user:password@host:587 or smtps://host as it is; never show a password."""
    parts = urlsplit(text)
    if text and not (parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.query in {"", "tls=never"}):
        raise BadSetting(name="SMTP_URL", value=f"{parts.scheme}://…", choices="smtp://user:password@host:587")
    return text


def _sender(environment: Mapping[str, str]) -> str:
    """Return the sender's address; with a mail server there must be one."""
    text = environment.get("MAIL_FROM", "").strip()
    whole = "@" in parseaddr(text)[1] and text.isprintable()
    if (text or environment.get("SMTP_URL", "").strip()) and not whole:
        raise BadSetting(name="MAIL_FROM", value=text[:40], choices="Caudal <caudal@your-firm.com>")
    return text
