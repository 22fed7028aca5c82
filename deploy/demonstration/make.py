"""Make the forms in which four departments really deliver out of the real rows kept in rows/.

The same rows give the same bytes: no clock, no chance. Run: python make.py DIRECTORY
"""

import argparse
import csv
import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import xlsxwriter

ROWS = Path(__file__).parent / "rows"
# A workbook records when it was made; the edition of the rows stands in for the clock.
EDITION = datetime(2023, 12, 31)
PAGE_SIZE = 5
MARK = ".made"
DOCUMENTS_ON_A_PAGE = 20
REGULATION = re.compile(r"(?P<title>.+)\((?P<date>\d{4}-\d{2}-\d{2})\)\.md")
# How the notice's paragraphs begin; every other line continues the one before it.
PARAGRAPH = re.compile(
    r"[一二三]、|（[一二三四五六]）|\d{1,2}\.|各县（市、区）人民政府|为贯彻落实|以习近平"
    r"|安康市人民政府办公室$|2022 年 7 月 13 日$|抄送"
)


class Offer(NamedTuple):
    """A dataset as a department lists it: page name, labelled values, files."""

    page: str
    values: dict[str, str]
    files: list[str]


def rows_of(path: str) -> list[dict[str, str]]:
    """The rows of one table of rows/."""
    with (ROWS / path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, content: str | bytes) -> None:
    """Write one made file, text as UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def page(title: str, metas: dict[str, str], body: str) -> str:
    """A page of a government site, with its meta tags."""
    tags = "".join(f'<meta name="{escape(k)}" content="{escape(v)}">\n' for k, v in metas.items())
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"{tags}<title>{escape(title)}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def metas(title: str, date: str, source: str, column: str) -> dict[str, str]:
    """The meta tags that 国办发〔2017〕47号 asks of every article page."""
    return {
        "SiteName": f"{source}（演示）",
        "ColumnName": column,
        "ArticleTitle": title,
        "PubDate": date,
        "ContentSource": source,
    }


# -- 民政局 and 卫生健康委员会: a list page, a page for each dataset, files ------------------------


def offer_page(offer: Offer, source: str) -> str:
    """The page of one dataset: a table of labelled values and links to its files."""
    values = dict(offer.values)
    tags = metas(values.pop("名称"), values.pop("发布日期"), source, "数据开放")
    cells = "".join(
        f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>\n" for k, v in values.items()
    )
    links = "".join(f'<li><a href="{escape(f)}">{escape(f)}</a></li>\n' for f in offer.files)
    body = (
        f'<h1>{escape(tags["ArticleTitle"])}</h1>\n<table class="info">\n{cells}</table>\n'
        f'<ul class="files">\n{links}</ul>'
    )
    return page(tags["ArticleTitle"], tags, body)


def offer_list(offers: Iterable[Offer], source: str) -> str:
    """The page that lists a department's datasets."""
    items = "".join(
        f'<li><a href="{o.page}.html">{escape(o.values["名称"])}</a>'
        f"<span>{o.values['发布日期']}</span></li>\n"
        for o in offers
    )
    return page(f"{source}数据开放", {}, f'<h1>数据开放</h1>\n<ul class="list">\n{items}</ul>')


def write_offers(folder: Path, offers: list[Offer], source: str) -> None:
    """Write the list page and the datasets' pages of one department."""
    write(folder / "index.html", offer_list(offers, source))
    for offer in offers:
        write(folder / f"{offer.page}.html", offer_page(offer, source))


