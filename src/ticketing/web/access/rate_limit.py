"""How often one address may ask for what anybody may read. Kept in memory: it guards the machine, not a secret.

Of several processes that serve the pages each gives out its share.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_ADDRESSES = 10_000


@dataclass
class RateLimit:
    """At most `per_minute` answers for an address, as many at once; `now`: seconds that only go forward."""

    per_minute: int
    now: Callable[[], float]
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait_s(self, address: str, *, processes: int = 1) -> float:
        """Take one answer: 0, or the seconds until there is one again.

        >>> pace = Pace(2, lambda: 0.0)
        >>> pace.wait_s("a"), pace.wait_s("a"), pace.wait_s("a"), pace.wait_s("b")
        (0.0, 0.0, 30.0, 0.0)
        """
        with self._lock:
            now = self.now()
            share = max(self.per_minute / processes, 1.0)
            left, counted_at = self._left.pop(address, (share, now))
            left = min(share, left + (now - counted_at) * share / 60)
            taken = left >= 1
            self._left[address] = (left - 1 if taken else left, now)
            if len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)  # whoever asked longest ago has his answers back by now, or soon
            return 0.0 if taken else (1 - left) * 60 / share
