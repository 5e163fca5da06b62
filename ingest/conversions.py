"""Results to stages, by what was declared of each sensor when it measured."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kawamori.storage.columns import Column
from kawamori.storage.river.sensors import Version
from kawamori.times import to_us


@dataclass(frozen=True, slots=True)
class Conversions:
    """The newest declaration of each slot in columns, and all of those that had an earlier one.

    ``since_us`` is from when the newest holds; where nothing is declared it never does.
    """

    any: bool
    since_us: Column
    factor: Column
    offset_m: Column
    earlier: dict[int, Sequence[Version]] = field(default_factory=dict)

    @classmethod
    def of(cls, versions: Sequence[Sequence[Version]]) -> "Conversions":
        """Return the conversions of slots, given what was declared of each, oldest first."""
        newest = [declared[-1] if declared else None for declared in versions]
        never = np.iinfo(np.int64).max
        since = [never if v is None else to_us(v.valid_from) for v in newest]
        return cls(
            any(newest),
            np.array(since, np.int64),
            np.array([1.0 if v is None else v.sensor.factor for v in newest]),
            np.array([0.0 if v is None else v.sensor.offset_m for v in newest]),
            {slot: each[:-1] for slot, each in enumerate(versions) if len(each) > 1},
        )

    def convert(
        self, slots: Column, observed_us: Column, result: Column, spread: Column | None = None
    ) -> Column | None:
        """Turn results into stages in place; return what the sensors said, NaN where that is it.

        None: nothing was converted at all. A spread is scaled alike; no offset changes it.
        """
        if not self.any:
            return None
        holds = observed_us >= self.since_us[slots]
        is_other = (self.factor[slots] != 1) | (self.offset_m[slots] != 0)
        raw = np.where(holds & is_other, result, np.nan)
        result[holds] = (self.offset_m[slots] + self.factor[slots] * result)[holds]
        if spread is not None:
            spread[holds] *= np.abs(self.factor[slots])[holds]
        for row in np.flatnonzero(~holds & np.isin(slots, list(self.earlier))).tolist():
            for version in reversed(self.earlier[int(slots[row])]):
                if observed_us[row] >= to_us(version.valid_from):
                    raw[row] = result[row]
                    result[row] = version.sensor.stage_m(float(result[row]))
                    if spread is not None:
                        spread[row] *= abs(version.sensor.factor)
                    break
        return None if np.isnan(raw).all() else raw