def workbook(title: str, header: list[str], rows: list[list[str]]) -> bytes:
    """A sheet as offices make it: merged title, header, rows, 合计."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": title, "created": EDITION})
    sheet = book.add_worksheet("名录")
    centred = book.add_format({"align": "center", "bold": True})
    sheet.merge_range(0, 0, 0, len(header) - 1, title, centred)
    for number, row in enumerate([header, *rows]):
        sheet.write_row(number + 1, 0, row)
    sheet.write_row(len(rows) + 2, 0, ["合计", f"{len(rows)}个"])
    book.close()
    return buffer.getvalue()


def civil_affairs(folder: Path) -> None:
    """民政局: townships and villages as XLSX."""
    counties = {row["code"]: row["name"] for row in rows_of("divisions/counties.csv")}
    towns = rows_of("divisions/towns.csv")
    names = {row["code"]: row["name"] for row in towns}
    town_rows = [
        [t["code"], t["name"], t["county_code"], counties[t["county_code"]]] for t in towns
    ]
    village_rows = [
        [v["code"], v["name"], v["town_code"], names[v["town_code"]], counties[v["county_code"]]]
        for v in rows_of("divisions/villages.csv")
    ]
    town_header = ["行政区划代码", "乡镇（街道）名称", "县区代码", "县区名称"]
    village_header = [
        "统计用区划代码",
        "村（社区）名称",
        "乡镇代码",
        "乡镇（街道）名称",
        "县区名称",
    ]
    write(
        folder / "安康市乡镇街道名录.xlsx",
        workbook("安康市乡镇（街道）名录（2023年）", town_header, town_rows),
    )
    write(
        folder / "安康市村社区名录.xlsx",
        workbook("安康市村（社区）名录（2023年）", village_header, village_rows),
    )
    common = {
        "更新周期": "每年",
        "开放属性": "无条件开放",
        "所属主题": "机构团体",
        "行政区域": "安康市",
    }
    offers = [
        Offer(
            "xiangzhen",
            {
                "名称": "安康市乡镇街道名录",
                "发布日期": "2023-12-31",
                "摘要": "全市十个县（市、区）的乡镇、街道名称与行政区划代码。",
                "关键词": "行政区划；乡镇；街道",
                **common,
            },
            ["安康市乡镇街道名录.xlsx"],
        ),
        Offer(
            "cunshequ",
            {
                "名称": "安康市村（社区）名录",
                "发布日期": "2023-12-31",
                "摘要": "全市村民委员会、居民委员会的名称与统计用区划代码。",
                "关键词": "行政区划；行政村；社区",
                **common,
            },
            ["安康市村社区名录.xlsx"],
        ),
    ]
    write_offers(folder, offers, "安康市民政局")


EPIDEMIC = {
    "date": "日期",
    "province": "省份",
    "provinceCode": "省份代码",
    "city": "城市",
    "cityCode": "城市代码",
    "confirmed": "累计确诊",
    "suspected": "疑似",
    "cured": "累计治愈",
    "dead": "累计死亡",
}


def gb18030_csv(rows: Iterable[dict[str, str]]) -> bytes:
    """Rows of the daily series as Excel saves them on a Chinese desk."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(EPIDEMIC.values())
    writer.writerows([row[name] for name in EPIDEMIC] for row in rows)
    return buffer.getvalue().encode("gb18030")


