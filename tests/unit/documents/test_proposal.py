"""What a file says of itself, as the fields of a draft."""

import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ckanext.ankang.documents.proposal import Proposal, propose
from ckanext.ankang.documents.text.reading import Extract, read_document

ARCHIVE = Path(__file__).parents[2] / "samples/documents/municipal/municipal.tar.xz"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Read one municipal document of the fixtures as its clerk's draft."""
    folder = tmp_path_factory.mktemp("municipal")

    def read_(name: str) -> Proposal:
        with tarfile.open(ARCHIVE) as archive:
            member = next(one for one in archive if Path(one.name).name == f"{name}.docx")
            stream = archive.extractfile(member)
            assert stream is not None
            path = folder / "document.docx"
            path.write_bytes(BytesIO(stream.read()).getvalue())
        return propose(read_document(path, f"{name}.docx"), f"{name}.docx")

    return read_


def test_a_forwarding_notice_is_recognised_whole(read: Any) -> None:
    fields = read("forwarding-notice-measures").fields
    assert fields["document_number"] == "示政办发〔2024〕12号"
    assert fields["issuer"] == "示例市人民政府办公室"
    assert (fields["kind"], fields["genre"]) == ("normative", "notice")
    assert (fields["date_issued"], fields["date_effective"]) == ("2024-03-15", "2024-05-01")
    assert fields["valid_period"] == "有效期5年"


def test_joint_issuers_follow_the_one_that_leads(read: Any) -> None:
    fields = read("joint-notice-three-organs").fields
    assert fields["issuer"] == "示例市财政局"
    assert [one["name"] for one in fields["joint_issuers"]] == [
        "示例市教育局",
        "示例市人力资源和社会保障局",
    ]


def test_a_printed_last_day_is_the_end_of_its_validity(read: Any) -> None:
    assert read("forwarding-notice-title-over-lines").fields["valid_until"] == "2028-07-31"


def test_an_announcement_is_counted_by_year(read: Any) -> None:
    assert read("public-notice-year-number").fields["document_number"] == "2024年第3号"


def test_a_scan_says_that_it_is_one() -> None:
    found = propose(Extract([], "pdf", ["没有文字层"], scanned=True), "示例扫描件.pdf")
    assert (found.fields["scan_only"], found.fields["text_source"]) == ("yes", "scan")
    assert found.fields["title"] == "示例扫描件"
    assert "没有文字层" in found.told


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("（此件公开发布）", "proactive"),
        ("（此件依申请公开）", "on-request"),
        ("（此件不公开）", "closed"),
    ],
)
def test_the_way_of_publication_is_read_off_the_foot(printed: str, code: str) -> None:
    lines = ["示例局关于示例的通知", "各科室：", "请遵照执行。", "示例局", "2022年7月13日", printed]
    assert propose(Extract(lines, "txt"), "通知.txt").fields["disclosure"] == code


def test_what_was_not_recognised_is_told() -> None:
    told = propose(Extract(["一段没有头尾的文字。"], "txt"), "无名.txt").told
    assert any("制定机关" in sentence for sentence in told)
