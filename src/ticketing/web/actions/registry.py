"""All actions, found in the modules of this package, in their order; an incomplete one stops the program."""

import pkgutil
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

import ticketing.web.actions
from ticketing.web.actions.action import Action

TEMPLATES = Path(__file__).parents[1] / "templates" / "acts"


class IncompleteAction(RuntimeError):
    """An action lacks what its form needs, or says what another one says already."""


@cache
def actions() -> Sequence[Action]:
    """Every `ACTIONS` of the package, by place. Raises IncompleteAction."""
    modules = [
        import_module(f"{ticketing.web.actions.__name__}.{found.name}")
        for found in pkgutil.iter_modules(ticketing.web.actions.__path__)
    ]
    found = sorted(
        (action for module in modules for action in getattr(module, "ACTIONS", ())), key=lambda one: one.place
    )
    refuse_ambiguous(found)
    return found


def refuse_ambiguous(found: Iterable[Action]) -> None:
    """Raises IncompleteAction where two actions have one name or one place."""
    names: set[str] = set()
    places: dict[int, str] = {}
    for action in found:
        if action.name in names:
            raise IncompleteAction(f"Two actions are called '{action.name}': give one of them another name.")
        if other := places.get(action.place):
            raise IncompleteAction(
                f"The actions '{other}' and '{action.name}' have one place, {action.place}: give one of them another."
            )
        names.add(action.name)
        places[action.place] = action.name


def check_actions(found: Iterable[Action], rows: Collection[str]) -> None:
    """Raises IncompleteAction for an action without right or template. rows: names that the table of rights has."""
    for action in found:
        if not action.rights:
            raise IncompleteAction(f"The action '{action.name}' names no right: nobody could send its form.")
        if unknown := sorted(set(action.rights) - set(rows)):
            raise IncompleteAction(
                f"The action '{action.name}' names rights without a row in web/access/rights.py: {', '.join(unknown)}."
            )
        if not (TEMPLATES / f"{action.name}.html").is_file():
            raise IncompleteAction(f"The action '{action.name}' has no form: write templates/acts/{action.name}.html.")
