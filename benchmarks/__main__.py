"""Run the benchmarks and print their table: python -m benchmarks"""

import os

from benchmarks import drop_to_case, evidence_verify, press

HEAD = "| what | figure | beside | ratio (processor time) |\n|---|---|---|---|"


def main() -> None:
    """Print one row a benchmark."""
    print(f"{os.cpu_count()} cores; every figure is for one of them.\n\n{HEAD}")
    verified = evidence_verify.run()
    speed = verified.megabytes / verified.verify.processor
    floor = verified.megabytes / verified.sha256sum.processor
    print(
        f"| evidence verify, {verified.blobs} blobs and {verified.events} events | {speed:.0f} MB/s | "
        f"sha256sum: {floor:.0f} MB/s | {verified.ratio:.2f} |",
        flush=True,
    )
    for row in press.rows(press.run(papers=50)):
        print(row, flush=True)
    if not (drop_to_case.SAMPLES / "drops").is_dir():
        print(f"\nNo drops in {drop_to_case.SAMPLES / 'drops'}: the way of a drop to its case was not measured.")
        return
    walked = drop_to_case.run()
    floor = 60 * walked.drops / walked.networks.processor
    print(
        f"| drop to case, {walked.drops} drops and {walked.pictures} pictures | {walked.drops_a_minute:.0f} a minute | "
        f"networks alone: {floor:.0f} a minute | {walked.ratio:.2f} |"
    )
    print(
        f"\nOf the drop's way: taking in {walked.ingest.processor / walked.drops:.2f} s, "
        f"walking to the case {walked.walk.processor / walked.drops:.2f} s of processor time a drop."
    )


if __name__ == "__main__":
    main()
