"""Profiles: declarative files that say what each column of another system means here."""

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from data.importers import profile_parts as parts
from data.importers.entities import ENTITIES, LINES, Field, Kind
from data.importers.profile_parts import BadProfile, take
from data.importers.rules import FieldRule, read_rule
from domain.errors import SalesError, sentence

FOLDER: Final = Path(__file__).resolve().parent.parent / "profiles"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


class UnknownProfile(SalesError):
    """No profile has this name."""

    template = sentence("There is no profile “{name}”. Known are {known}; or give the path of your own .toml file.")


class ProfileNotUsable(SalesError):
    """A profile has a mistake."""

    template = sentence("The profile “{name}” cannot be used: {problem}.")


@dataclass(frozen=True, slots=True)
class RecordShape:
    """One kind of record that the rows of a file become."""

    entity: str
    file: str
    key: tuple[str, ...]
    fields: dict[str, FieldRule]
    entered: dict[str, str] = field(default_factory=dict)  # stage word → column with the day it was entered
    distinct: bool = False
    when: str | None = None

    def field(self, name: str) -> Field:
        """Return what a field of this record holds."""
        return ENTITIES[self.entity][name]

    @property
    def columns(self) -> set[str]:
        """Every column that the record reads."""
        read = {column for rule in self.fields.values() for column in rule.all_columns}
        return read | set(self.key) | set(self.entered.values()) | ({self.when} if self.when else set())


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as read; `digest` changes with every change of the file."""

    code: str
    name: str
    digest: str
    reading: parts.Reading
    company: parts.CompanyDefaults
    pipeline: parts.PipelineShape | None
    lookups: dict[str, tuple[dict[str, Any], ...]]
    files: dict[str, parts.FileShape]
    records: tuple[RecordShape, ...]

    def columns_of(self, file: str) -> set[str]:
        """Return the columns that the records read from a file."""
        read = {column for record in self.records if record.file == file for column in record.columns}
        return read | set(self.files[file].correct)

    def stage(self, word: str) -> parts.StageShape | None:
        """Return the stage that the source calls by this word."""
        stages = self.pipeline.stages if self.pipeline else ()
        return next((stage for stage in stages if word in stage.words), None)


def load_profile(name: str) -> Profile:
    """Return a shipped profile by its name, or one's own by the path of its .toml file.

    Raises UnknownProfile, or ProfileNotUsable with what is wrong in it.
    """
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not (name.endswith(".toml") or _NAME.fullmatch(name)) or not path.is_file():
        raise UnknownProfile(name=name[:80], known=", ".join(shipped()))
    try:
        content = path.read_bytes()
        return _profile(path.stem, hashlib.sha256(content).hexdigest(), tomllib.loads(content.decode("utf-8")))
    except (BadProfile, tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ProfileNotUsable(name=path.stem, problem=str(error)) from None


def shipped() -> list[str]:
    """Return the names of the profiles that come with Caudal."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def _profile(code: str, digest: str, values: dict[str, Any]) -> Profile:
    if not _NAME.fullmatch(code):
        raise BadProfile("its file name is not made of small letters, digits and underscores, 40 at most")
    name = take(values, "name", str, "the profile")
    reading = parts.read_reading(take(values, "reading", dict, "the profile", {}))
    pipeline = take(values, "pipeline", dict, "the profile", {})
    files = {key: parts.read_file(key, shape) for key, shape in take(values, "files", dict, "the profile").items()}
    profile = Profile(
        code=code,
        name=name,
        digest=digest,
        reading=reading,
        company=parts.read_company(take(values, "company", dict, "the profile")),
        pipeline=parts.read_pipeline(pipeline) if pipeline else None,
        lookups=parts.read_lookups(take(values, "lookups", dict, "the profile", {})),
        files=files,
        records=tuple(_record(shape, files) for shape in take(values, "records", list, "the profile")),
    )
    parts.nothing_left(values, "the profile")
    _check(profile)
    return profile


def _record(values: dict[str, Any], files: dict[str, parts.FileShape]) -> RecordShape:
    entity = take(values, "entity", str, "a record")
    where = f"a record “{entity}”"
    if entity not in ENTITIES:
        raise BadProfile(f"there is no entity “{entity}”; there are {', '.join(ENTITIES)}")
    file = take(values, "file", str, where)
    if file not in files:
        raise BadProfile(f"{where} reads “{file}”, which is not one of the files")
    fields = take(values, "fields", dict, where)
    unknown = sorted(fields.keys() - ENTITIES[entity].keys())
    if unknown:
        raise BadProfile(f"{where} has no field “{unknown[0]}”; it has {', '.join(ENTITIES[entity])}")
    record = RecordShape(
        entity=entity,
        file=file,
        key=parts.names(values, "key", where),
        fields={name: read_rule(rule, f"the field “{name}” of {where}") for name, rule in fields.items()},
        entered=take(values, "entered", dict, where, {}),
        distinct=take(values, "distinct", bool, where, default=False),
        when=take(values, "when", str, where, None),
    )
    parts.nothing_left(values, where)
    if wrong := [
        name for name, rule in record.fields.items() if rule.round and record.field(name).kind is not Kind.MONEY
    ]:
        raise BadProfile(f"the field “{wrong[0]}” of {where} is no amount, so “round” means nothing there")
    return record


def _check(profile: Profile) -> None:
    for record in profile.records:
        where = f"a record “{record.entity}”"
        if not record.key and record.entity not in LINES:
            raise BadProfile(f"{where} needs a key")
        missing = [
            name for name, kind in ENTITIES[record.entity].items() if kind.required and name not in record.fields
        ]
        if missing:
            raise BadProfile(f"{where} needs the field “{missing[0]}”")
        if record.entity == "opportunity":
            _check_opportunity(profile, record)
        if record.entity == "order_line" and ("unit_price" in record.fields) == ("net" in record.fields):
            raise BadProfile(f"{where} needs either the field “unit_price” or the field “net”")
        if profile.reading.currency is None and "currency" not in record.fields and _has_money(record):
            raise BadProfile(f"{where} has amounts but neither it nor [reading] names a currency")


def _check_opportunity(profile: Profile, record: RecordShape) -> None:
    if profile.pipeline is None:
        raise BadProfile("opportunities need a [pipeline] with its stages")
    if "stage" not in record.fields and "outcome" not in record.fields:
        raise BadProfile("an opportunity needs the field “stage” or the field “outcome”")
    if wrong := [word for word in record.entered if profile.stage(word) is None]:
        raise BadProfile(f"“entered” names “{wrong[0]}”, which is no word of a stage")


def _has_money(record: RecordShape) -> bool:
    return any(record.field(name).kind is Kind.MONEY for name in record.fields)
