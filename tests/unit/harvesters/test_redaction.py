"""No credential is kept, wherever it stands."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.redaction import Redactor

SECRETS = st.text(string.ascii_letters + string.digits + "+/=%&", min_size=6, max_size=40)


@given(SECRETS, st.text(), st.text())
def test_a_known_secret_is_nowhere_in_what_is_kept(secret, before, after):
    assert secret not in Redactor([secret])(f"{before}{secret}{after}")


def test_bytes_of_any_charset_keep_all_but_the_secret():
    content = "安康，镕基".encode("gb18030")

    kept = Redactor(["a-secret"]).raw(content + b"a-secret" + content)

    assert kept == content + "＊＊＊".encode() + content


@pytest.mark.parametrize(
    "text",
    [
        "http://a.cn/f.csv?appKey=abc123&x=1",
        '{"access_token": "abc123", "n": 1}',
        "Authorization: abc123",
        "Authorization: Bearer abc123",
        "password=abc123",
    ],
)
def test_what_a_name_gives_away_is_masked(text):
    shown = Redactor([])(text)

    assert "abc123" not in shown
    assert "＊＊＊" in shown


def test_words_that_only_look_alike_stay():
    text = "design=abc, 密码本, tokenizer=abc"

    assert Redactor([])(text) == text
