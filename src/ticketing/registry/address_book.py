"""From the address in the register to today's commune. Never a guess: a wrong commune gets a stranger's data."""

from dataclasses import dataclass

from ticketing.addresses.resolution import Status, places_version, resolve


@dataclass(frozen=True)
class CommuneOfResidence:
    """Where an owner lives today.

    status:       of the address alone.
    commune_code: of the one commune that it names; None where a person has to choose.
    candidates:   communes that it may mean, best first. sentence: why a person has to choose.
    tables:       version of the place tables.
    """

    status: Status
    commune_code: str | None
    candidates: tuple[str, ...]
    sentence: str | None
    tables: str


def resident_commune(address: str | None, stored: CommuneOfResidence | None = None) -> CommuneOfResidence:
    """Look an address up, as it stands in the register, old units or new; `stored` is what `resolving` found for it."""
    if stored is not None:
        return stored
    if not address:
        return no_address()
    found = resolve(address)
    return located(found.status, tuple(candidate.commune.code for candidate in found.candidates))


def no_address() -> CommuneOfResidence:
    """Of an owner whose address the register does not have."""
    sentence = "The register has no address of the owner: a person finds it."
    return CommuneOfResidence(Status.UNKNOWN, None, (), sentence, places_version())


def located(status: Status, candidates: tuple[str, ...]) -> CommuneOfResidence:
    """What follows from an answer of today's tables."""
    sentences = {
        Status.AMBIGUOUS: f"The address may lie in {len(candidates)} of today's communes: a person chooses.",
        Status.UNKNOWN: "The address names no commune that is known: a person chooses.",
    }
    code = candidates[0] if status is Status.RESOLVED else None
    return CommuneOfResidence(status, code, candidates, sentences.get(status), places_version())
