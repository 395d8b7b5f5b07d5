"""The behaviours that have a code, as fines.csv names them, and what a camera may send of them.

The short names are for lists and charts on the screen. A paper prints the words of the decree (`FineRow.act_vi`).
"""

from dataclasses import dataclass

from ticketing.law.dated import read_yaml, unknown_code

SPEED = "SPEED"
_OF_THE_OWNER = "OWNER_"


@dataclass(frozen=True)
class Behaviour:
    """A behaviour with its short names.

    person_in_picture: only a picture of the person shows it: belt, telephone, helmet, child (second image, officer).
    stands: the vehicle stands, so that its pictures may lie hours apart.
    """

    code: str
    name: str
    name_vi: str
    person_in_picture: bool
    stands: bool

    @property
    def of_the_owner(self) -> bool:
        """Whether it is an act of the owner (D168 art. 32, 47), which no camera sees."""
        return self.code.startswith(_OF_THE_OWNER)


BEHAVIOURS = {
    code: Behaviour(code, row["name"], row["name_vi"], row.get("person_in_picture", False), row.get("stands", False))
    for code, row in read_yaml("behaviours.yaml").items()
}

# What a drop may name, and what a camera may be set up for: SPEED stands for every band, the registered kind decides.
CAMERA_BEHAVIOURS = frozenset(code for code, row in BEHAVIOURS.items() if not row.of_the_owner)
CAMERA_FUNCTIONS = CAMERA_BEHAVIOURS | {SPEED}


def behaviour(code: str) -> Behaviour:
    """The behaviour of that code. Raises UnknownCode.

    >>> behaviour("RED_LIGHT").name_vi
    'Vượt đèn đỏ'
    """
    try:
        return BEHAVIOURS[code]
    except KeyError:
        raise unknown_code("behaviour", code, BEHAVIOURS) from None


def is_speed(code: str) -> bool:
    """Whether a camera set up for SPEED sees this behaviour.

    >>> is_speed("SPEED"), is_speed("SPEED_20_35"), is_speed("RED_LIGHT")
    (True, True, False)
    """
    return code == SPEED or code.startswith(f"{SPEED}_")
