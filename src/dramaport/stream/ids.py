"""Names for new things: UUIDv7 (RFC 9562), so that they sort by the time they were made."""

from __future__ import annotations

import os
import time


def new_id(at_ms: int | None = None) -> str:
    """32 hex digits: 48 bits of time in ms, then version, variant and 74 random bits."""
    moment = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    random = int.from_bytes(os.urandom(10), "big")
    high = (moment & (1 << 48) - 1) << 16 | 0x7000 | random >> 68 & 0xFFF
    low = 0b10 << 62 | random & (1 << 62) - 1
    return f"{high:016x}{low:016x}"
