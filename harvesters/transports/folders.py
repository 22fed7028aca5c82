"""Which protocol an address of a folder names."""

from harvesters.dialler import Dialler
from harvesters.errors import AddressRefused
from harvesters.file_rules import FolderRules
from harvesters.transports.folder import Folder
from harvesters.transports.ftp import FtpFolder
from harvesters.transports.local import LocalFolder
from harvesters.transports.s3 import S3Folder
from harvesters.transports.sftp import SftpFolder
from harvesters.transports.webdav import WebdavFolder

FOLDERS: dict[str, type[Folder]] = {
    "file": LocalFolder,
    "sftp": SftpFolder,
    "ftp": FtpFolder,
    "ftps": FtpFolder,
    "dav": WebdavFolder,
    "davs": WebdavFolder,
    "s3+http": S3Folder,
    "s3+https": S3Folder,
}


def open_folder(address: str, shown: str, rules: FolderRules, dialler: Dialler) -> Folder:
    """The folder at an address; no connection is made yet."""
    scheme = address.partition(":")[0]
    if scheme not in FOLDERS:
        raise AddressRefused(url=shown, reason=f"文件夹的地址须以 {'、'.join(FOLDERS)} 之一开头")
    return FOLDERS[scheme](address, shown, rules, dialler)
