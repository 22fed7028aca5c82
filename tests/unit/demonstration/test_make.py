"""The departments' forms, made out of real rows."""

import csv
import io
import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import openpyxl
import pytest

DEMONSTRATION = Path(__file__).parents[3] / "deploy/demonstration"


@pytest.fixture(scope="module")
def make():
    spec = spec_from_file_location("demonstration_make", DEMONSTRATION / "make.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def content(make, tmp_path_factory):
    target = tmp_path_factory.mktemp("made") / "content"
    make.make(target)
    return target


def test_the_same_rows_make_the_same_bytes(make, content, tmp_path):
    make.make(tmp_path / "again")

    for path in content.rglob("*.*"):
        assert (tmp_path / "again" / path.relative_to(content)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "rows"), [("安康市乡镇街道名录", 139), ("安康市村社区名录", 1924)]
)
def test_workbooks_have_a_merged_title_a_header_and_a_total(content, name, rows):
    sheet = openpyxl.load_workbook(content / "minzheng" / f"{name}.xlsx").active

    assert len(sheet.merged_cells.ranges) == 1
    assert sheet.max_row == rows + 3
    assert sheet.cell(rows + 3, 1).value == "合计"


def test_the_series_is_gb18030_and_one_file_breaks_off_in_a_row(content):
    whole = (content / "weijian/安康市新冠肺炎疫情每日统计.csv").read_bytes()
    broken = (content / "weijian/安康市新冠肺炎疫情每日统计2020年2月.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        whole.decode("utf-8")

    assert len(list(csv.reader(io.StringIO(whole.decode("gb18030"))))) == 320
    assert broken.decode("gb18030").splitlines()[-1] == "2020-02-29,陕西省,6100"


def test_boundaries_keep_the_old_name(content):
    boundaries = json.loads((content / "ziran/files/安康市县区边界.geojson").read_bytes())

    assert "旬阳县" in [feature["properties"]["name"] for feature in boundaries["features"]]


def test_the_list_of_datasets_has_pages(content):
    pages = [json.loads(p.read_text()) for p in sorted(content.glob("ziran/api/*.page*.json"))]

    assert [len(page["data"]["list"]) for page in pages] == [5, 5, 2]
    assert {page["data"]["total"] for page in pages} == {12}


def test_documents_carry_the_tags_of_government_pages(content):
    articles = list((content / "zhengfu").glob("t*.html"))

    assert len(articles) == 201
    for article in articles:
        text = article.read_text()
        assert all(
            f'<meta name="{tag}"' in text
            for tag in ("ArticleTitle", "PubDate", "ContentSource", "ColumnName")
        )
