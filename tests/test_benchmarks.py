"""The benchmarks measure what they say, on a few blobs and papers."""

from benchmarks import evidence_verify, press


def test_verifying_and_sha256sum_are_measured_over_the_same_blobs() -> None:
    found = evidence_verify.run(blobs=7, size=1000)
    assert (found.blobs, found.events) == (7, 4)
    assert found.verify.wall > 0 and found.sha256sum.wall > 0 and found.ratio > 0


def test_the_press_is_measured_beside_bare_weasyprint_and_its_memory_seen() -> None:
    found = press.run(papers=2)
    assert found.rendering.processor > 0 and found.signature.processor > 0 and found.weasyprint.processor > 0
    assert "bare WeasyPrint and one signature" in next(press.rows(found))
    assert len(list(press.memory(papers=2))) == 2