def health_commission(folder: Path) -> None:
    """卫生健康委员会: the daily series in GB18030, and a month whose upload broke off in a row."""
    rows = rows_of("epidemic/ankang_daily_2020.csv")
    february = [row for row in rows if row["date"].startswith("2020-02")]
    write(folder / "安康市新冠肺炎疫情每日统计.csv", gb18030_csv(rows))
    whole = gb18030_csv(february)
    # Cut in the last row, after 省份代码: three of nine cells arrived.
    last_row = whole.rstrip(b"\r\n").rfind(b"\r\n") + 2
    end = whole.index("陕西省,610000".encode("gb18030"), last_row) + len(
        "陕西省,6100".encode("gb18030")
    )
    write(folder / "安康市新冠肺炎疫情每日统计2020年2月.csv", whole[:end])
    common = {"开放属性": "完全开放", "所属主题": "医疗卫生", "行政区域": "安康市"}
    offers = [
        Offer(
            "yiqing2020",
            {
                "名称": "安康市新冠肺炎疫情每日统计",
                "发布日期": "2020-12-08",
                "摘要": "2020年1月23日至12月8日全市累计确诊、疑似、治愈和死亡病例数，部分日期无数据。",
                "关键词": "疫情防控；公共卫生",
                "更新周期": "不更新",
                **common,
            },
            ["安康市新冠肺炎疫情每日统计.csv"],
        ),
        Offer(
            "yiqing202002",
            {
                "名称": "安康市新冠肺炎疫情每日统计（2020年2月）",
                "发布日期": "2020-02-29",
                "摘要": "2020年2月全市累计确诊、疑似、治愈和死亡病例数。",
                "关键词": "疫情防控；公共卫生",
                "更新周期": "不更新",
                **common,
            },
            ["安康市新冠肺炎疫情每日统计2020年2月.csv"],
        ),
    ]
    write_offers(folder, offers, "安康市卫生健康委员会")


# -- 自然资源局: a paged JSON API -----------------------------------------------------------------


def plain_csv(rows: list[dict[str, str]], header: dict[str, str]) -> bytes:
    """Rows as UTF-8 CSV under Chinese headers."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header.values())
    writer.writerows([row[name] for name in header] for row in rows)
    return buffer.getvalue().encode()


def api_item(number: int, title: str, notes: str, region: str, file: str) -> dict[str, Any]:
    """One entry of the API's list, under the abbreviations such APIs use."""
    return {
        "id": number,
        "zymc": title,
        "zyzy": notes,
        "gxzq": "每年" if file.endswith(".csv") else "不定期",
        "kflx": "无条件开放",
        "ssly": "地理空间",
        "xzqh": region,
        "gjc": "行政区划、自然资源",
        "xkxy": "WTFPL" if file.endswith(".csv") else "MIT",
        "gxsj": "2023-12-31" if file.endswith(".csv") else "",
        "wjlb": [
            {
                "wjmc": Path(file).stem,
                "wjgs": Path(file).suffix[1:].upper(),
                "wjdz": f"../files/{file}",
            }
        ],
    }


def natural_resources(folder: Path) -> None:
    """自然资源局: boundaries with the old name 旬阳县, codes, and a table for each county."""
    counties = rows_of("divisions/counties.csv")
    towns = rows_of("divisions/towns.csv")
    files: dict[str, bytes] = {
        "安康市县区边界.geojson": (ROWS / "divisions/counties.geojson").read_bytes(),
        "安康市县区代码.csv": plain_csv(counties, {"code": "行政区划代码", "name": "县区名称"}),
    }
    # The boundaries came before the county became a city, and so does the name in their list.
    items = [
        api_item(
            1,
            "安康市县区边界",
            "全市十个县（区）的行政边界，旬阳仍按旬阳县列出。",
            "安康市",
            "安康市县区边界.geojson",
        ),
        api_item(
            2,
            "安康市县区代码",
            "全市十个县（市、区）的行政区划代码。",
            "安康市",
            "安康市县区代码.csv",
        ),
    ]
    header = {"code": "行政区划代码", "name": "乡镇（街道）名称"}
    for number, county in enumerate(counties, start=3):
        file = f"{county['name']}乡镇街道代码.csv"
        own = [town for town in towns if town["county_code"] == county["code"]]
        files[file] = plain_csv(own, header)
        region = county["name"].replace("旬阳市", "旬阳县")
        notes = f"{county['name']}所辖乡镇、街道的行政区划代码。"
        items.append(api_item(number, f"{county['name']}乡镇街道代码", notes, region, file))
    for name, content in files.items():
        write(folder / "files" / name, content)
    for start in range(0, len(items), PAGE_SIZE):
        answer = {
            "code": 200,
            "msg": "",
            "data": {"total": len(items), "list": items[start : start + PAGE_SIZE]},
        }
        text = json.dumps(answer, ensure_ascii=False, indent=1)
        write(folder / "api" / f"datasets.page{start // PAGE_SIZE + 1}.json", text)
    empty = {"code": 200, "msg": "", "data": {"total": len(items), "list": []}}
    write(folder / "api" / "datasets.json", json.dumps(empty, ensure_ascii=False))


