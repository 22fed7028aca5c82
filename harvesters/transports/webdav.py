"""A folder behind WebDAV (RFC 4918), which is HTTP with a list."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from harvesters.dialler import Answer, Validators
from harvesters.errors import WrongContent
from harvesters.transports.folder import Folder, Found

DAV = "{DAV:}"
SCHEMES = {"dav": "http", "davs": "https"}
ASKED = (
    b'<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>'
    b"<resourcetype/><getcontentlength/><getetag/><getlastmodified/></prop></propfind>"
)


class WebdavFolder(Folder):
    """Asks for one directory after the other; files are known by their ETags."""

    def walk(self) -> Iterator[Found]:
        """Yield what lies below the folder."""
        yield from self._below("", self.depth)

    def _below(self, path: str, depth: int) -> Iterator[Found]:
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        answer = self.dialler.ask(
            "PROPFIND", self._place(path), headers=headers, data=ASKED, **self._login()
        )
        for response in _parsed(answer).iter(f"{DAV}response"):
            where = self._relative(response.findtext(f"{DAV}href") or "")
            if where is None or where.rstrip("/") == path.rstrip("/"):
                continue
            if response.find(f".//{DAV}collection") is None:
                yield _found(where, response)
            elif depth > 1:
                yield from self._below(f"{where.rstrip('/')}/", depth - 1)

    def bring(self, file: Found, target: Path, validators: Validators | None) -> Answer:
        """Read a file."""
        return self.dialler.download(
            self._place(file.path), target, validators=validators, **self._login()
        )

    def _place(self, path: str) -> str:
        parts = urlsplit(self.address)
        root = quote(str(self.root)).rstrip("/")
        return f"{SCHEMES[self.scheme]}://{parts.netloc}{root}/{quote(path)}"

    def _relative(self, href: str) -> str | None:
        """The path below the folder, or None for what a server names outside of it."""
        path, root = unquote(urlsplit(href).path), str(self.root).rstrip("/") + "/"
        if path.rstrip("/") + "/" == root:
            return ""
        return path.removeprefix(root) if path.startswith(root) and ".." not in path else None

    def _login(self) -> dict[str, Any]:
        password = self.login.password
        if not self.login.user or password is None:
            return {}
        return {"auth": (self.login.user, self.dialler.secret(password.secret))}


def _parsed(answer: Answer) -> Element:
    try:
        tree: Element = defusedxml.ElementTree.fromstring(answer.body)
    except (ParseError, DefusedXmlException) as error:
        raise WrongContent(url=answer.url, expected=" WebDAV 目录", reason=str(error)) from error
    return tree


def _found(path: str, response: Element) -> Found:
    def said(name: str) -> str:
        return response.findtext(f".//{DAV}{name}") or ""

    validators = Validators(said("getetag"), said("getlastmodified"))
    return Found(path, int(said("getcontentlength") or 0), validators)
