"""The page's own files: those of one version together, and the chart library without anybody waiting for it."""

import subprocess

import pytest
import vl_convert

from api.cli import serve
from api.page import library
from api.settings import Settings


@pytest.mark.parametrize("path", ["/", "/embed", "/page/page.js", "/page/answer.css"])
def test_a_browser_asks_whether_a_part_has_changed(client, path):
    """By its own reckoning it kept some parts for weeks after others were of a newer version."""
    response = client.get(path)
    assert response.status_code == 200 and response.headers["cache-control"] == "no-cache"
    if path.startswith("/page"):
        again = client.get(path, headers={"If-None-Match": response.headers["etag"]})
        assert again.status_code == 304 and again.content == b"" and again.headers["cache-control"] == "no-cache"
    else:
        assert client.get(path).headers["etag"] == response.headers["etag"]


@pytest.fixture
def anew():
    library._begun.cache_clear()
    yield
    library._begun.cache_clear()


def test_the_library_is_put_together_in_another_process(anew, monkeypatch):
    """In this one nothing else would go on meanwhile: no answer, and no sign of life."""
    expected = vl_convert.javascript_bundle(library.SNIPPET)
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda snippet: pytest.fail("it was made here"))
    assert library.chart_library() == expected


def test_where_no_process_can_be_started_it_is_made_here(anew, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("no more processes")

    monkeypatch.setattr(subprocess, "run", refuse)
    assert "vegaEmbed" in library.chart_library()


def test_what_failed_is_tried_again(anew, monkeypatch):
    made = iter([RuntimeError("no memory"), "made"])

    def make():
        if isinstance(found := next(made), Exception):
            raise found
        return found

    monkeypatch.setattr(library, "_make", make)
    with pytest.raises(RuntimeError):
        library.chart_library()
    assert library.chart_library() == "made"


def test_it_is_begun_with_the_service(anew, monkeypatch, clinics, tmp_path):
    begun = []
    monkeypatch.setattr(library, "_make", lambda: begun.append(1) or "made")
    serve._make_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db"), clinics)
    assert library.chart_library() == "made" and begun == [1]
