"""The benchmarks measure what they say, on a few blobs."""

from benchmarks import evidence_verify


def test_verifying_and_sha256sum_are_measured_over_the_same_blobs() -> None:
    found = evidence_verify.run(blobs=7, size=1000)
    assert (found.blobs, found.events) == (7, 4)
    assert found.verify.wall > 0 and found.sha256sum.wall > 0 and found.ratio > 0
