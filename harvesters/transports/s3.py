"""A folder in an S3 bucket: signed HTTP (AWS Signature Version 4, the parts that reading needs)."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from requests import PreparedRequest
from requests.auth import AuthBase

from harvesters.dialler import Answer, Validators
from harvesters.errors import BadListing, PagingLoop, WrongContent
from harvesters.transports.folder import Folder, Found

SCHEMES = {"s3+http": "http", "s3+https": "https"}
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
EMPTY = hashlib.sha256(b"").hexdigest()


class Signature(AuthBase):
    """Signs requests without a body."""

    def __init__(self, key: str, secret: str, region: str, moment: datetime | None = None) -> None:
        self.key, self.secret, self.region, self.moment = key, secret, region, moment

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Add the headers that say who asks."""
        stamp = (self.moment or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
        parts = urlsplit(str(request.url))
        said = {"host": parts.netloc, "x-amz-content-sha256": EMPTY, "x-amz-date": stamp}
        if "Range" in request.headers:
            said["range"] = request.headers["Range"]
        said = dict(sorted(said.items()))
        query = urlencode(
            sorted(parse_qsl(parts.query, keep_blank_values=True)), quote_via=quote, safe="-_.~"
        )
        headers = "".join(f"{name}:{value}\n" for name, value in said.items())
        names = ";".join(said)
        lines = [str(request.method), parts.path, query, headers, names, EMPTY]
        request.headers.update({name: value for name, value in said.items() if name != "host"})
        request.headers["Authorization"] = self._signed(stamp, names, "\n".join(lines))
        return request

    def _signed(self, stamp: str, names: str, request: str) -> str:
        scope = f"{stamp[:8]}/{self.region}/s3/aws4_request"
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
        key = f"AWS4{self.secret}".encode()
        for word in scope.split("/"):
            key = hmac.digest(key, word.encode(), "sha256")
        mark = hmac.digest(key, text.encode(), "sha256").hex()
        return (
            f"AWS4-HMAC-SHA256 Credential={self.key}/{scope},SignedHeaders={names},Signature={mark}"
        )


class S3Folder(Folder):
    """`s3+https://host/bucket/prefix`; the key's name is the login's user, its secret the password."""

    def walk(self) -> Iterator[Found]:
        """Yield the objects below the prefix, page by page."""
        seen, mark = set[str](), ""
        while True:
            page = self._page(mark)
            yield from filter(None, map(self._found, page.iter(f"{NAMESPACE}Contents")))
            mark = page.findtext(f"{NAMESPACE}NextContinuationToken") or ""
            if not mark:
                return
            if mark in seen:
                raise PagingLoop(url=self.shown, reason="同一页出现了两次")
            seen.add(mark)

    def _page(self, mark: str) -> Element:
        query = {"list-type": "2", "prefix": self._prefix}
        if mark:
            query["continuation-token"] = mark
        url = f"{self._base}/{self._bucket}?{urlencode(query, quote_via=quote)}"
        answer = self.dialler.get(url, auth=self._signature())
        try:
            tree: Element = defusedxml.ElementTree.fromstring(answer.body)
        except (ParseError, DefusedXmlException) as error:
            raise WrongContent(url=url, expected=" S3 列表", reason=str(error)) from error
        return tree

    def _found(self, entry: Element) -> Found | None:
        """An object that is a file not deeper than allowed."""
        name = entry.findtext(f"{NAMESPACE}Key") or ""
        path = name.removeprefix(self._prefix)
        if path.endswith("/") or not 0 < len(path.split("/")) <= self.depth or ".." in path:
            return None
        validators = Validators(entry.findtext(f"{NAMESPACE}ETag") or "")
        return Found(path, int(entry.findtext(f"{NAMESPACE}Size") or 0), validators)

    def bring(self, file: Found, target: Path, validators: Validators | None) -> Answer:
        """Read an object."""
        url = f"{self._base}/{self._bucket}/{quote(self._prefix + file.path, safe='/-_.~')}"
        return self.dialler.download(url, target, validators=validators, auth=self._signature())

    @property
    def _base(self) -> str:
        return f"{SCHEMES[self.scheme]}://{urlsplit(self.address).netloc}"

    @property
    def _bucket(self) -> str:
        if len(self.root.parts) < 2:
            raise BadListing(url=self.shown, reason="地址中没有存储桶")
        return self.root.parts[1]

    @property
    def _prefix(self) -> str:
        return "".join(f"{part}/" for part in self.root.parts[2:])

    def _signature(self) -> Signature | None:
        password = self.login.password
        if not self.login.user or password is None:
            return None
        return Signature(self.login.user, self.dialler.secret(password.secret), self.login.region)
