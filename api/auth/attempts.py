"""How often a wrong password may be tried."""

from __future__ import annotations

import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.faults import ApiError

_PER_ADDRESS = "5/15minutes"
_ALL = "60/15minutes"


class TooManyAttempts(ApiError):
    """Wrong passwords too often; ``Retry-After`` says when to try again."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        super().__init__(
            429, "too_many_attempts", f"密码错误次数太多，请在{minutes}分钟后再试。",
            None, {"Retry-After": str(max(1, seconds))},
        )  # fmt: skip


class Attempts:
    """Counts wrong passwords by address and over all, in this process's memory only."""

    def __init__(self, per_address: str = _PER_ADDRESS, over_all: str = _ALL) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._address, self._all = parse(per_address), parse(over_all)

    def check(self, address: str) -> None:
        """Raise `TooManyAttempts` where no further attempt is allowed now."""
        for item, key in self._keys(address):
            if not self._limiter.test(item, *key):
                reset = self._limiter.get_window_stats(item, *key).reset_time
                raise TooManyAttempts(int(reset - time.time()) + 1)

    def failed(self, address: str) -> None:
        """Count a wrong password."""
        for item, key in self._keys(address):
            self._limiter.hit(item, *key)

    def _keys(self, address: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
        return [(self._address, ("address", address)), (self._all, ("all",))]
