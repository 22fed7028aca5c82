"""Finding Chinese titles by a word inside them: the portal's search against stock CKAN's query, on one index."""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import time
import urllib.parse
import urllib.request
from configparser import RawConfigParser
from typing import Any

# CKAN 2.12's own query (ckan/lib/search/query.py): its fields and its minimum match.
STOCK = {
    "defType": "dismax",
    "qf": "name^4 title^4 tags^2 groups^2 text",
    "mm": "2<-1 5<80%",
    "tie": "0.1",
}


def _get(url: str, **query: object) -> Any:
    with urllib.request.urlopen(f"{url}?{urllib.parse.urlencode(query)}", timeout=60) as answer:
        return json.load(answer)


def _words(title: str) -> list[str]:
    """The last two characters of a title, which in Chinese are its head noun: 条例, 名录, 边界, 统计."""
    plain = "".join(re.findall(r"[\u4e00-\u9fff]", title.partition("（")[0]))
    return [plain[-2:]]


def main() -> None:
    """Print the figures as JSON."""
    configuration = RawConfigParser(strict=False)
    configuration.read(os.environ["CKAN_INI"])
    site, solr = (configuration["app:main"][key] for key in ("ckan.site_url", "solr_url"))
    action = f"{site}/api/3/action/package_search"
    packages = _get(action, rows=1000)["result"]["results"]
    asked = [(package["id"], word) for package in packages for word in _words(package["title"])]
    found, seconds = {"ours": 0, "theirs": 0}, []
    for identifier, word in asked:
        start = time.perf_counter()
        ours = _get(action, q=word, rows=1000)["result"]["results"]
        seconds.append(time.perf_counter() - start)
        theirs = _get(f"{solr}/select", q=word, rows=1000, fl="id", **STOCK)["response"]["docs"]
        found["ours"] += any(hit["id"] == identifier for hit in ours)
        found["theirs"] += any(hit["id"] == identifier for hit in theirs)
    figure = {
        "what": f"按题名里的最后一个词检索 {len(asked)} 个题名（每次 {statistics.median(seconds) * 1000:.0f} 毫秒）",
        "unit": "找到",
    }
    json.dump([figure | found], sys.stdout)


if __name__ == "__main__":
    main()
