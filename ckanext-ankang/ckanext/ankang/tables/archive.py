"""ZIP archives, weighed before anything in them is unpacked.

What a member declares is believed only downwards: `zipfile` gives no byte beyond the declared size
and then compares the checksum, so a lie ends as a damaged archive and never as a flood.
"""

import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath

from .errors import NotATable
from .limits import Limits

# General purpose bits of a member (PKWARE APPNOTE 4.4.4).
ENCRYPTED = 0x1
UTF8_NAME = 0x800
# Bytes of a local file header before its name (PKWARE APPNOTE 4.3.7).
LOCAL_HEADER = 30
STEEP_FROM = 1 << 20
# What `zipfile` raises over bytes that are not what they should be.
BROKEN_ARCHIVE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
)


def weigh_archive(path: Path, name: str, limits: Limits) -> None:
    """Refuse an archive whose content is a bomb, locked, doubled or leaves the archive."""
    with zipfile.ZipFile(path) as archive:
        members, end = archive.infolist(), archive.start_dir
    if len(members) > limits.archive_members:
        found = f"压缩包里有 {len(members)} 个成员，超过上限 {limits.archive_members}"
        raise NotATable(name=name, found=found)
    _check_names([member.filename for member in members], name)
    if any(member.flag_bits & ENCRYPTED for member in members):
        inside = list_names([member_name(member) for member in members])
        raise NotATable(name=name, found=f"压缩包里有加密的成员（{inside}），请去掉密码后重新提交")
    if _overlap(members, end):
        raise NotATable(name=name, found="压缩包的成员互相重叠，内容不可信，已停止读取")
    total = sum(member.file_size for member in members)
    if total > limits.archive_bytes or any(_steep(member, limits) for member in members):
        raise NotATable(name=name, found="解压后的内容大得不正常，已停止读取")


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: Windows in Chinese writes GBK, and no mark that it does."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def list_names(names: list[str], most: int = 5) -> str:
    """A few names for a sentence, and how many there are where not all are told."""
    listed = "、".join(names[:most])
    return listed if len(names) <= most else f"{listed} 等 {len(names)} 个文件"


def _steep(member: zipfile.ZipInfo, limits: Limits) -> bool:
    packed = max(1, member.compress_size)
    return member.file_size > max(STEEP_FROM, limits.archive_ratio * packed)


def _overlap(members: list[zipfile.ZipInfo], end: int) -> bool:
    """Whether two members share bytes, or one begins before the archive (Fifield, "A better zip bomb", WOOT 2019)."""
    if any(member.header_offset < 0 for member in members):
        return True
    ordered = sorted(members, key=lambda member: member.header_offset)
    starts = [member.header_offset for member in ordered[1:]] + [end]
    return any(
        member.header_offset + LOCAL_HEADER + member.compress_size > start
        for member, start in zip(ordered, starts, strict=False)
    )


def _check_names(names: list[str], name: str) -> None:
    """Refuse names that leave the archive, and two members of one name: which is read is chance."""
    for member in names:
        path = PurePosixPath(member.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise NotATable(name=name, found=f"压缩包里有不安全的成员名“{member}”")
    doubled = next((member for member, count in Counter(names).items() if count > 1), None)
    if doubled is not None:
        raise NotATable(name=name, found=f"压缩包里有两个同名的成员“{doubled}”")
