"""Every paper filled with sample facts: a full one, and the longest that the registry can bring.

For `ticketing documents check` and the tests. All persons, numbers and places are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ticketing.documents import codes
from ticketing.documents.content.forms import Form, form_on
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.kinds import KINDS
from ticketing.documents.kinds.row import Sampler
from ticketing.documents.samples.cases import FULL, LONGEST, WORLDS, World, scene
from ticketing.documents.samples.marks import NOTICE_MARK, SIGNED_ON
from ticketing.documents.signing.paper_code import PaperKey, with_code

SAMPLE_KEY = PaperKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))  # of no installation


@dataclass(frozen=True)
class Sample:
    """One paper ready to be rendered. case: full or longest."""

    kind: str
    case: str
    sheets: tuple[Sheet, ...]
    pictures: Mapping[str, bytes]


def sample(kind: str, case: str = FULL, *, form: Form | None = None) -> Sample:
    """The paper of `kind` on today's form or on another one. Raises KeyError for another kind or case."""
    world = WORLDS[case]()
    sheet = Sheet(form or form_on(kind, SIGNED_ON), _filler(kind)(world))
    return Sample(kind, case, _coded((sheet,)), _pictures(world))


def issued_notice(case: str = FULL) -> Sample:
    """A notice with its annex in one file, as it is issued."""
    notice, annex = sample(codes.NOTICE, case), sample(codes.EVIDENCE_ANNEX, case)
    return Sample(codes.NOTICE, case, _coded((*notice.sheets, *annex.sheets)), annex.pictures)


def other_samples(kind: str, case: str = FULL, *, form: Form | None = None) -> list[Sample]:
    """What else a paper of this kind may say: the reminder of a decision beside that of a notice."""
    world, used = WORLDS[case](), form or form_on(kind, SIGNED_ON)
    return [Sample(one.name, case, _coded((Sheet(used, one.fill(world)),)), {}) for one in KINDS[kind].others]


def reminder_of_fine(case: str = FULL, *, form: Form | None = None) -> Sample:
    """A reminder of a decision: the other one, of `sample`, is of a notice, which may say nothing of a fine."""
    return other_samples(codes.REMINDER, case, form=form)[0]


def _filler(kind: str) -> Sampler:
    fill = KINDS[kind].sample
    if fill is None:
        raise KeyError(kind)
    return fill


def _coded(sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    return with_code(sheets, NOTICE_MARK.number, SIGNED_ON, SAMPLE_KEY)


def _pictures(world: World) -> dict[str, bytes]:
    return {facts.name: scene(i) for i, facts in enumerate(world.pictures)}


def samples() -> list[Sample]:
    """Every paper in both cases."""
    return [sample(kind, case) for kind in KINDS for case in (FULL, LONGEST)]
