"""The parts of the page are sent compressed, and nothing else is: answers hold what is nobody else's."""

import gzip

import pytest

STREAM = {"accept": "text/event-stream"}


def sent(client, path, accepted="gzip, br"):
    """Return the headers and the bytes as they are sent."""
    with client.stream("GET", path, headers={"accept-encoding": accepted}) as response:
        assert response.status_code == 200
        return response.headers, b"".join(response.iter_raw())


@pytest.mark.parametrize("path", ["/page/charts.js", "/page/page.js", "/page/words.js", "/page/answer.css"])
def test_parts_of_the_page_are_compressed_for_who_takes_that(client, path):
    headers, packed = sent(client, path)
    plainly, plain = sent(client, path, "identity")
    assert headers["content-encoding"] == "gzip" and "content-encoding" not in plainly
    assert gzip.decompress(packed) == plain and len(packed) * 2 < len(plain)
    assert all(each["vary"] == "Accept-Encoding" for each in (headers, plainly))
    assert headers["content-type"] == plainly["content-type"] and headers["cache-control"] == plainly["cache-control"]


def test_the_chart_library_is_a_third_of_its_size(client):
    assert len(sent(client, "/page/charts.js")[1]) < 350_000


def test_what_has_not_changed_is_not_sent_again(client):
    etag = client.get("/page/page.js").headers["etag"]
    again = client.get("/page/page.js", headers={"if-none-match": etag})
    assert again.status_code == 304 and again.content == b""


@pytest.mark.parametrize("how", [{}, STREAM])
def test_answers_are_not_compressed(client, how):
    headers = {"accept-encoding": "gzip", **how}
    answer = client.post("/v1/ask", json={"question": "revenue by region last month"}, headers=headers)
    assert answer.status_code == 200 and "content-encoding" not in answer.headers and len(answer.content) > 500
    for path in ("/v1/metrics", "/metrics"):
        assert "content-encoding" not in client.get(path, headers={"accept-encoding": "gzip"}).headers
