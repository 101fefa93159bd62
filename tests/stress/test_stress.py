"""The stress programs, for a short while; each of them runs longer from the command line."""

import pytest

from tests.stress.busy_session import Workload, run_threads
from tests.stress.queue_races import Races

RACES = Races()


@pytest.mark.parametrize("name", RACES.all())
def test_run_9_a_race_at_a_queue(name):
    for number in range(100):
        with RACES.session(number) as session:
            RACES.all()[name](session, number)


def test_ses_16_many_threads_lose_nothing():
    tallies = run_threads(Workload(), threads=16, go_on=lambda thread, number: number < 60)
    assert sum(sum(tally.done.values()) for tally in tallies) == 16 * 60
