"""From the address in the register to today's commune. Never a guess: a wrong commune gets a stranger's data."""

from dataclasses import dataclass

from ticketing.law.places import Status, places_version, resolve


@dataclass(frozen=True)
class Whereabouts:
    """Where an owner lives today.

    commune_code: of the one commune that the address names; None where a person has to choose.
    candidates:   communes that it may mean, best first. sentence: why a person has to choose.
    tables:       version of the place tables.
    """

    commune_code: str | None
    candidates: tuple[str, ...]
    sentence: str | None
    tables: str


def whereabouts(address: str | None) -> Whereabouts:
    """Look an address up, as it stands in the register, old units or new."""
    if not address:
        return Whereabouts(None, (), "The register has no address of the owner: a person finds it.", places_version())
    found = resolve(address)
    candidates = tuple(candidate.commune.code for candidate in found.candidates)
    if found.commune is not None:
        return Whereabouts(found.commune.code, candidates, None, found.tables)
    if found.status is Status.AMBIGUOUS:
        sentence = f"The address may lie in {len(candidates)} of today's communes: a person chooses."
    else:
        sentence = "The address names no commune that is known: a person chooses."
    return Whereabouts(None, candidates, sentence, found.tables)
