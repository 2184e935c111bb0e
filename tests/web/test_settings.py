"""Settings: what the environment says, and the keys that are refused."""

import stat
from pathlib import Path

import pytest

from web.mail import MailServer
from web.settings import ROOT, BadSetting, ReadableKey, Settings, WeakKey, check_key

GOOD = "p8Zr-3vQy7Lw2Xn5Tb9Kd1Gs6Hf4Mj0Rc"


def test_the_defaults_need_nothing_but_a_folder(tmp_path: Path) -> None:
    found = Settings.from_environment({"CAUDAL_FOLDER": str(tmp_path / "new")})
    assert found.database_url == f"sqlite:///{tmp_path / 'new' / 'caudal.db'}"
    assert (found.demo, found.https, found.proxy_count) == (False, False, 0)


def test_the_folder_is_instance_beside_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({"SECRET_KEY": GOOD}).folder == ROOT / "instance"


def test_the_environment_chooses(tmp_path: Path) -> None:
    environment = {
        "CAUDAL_FOLDER": str(tmp_path), "DATABASE_URL": "postgresql://db/caudal", "SECRET_KEY": GOOD,
        "DEMO": "1", "HTTPS": "yes", "PROXY_COUNT": "2",
    }  # fmt: skip
    found = Settings.from_environment(environment)
    assert found == Settings("postgresql://db/caudal", GOOD, tmp_path, demo=True, https=True, proxy_count=2)
    assert not (tmp_path / "secret_key").exists()
    assert GOOD not in repr(found)


def test_a_key_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    first, second = (Settings.from_environment({"CAUDAL_FOLDER": str(folder)}) for _ in range(2))
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    Settings.from_environment({"CAUDAL_FOLDER": str(tmp_path)})
    (tmp_path / "secret_key").chmod(0o640)
    with pytest.raises(ReadableKey, match="chmod 600"):
        Settings.from_environment({"CAUDAL_FOLDER": str(tmp_path)})


def test_a_damaged_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch(0o600)
    with pytest.raises(WeakKey):
        Settings.from_environment({"CAUDAL_FOLDER": str(tmp_path)})


@pytest.mark.parametrize(
    "key",
    ["", "changeme", "secret", "x" * 64, "12" * 32, GOOD[:31], "CHANGE-ME-" + GOOD, "my-very-secret-key-of-2026-!?", "CaudalDefault" + GOOD,
     "0123456789abcdef0123456789abcdef", "your-secret-key-here-" + GOOD, "thisismysecretkeythisismysecretkey"],
)  # fmt: skip
def test_weak_and_known_keys_are_refused(key: str) -> None:
    with pytest.raises(WeakKey, match="Leave it unset and Caudal makes one"):
        Settings.from_environment({"SECRET_KEY": key})


def test_a_long_random_key_is_accepted() -> None:
    assert check_key(GOOD) == GOOD


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEMO", "perhaps"), ("HTTPS", "https"), ("PROXY_COUNT", "-1"), ("PROXY_COUNT", "many"), ("PROXY_COUNT", "6"), ("PROXY_COUNT", "１"), ("MOST_FILE_MB", "0"), ("MOST_FILE_MB", "much")],
)  # fmt: skip
def test_a_setting_that_cannot_be_read_is_one_sentence(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name} is “{value}”. Set it to .*\\.$"):
        Settings.from_environment({"SECRET_KEY": GOOD, name: value})


def test_the_largest_file_is_said_in_megabytes(tmp_path: Path) -> None:
    known = {"SECRET_KEY": GOOD, "CAUDAL_FOLDER": str(tmp_path)}
    assert Settings.from_environment(known).largest_file == 25_000_000
    assert Settings.from_environment(known | {"MOST_FILE_MB": "40"}).largest_file == 40_000_000


def test_a_map_style_is_a_web_address_and_nothing_more(tmp_path: Path) -> None:
    folder = {"CAUDAL_FOLDER": str(tmp_path)}
    address = "https://tiles.example:8443/style.json?key=1"
    assert Settings.from_environment(folder).map_style == ""
    assert Settings.from_environment(folder | {"MAP_STYLE_URL": address}).map_style == address
    for refused in (
        "tiles",
        "javascript:alert(1)",
        "https://",
        "https://a.example; script-src *",
        "https://a.example x",
    ):
        with pytest.raises(BadSetting):
            Settings.from_environment(folder | {"MAP_STYLE_URL": refused})


def test_mail_needs_a_server_and_a_sender_and_a_bad_one_shows_no_password(tmp_path: Path) -> None:
    folder = {"CAUDAL_FOLDER": str(tmp_path)}
    assert Settings.from_environment(folder).smtp_url == ""
    mail = {"SMTP_URL": "smtp://u:p%40ss@relay.example:587", "MAIL_FROM": "Caudal <caudal@firm.example>"}
    found = Settings.from_environment(folder | mail | {"PUBLIC_URL": "https://caudal.example/"})
    assert (found.smtp_url, found.mail_from, found.public_url) == (*mail.values(), "https://caudal.example")
    assert "p%40ss" not in repr(found)
    server = MailServer.of(found)
    assert (server.host, server.port, server.user, server.password) == ("relay.example", 587, "u", "p@ss")
    assert (server.starts_tls, server.is_tls, server.domain) == (True, False, "firm.example")
    for wrong in (
        {"SMTP_URL": "http://u:secret@host"},
        {"SMTP_URL": "smtp://u:secret@h?tls=maybe"},
        {"MAIL_FROM": "me"},
    ):
        with pytest.raises(BadSetting) as refused:
            Settings.from_environment(folder | mail | wrong)
        assert "secret" not in str(refused.value)
    with pytest.raises(BadSetting):
        Settings.from_environment(folder | {"SMTP_URL": "smtp://relay.example"})
