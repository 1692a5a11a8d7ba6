"""Token buckets in memory: how much may go on at once, and how soon more may."""

from dataclasses import dataclass

MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How many at once, and how many come back each second."""

    burst: float
    per_second: float


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Buckets:
    """One bucket for each name; a full bucket is not kept."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, name: str, now: float) -> float:
        """Takes one; the seconds until there is one again, 0 when one was taken."""
        bucket = self._buckets.setdefault(name, _Bucket(self._rate.burst, now))
        bucket.left = self._filled(bucket, now)
        bucket.at = now
        if bucket.left < 1:
            return (1 - bucket.left) / self._rate.per_second
        bucket.left -= 1
        if len(self._buckets) > MOST_BUCKETS:
            self._drop(now)
        return 0.0

    def take_spare(self, name: str, now: float) -> bool:
        """Takes one where more than half are left; False otherwise, and nothing was taken."""
        bucket = self._buckets.get(name)
        left = self._filled(bucket, now) if bucket else self._rate.burst
        return left > self._rate.burst / 2 and not self.wait(name, now)

    def _filled(self, bucket: _Bucket, now: float) -> float:
        gained = max(0.0, now - bucket.at) * self._rate.per_second
        return min(self._rate.burst, bucket.left + gained)

    def _drop(self, now: float) -> None:
        kept = {n: b for n, b in self._buckets.items() if self._filled(b, now) < self._rate.burst}
        # Under an attack with ever new names the emptiest are the ones worth remembering.
        emptiest = sorted(kept, key=lambda name: kept[name].left)[: MOST_BUCKETS // 2]
        self._buckets = {name: kept[name] for name in emptiest}
