"""How fast another office's register may be asked, and when it is left alone for a while."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

FAILURES_BEFORE_REST = 5
FIRST_REST_S, LONGEST_REST_S = 30.0, 600.0


@dataclass
class RateLimit:
    """At most `per_second` questions, `burst` of them at once; after FAILURES_BEFORE_REST failures in a row a rest.

    After the rest one question is let through: if it fails too, the next rest is twice as long. One for all threads.
    """

    per_second: float
    burst: int
    now: Callable[[], float]
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _tokens: float = field(init=False)
    _counted_at: float = field(init=False)
    _failures: int = 0
    _rest_s: float = FIRST_REST_S
    _rests_until: float = 0.0

    def __post_init__(self) -> None:
        """Begin with a full burst."""
        self._tokens, self._counted_at = float(self.burst), self.now()

    def wait_s(self) -> float:
        """Take the right to ask: seconds to wait before it counts. A rest is not waited for: `rests_s` says so."""
        with self._lock:
            now = self.now()
            self._tokens = min(self.burst, self._tokens + (now - self._counted_at) * self.per_second) - 1
            self._counted_at = now
            return max(0.0, -self._tokens / self.per_second)

    def give_back(self) -> None:
        """The right was not used."""
        with self._lock:
            self._tokens += 1

    def rests_s(self) -> float:
        """How long the register is left alone still; 0 where it may be asked."""
        with self._lock:
            now = self.now()
            if self._failures >= FAILURES_BEFORE_REST and now >= self._rests_until:
                self._rests_until = now + self._rest_s  # this question goes through, others wait for what comes of it
                return 0.0
            return max(0.0, self._rests_until - now)

    def left_s(self) -> float:
        """The same for who only wants to know: asking takes nobody's turn."""
        with self._lock:
            return max(0.0, self._rests_until - self.now())

    def succeeded(self) -> None:
        """It answered."""
        with self._lock:
            self._failures, self._rest_s, self._rests_until = 0, FIRST_REST_S, 0.0

    def failed(self, rest_s: float | None = None) -> None:
        """It did not. rest_s: how long it asked to be left alone itself."""
        with self._lock:
            self._failures += 1
            if rest_s is not None:
                self._rests_until = max(self._rests_until, self.now() + min(rest_s, LONGEST_REST_S))
            elif self._failures >= FAILURES_BEFORE_REST:
                self._rests_until = self.now() + self._rest_s
                self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)
