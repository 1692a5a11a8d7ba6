"""The table of jobs is whole, and the page about it says the same."""

from pathlib import Path

import pytest

from bot.jobs import JOBS, Job

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "jobs.md").read_text()


def test_no_two_jobs_have_one_name() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_is_described_with_who_runs_it_and_how_often(job: Job) -> None:
    seconds = round(job.every.total_seconds())
    spoken = {2: "2 s", 300: "5 min", 3_600: "1 h", 21_600: "6 h"}[seconds]
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| `{job.name}` |")]
    assert f"| {spoken} | {job.run_by} | {job.promise[:-1]}" in line
