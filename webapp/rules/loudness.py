"""How loud speech is, from plain samples: what is silence, and how much louder it should be played."""

from __future__ import annotations

import math
from array import array
from operator import mul

FULL = 32_768
SPEECH_BLOCKS = 0.1  # a syllable is louder than its pauses: the loudest tenth of a recording is speech
SILENT_DB = -50.0
WANTED_DB = -16.0
MOST_GAIN_DB = 20.0


def loudest(samples: array[int], rate: int) -> float | None:
    """The level of the loudest tenth of the recording in decibels below full scale; None for silence."""
    block = rate // 20
    powers = sorted((_power(samples[at : at + block]) for at in range(0, len(samples), block)), reverse=True)
    if not powers:
        return None
    speech = powers[: max(1, int(len(powers) * SPEECH_BLOCKS))]
    power = sum(speech) / len(speech)
    level = 10 * math.log10(power / FULL**2) if power else -math.inf
    return level if level > SILENT_DB else None


def gain_for(samples: array[int], rate: int) -> float:
    """Decibels that bring this recording to the loudness of all others; never more than 20 up or down."""
    level = loudest(samples, rate)
    return 0.0 if level is None else max(-MOST_GAIN_DB, min(MOST_GAIN_DB, WANTED_DB - level))


def _power(block: array[int]) -> float:
    centre: float = sum(block) / len(block)
    square: float = sum(map(mul, block, block)) / len(block)
    return square - centre * centre