# -- 市政府办公室 and 司法局: lists and articles ---------------------------------------------------


class Article(NamedTuple):
    """A text of a document as a government site shows it; `earlier` are the pages of older ones."""

    page: str
    title: str
    date: str
    source: str
    values: dict[str, str]
    history: list[str]
    body: str
    earlier: tuple[tuple[str, str], ...] = ()


def notice() -> Article:
    """The founding notice, its broken lines joined and its doubled tail cut."""
    path = next((ROWS / "documents").glob("*.txt"))
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line]
    lines = lines[lines.index("提升行动的通知") + 1 :]
    end = next(number for number, line in enumerate(lines) if line.startswith("抄送"))
    body = "\n".join(f"<p>{escape(text)}</p>" for text in joined(lines[: end + 1]))
    return Article(
        page="t20220713_96",
        title="安康市人民政府办公室关于开展政府网站和政务新媒体服务能力提升行动的通知",
        date="2022-07-13",
        source="安康市人民政府办公室",
        values={
            "发文机关": "安康市人民政府办公室",
            "发文字号": "安政办函〔2022〕96 号",
            "成文日期": "2022年7月13日",
        },
        history=[],
        body=body,
    )


def joined(lines: list[str]) -> list[str]:
    """Paragraphs out of the lines that a page broke."""
    paragraphs: list[str] = []
    for line in lines:
        if PARAGRAPH.match(line) or not paragraphs:
            paragraphs.append(line)
        else:
            paragraphs[-1] += line
    return paragraphs


def regulation(name: str, content: str) -> Article:
    """One text of a regulation: its title, history and words as the corpus has them."""
    named = REGULATION.fullmatch(name)
    if named is None:
        raise ValueError(f"no title and date in the name {name}")
    head, _, text = content.partition("<!-- INFO END -->")
    title, *above = [line.strip() for line in head.splitlines() if line.strip()]
    values, cover, history = covered(above)
    words = [*cover, *(line for line in text.splitlines() if line.strip())]
    # Page names are ASCII as on real sites, and never change with the order of the list.
    digest = hashlib.sha256(name.removesuffix(".md").encode()).hexdigest()[:6]
    return Article(
        page=f"t{named['date'].replace('-', '')}_{digest}",
        title=title.removeprefix("# "),
        date=named["date"],
        source="安康市司法局",
        values=values,
        history=history,
        body="\n".join(map(marked, words)),
    )


def covered(above: list[str]) -> tuple[dict[str, str], list[str], list[str]]:
    """What stands above a text: a history, or once the notice by which a ministry forwarded it."""
    if not above or not above[0].startswith("关于印发"):
        return {"发文机关": "国务院"}, [], above
    *cover, history = above
    values = {"发文机关": cover[-2], "发文字号": cover[1], "成文日期": "1994年12月6日"}
    return values, cover, [history]


def regulations() -> list[Article]:
    """The regulations in their newest texts, each with the pages of its older ones, and those pages."""
    with tarfile.open(ROWS / "documents/regulations.tar.xz") as archive:
        texts = [
            regulation(PurePosixPath(member.name).name, handle.read().decode())
            for member in archive
            if (handle := archive.extractfile(member))
        ]
    works: dict[str, list[Article]] = {}
    for text in sorted(texts, key=lambda text: text.date):
        works.setdefault(text.title.removeprefix("中华人民共和国"), []).append(text)
    return [
        newest._replace(earlier=tuple((older.page, older.date) for older in earlier))
        for *earlier, newest in works.values()
    ] + [older for *earlier, _ in works.values() for older in earlier]


