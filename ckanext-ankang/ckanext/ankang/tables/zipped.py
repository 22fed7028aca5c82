"""The one table in a ZIP archive, taken out into a temporary file."""

import shutil
import zipfile
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO

from .archive import BROKEN_ARCHIVE, list_names, member_name, weigh_archive
from .errors import DamagedTable, NotATable
from .source import Source

TABLES = frozenset(
    {".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".json", ".geojson"}
    | {".jsonl", ".ndjson", ".xml", ".parquet"}
)
MAPS = frozenset({".shp", ".gdb", ".mif", ".gpkg"})
ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"})
# What systems leave in archives beside the files that a person put there.
LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


def unzip_table(source: Source) -> tuple[IO[bytes], str]:
    """The only table, open in a file that goes with it, and its name; fact `member` names it.

    Raises NotATable with what is inside where there is none or more than one.
    """
    weigh_archive(source.path, source.name, source.limits)
    with zipfile.ZipFile(source.path) as archive:
        members = {member_name(member): member for member in archive.infolist() if _is_file(member)}
        name = _only_table(list(members), source)
        source.facts["member"] = name
        others = [other for other in members if other != name]
        if others:
            source.facts["unread_members"] = others[:20]
        file = NamedTemporaryFile(suffix=PurePosixPath(name).suffix)  # noqa: SIM115
        try:
            with archive.open(members[name]) as stream:
                shutil.copyfileobj(stream, file)
        except BROKEN_ARCHIVE as error:
            reason = f"压缩包里的“{name}”不完整或不是用常见方法压缩的，请重新压缩后提交。"
            raise DamagedTable(name=source.name, reason=reason) from error
    file.flush()
    return file, name


def _is_file(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return not (member.is_dir() or "__MACOSX" in path.parts or path.name.lower() in LITTER)


def _only_table(names: list[str], source: Source) -> str:
    suffixes = {name: PurePosixPath(name).suffix.lower() for name in names}
    inside = list_names(names)
    if not names:
        raise NotATable(name=source.name, found="压缩包是空的")
    if MAPS.intersection(suffixes.values()):
        found = f"压缩包里是地图数据（{inside}），请另存为 GeoJSON"
        raise NotATable(name=source.name, found=found)
    tables = [name for name in names if suffixes[name] in TABLES]
    tables = tables or [name for name in names if suffixes[name] == ".txt"]
    if len(tables) == 1:
        return tables[0]
    if len(tables) > 1:
        found = f"压缩包里有 {len(tables)} 个表（{list_names(tables)}），请分别提交"
    elif ARCHIVES.intersection(suffixes.values()):
        found = f"压缩包里还是压缩包（{inside}），请解压后提交"
    else:
        found = f"压缩包里没有数据表（有 {inside}）"
    raise NotATable(name=source.name, found=found)
