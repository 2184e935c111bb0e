"""Refusals of the database, its files and its tools."""

from domain.errors.base import SalesError, sentence


class DatabaseBusy(SalesError):
    template = sentence("The database is busy. Nothing was changed; try again.")


class DatabaseNotSupported(SalesError):
    template = sentence(
        "“{name}” databases are not supported. Use a sqlite:/// or postgresql:// address in DATABASE_URL."
    )


class DriverTooOld(SalesError):
    template = sentence("SQLite {found} can lose committed data. Install pysqlite3 with SQLite {wanted} or newer.")


class NetworkFolder(SalesError):
    template = sentence(
        "“{folder}” lies on a network drive, where SQLite can lose data. Use a local folder, or PostgreSQL."
    )


class DatabaseNewer(SalesError):
    template = sentence(
        "The database is at version {found}, which this release does not know. Install the newer release of Caudal."
    )


class DatabaseNotEmpty(SalesError):
    template = sentence(
        "The database “{name}” already holds data. Nothing was changed; name an empty one, or force the restore."
    )


class BackupNotReadable(SalesError):
    template = sentence("“{path}” is not a complete backup of Caudal: {reason}.")


class FileExists(SalesError):
    template = sentence("“{path}” exists already. Choose another name.")


class ToolFailed(SalesError):
    template = sentence("“{program}” failed: {reason}. The database was not changed.")


class ToolMissing(SalesError):
    template = sentence(
        "The program “{program}” was not found. Install the PostgreSQL client tools of the server's version or newer."
    )