def marked(line: str) -> str:
    """A line of the corpus as HTML."""
    for mark, tag in (("### ", "h3"), ("## ", "h2")):
        if line.startswith(mark):
            return f"<{tag}>{escape(line.removeprefix(mark).strip())}</{tag}>"
    return f"<p>{escape(line.strip())}</p>"


def article_page(article: Article) -> str:
    """The page of one document."""
    tags = metas(article.title, article.date, article.source, "政策文件")
    cells = "".join(
        f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>\n" for k, v in article.values.items()
    )
    history = "".join(f"<li>{escape(line)}</li>\n" for line in article.history)
    earlier = "".join(f'<li><a href="{p}.html">{day}</a></li>\n' for p, day in article.earlier)
    body = (
        f'<h1>{escape(article.title)}</h1>\n<table class="info">\n{cells}</table>\n'
        f'<ul class="history">\n{history}</ul>\n<ul class="texts">\n{earlier}</ul>\n<div class="TRS_Editor">\n{article.body}\n</div>'
    )
    return page(article.title, tags, body)


def government(folder: Path) -> None:
    """市政府办公室 and 司法局: the notice and the regulations, newest first, page by page."""
    pages = [notice(), *regulations()]
    for article in pages:
        write(folder / f"{article.page}.html", article_page(article))
    older = {page for article in pages for page, _ in article.earlier}
    articles = sorted(
        (article for article in pages if article.page not in older),
        key=lambda article: (article.date, article.page),
        reverse=True,
    )
    starts = range(0, len(articles), DOCUMENTS_ON_A_PAGE)
    for number, start in enumerate(starts):
        items = "".join(
            f'<li><a href="{a.page}.html">{escape(a.title)}</a><span>{a.date}</span></li>\n'
            for a in articles[start : start + DOCUMENTS_ON_A_PAGE]
        )
        more = (
            f'\n<a class="next" href="index_{number + 1}.html">下一页</a>'
            if number + 1 < len(starts)
            else ""
        )
        name = f"index_{number}.html" if number else "index.html"
        write(
            folder / name,
            page("政策文件", {}, f'<h1>政策文件</h1>\n<ul class="list">\n{items}</ul>{more}'),
        )


def welcome(folder: Path) -> None:
    """The page that leads to the four departments."""
    names = {
        "minzheng": "安康市民政局",
        "weijian": "安康市卫生健康委员会",
        "ziran/api/datasets": "安康市自然资源局",
        "zhengfu": "安康市人民政府办公室、安康市司法局",
    }
    items = "".join(
        f'<li><a href="{path}">{name}（演示）</a></li>\n' for path, name in names.items()
    )
    write(folder / "index.html", page("演示部门", {}, f"<h1>演示部门</h1>\n<ul>\n{items}</ul>"))


def edition() -> str:
    """The hash of all that decides the content: this script and the rows."""
    digest = hashlib.sha256()
    for path in (Path(__file__), *sorted(ROWS.rglob("*"))):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_made(target: Path) -> bool:
    """Whether `target` holds the whole content of this edition."""
    mark = target / MARK
    return mark.is_file() and mark.read_text() == edition()


def make(target: Path) -> None:
    """Make the content of all four departments in the folder `target`, in place of what it held."""
    target.mkdir(parents=True, exist_ok=True)
    (target / MARK).unlink(missing_ok=True)
    for department, maker in DEPARTMENTS.items():
        shutil.rmtree(target / department, ignore_errors=True)
        maker(target / department)
    welcome(target)
    # Written last: what breaks off before is made again.
    write(target / MARK, edition())


DEPARTMENTS = {
    "minzheng": civil_affairs,
    "weijian": health_commission,
    "ziran": natural_resources,
    "zhengfu": government,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, help="folder for the content")
    make(parser.parse_args().target)
