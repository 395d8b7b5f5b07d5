"""How many drops one core takes from its folder to a case, beside the networks alone on the same pictures.

The networks alone are the floor: a script that reads plates and keeps nothing. The walk besides seals the bytes, opens
each picture in the decoder process, asks the register, sorts, and writes case, terms and log, each durable before the
next. Both load the networks once; that is counted.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cost import Cost, measured
from ticketing.agency.actors import machine
from ticketing.cameras.estate import load_cameras
from ticketing.cameras.inbox import ingest_folder
from ticketing.cameras.observation import PICTURE_ROLES, Result
from ticketing.evidence.seal import items_of
from ticketing.flow.app_context import AppContext, make_home
from ticketing.flow.engine import drain
from ticketing.flow.reactions import TASKS
from ticketing.kit.clock import wall_now
from ticketing.read.pictures import open_picture
from ticketing.read.service import PlateService
from ticketing.registry.load import load_residents, load_vehicles
from ticketing.settings import read_settings

SAMPLES = Path(__file__).parents[1] / "sample_media"
ACTOR = machine("bench")


@dataclass(frozen=True)
class Walked:
    """What became of the drops, and what each part cost."""

    drops: int
    pictures: int
    ingest: Cost
    walk: Cost
    networks: Cost

    @property
    def drops_a_minute(self) -> float:
        """Drops that one core takes from folder to case in a minute."""
        return 60 * self.drops / (self.ingest.processor + self.walk.processor)

    @property
    def ratio(self) -> float:
        """Processor time of the whole way, as a multiple of the networks' alone."""
        return (self.ingest.processor + self.walk.processor) / self.networks.processor


def run(samples: Path = SAMPLES) -> Walked:
    """Take all drops of a sample folder in, walk each to its case on one thread, then run the networks alone."""
    with tempfile.TemporaryDirectory() as folder:
        context = make_home(read_settings({"TICKETING_HOME": f"{folder}/home"}), "init", at=wall_now())
        _furnish(context, samples)
        with measured() as ingesting:
            answers = list(
                ingest_folder(
                    context.database, context.store, samples / "drops", context.settings.quarantine,
                    at=context.clock.now(), actor=ACTOR,
                )
            )  # fmt: skip
        taken = [str(answer.case_id) for answer in answers if answer.result == Result.ACCEPTED]
        with measured() as walking:
            drain(context, TASKS)
        with measured() as reading:
            pictures = _read_only(context, taken)
        context.database.engine.dispose()
    return Walked(len(answers), pictures, ingesting, walking, reading)


def _furnish(context: AppContext, samples: Path) -> None:
    at, rejects = context.clock.now(), context.settings.home / "rejects"
    load_cameras(context.database, samples / "cameras.csv", rejects, at=at, actor=ACTOR)
    registry = samples / "registry"
    load_vehicles(context.database, context.keys, registry / "vehicles.csv", rejects, at=at, actor=ACTOR)
    load_residents(context.database, context.keys, registry / "residents.csv", rejects, at=at, actor=ACTOR)


def _read_only(context: AppContext, taken: list[str]) -> int:
    service, count = PlateService.shipped(threads=1), 0
    for observation_id in taken:
        with context.database.reading() as session:
            items = [item for item in items_of(session, observation_id) if item.role in PICTURE_ROLES]
        for item in items:
            service.read(open_picture(context.store.get(item.sha256)).upright)
            count += 1
    return count
