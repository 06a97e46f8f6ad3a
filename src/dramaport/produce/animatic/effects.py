"""Sound effects and the air of each place, all synthesised."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dramaport.media.audio import Pcm
from dramaport.produce.animatic.synth import Wave, add, band, clock, drum, hiss
from dramaport.produce.animatic.voices import RATE


def effect(kind: str, rng: np.random.Generator) -> Pcm:
    """One effect, mono, its loudest moment near 0.5."""
    wave = EFFECTS[kind](rng)
    return np.asarray(0.5 * wave / max(1e-9, float(np.abs(wave).max())), np.float32)


def _phone_ring(_: np.random.Generator) -> Wave:
    """A marimba ringtone, twice, over the buzz of the phone on wood."""
    track = np.zeros((round(2.0 * RATE), 2), np.float32)
    for repeat in (0.0, 0.95):
        for place, tone in enumerate((880.0, 1174.7, 1318.5, 1174.7, 1760.0, 1318.5)):
            t = clock(0.5)
            overtone = 0.35 * np.sin(2 * np.pi * tone * 3.9 * t) * np.exp(-t * 30)
            bar = np.exp(-t * 13) * (np.sin(2 * np.pi * tone * t) + overtone)
            add(track, round((repeat + 0.11 * place) * RATE), bar.astype(np.float32), 0.6)
        t = clock(0.55)
        buzz = np.sign(np.sin(2 * np.pi * 155 * t)) * np.minimum(1, (0.55 - t) / 0.03)
        add(track, round(repeat * RATE), band(buzz, 120, 900).astype(np.float32), 0.16)
    return np.asarray(track.mean(axis=1), np.float64)


def _thunder(rng: np.random.Generator) -> Wave:
    """A crack, then rolls that die away."""
    t = clock(3.2)
    rolls = np.interp(t, np.arange(0, 3.6, 0.2), rng.uniform(0.35, 1.0, 18))
    rumble = hiss(rng, 3.2, 28, 180) * rolls * np.exp(-t * 0.95)
    crack = hiss(rng, 3.2, 300, 4200) * np.exp(-t * 9) * np.minimum(1, t / 0.004)
    return np.asarray(rumble + 0.8 * crack, np.float64)


def _door(rng: np.random.Generator) -> Wave:
    """Three knocks on old wood and the creak of a hinge."""
    track = np.zeros((round(1.7 * RATE), 2), np.float32)
    for place, strength in enumerate((0.9, 0.8, 1.0)):
        t = clock(0.25)
        knock = 0.5 * hiss(rng, 0.25, 400, 2600) * np.exp(-t * 120)
        for tone, fall in ((118, 22), (236, 34), (411, 55)):
            knock += np.sin(2 * np.pi * tone * t + place) * np.exp(-t * fall)
        add(track, round(0.24 * place * RATE), knock.astype(np.float32), strength)
    t = clock(0.75)
    pitch = 310 + 120 * np.sin(2 * np.pi * 0.9 * t) + 18 * np.sin(2 * np.pi * 27 * t)
    creak = band(np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / RATE)), 500, 2600) * np.sin(np.pi * t / 0.75) ** 2
    add(track, round(0.9 * RATE), creak.astype(np.float32), 0.22)
    return np.asarray(track.mean(axis=1), np.float64)


def _horn(rng: np.random.Generator) -> Wave:
    """A ferry's horn: two reeds a fourth apart, beating."""
    t = clock(1.9)
    wave = np.zeros_like(t)
    for tone in (147.0, 148.1, 196.2):
        for partial in range(1, 10):
            wave += np.sin(2 * np.pi * tone * partial * t + partial) / partial**0.9
    shape = np.minimum(1, t / 0.09) * np.minimum(1, (1.9 - t) / 0.5)
    return np.asarray(band(wave + 0.15 * rng.standard_normal(len(t)), 90, 2200) * shape, np.float64)


def _heartbeat(_: np.random.Generator) -> Wave:
    """Three double beats."""
    track = np.zeros((round(2.6 * RATE), 2), np.float32)
    for beat in range(3):
        add(track, round(0.82 * beat * RATE), drum(46.0, 0.4), 1.0)
        add(track, round((0.82 * beat + 0.23) * RATE), drum(40.0, 0.4), 0.7)
    return np.asarray(track.mean(axis=1), np.float64)


def _water(rng: np.random.Generator) -> Wave:
    """A body falls in: the slap, the spray, bubbles that rise in pitch."""
    seconds = 1.8
    t = clock(seconds)
    slap = hiss(rng, seconds, 150, 1200) * np.exp(-t * 11)
    spray = hiss(rng, seconds, 1500, 9000) * np.exp(-((t - 0.22) ** 2) / 0.02) * 0.45
    wave = slap + spray + 0.25 * hiss(rng, seconds, 500, 3000) * np.exp(-t * 2.6)
    for _ in range(14):
        start, length = rng.uniform(0.25, 1.4), rng.uniform(0.03, 0.08)
        tone = rng.uniform(350, 1100)
        bubble = clock(length)
        rising = np.sin(2 * np.pi * (tone * bubble + 0.5 * tone * 6 * bubble**2)) * np.sin(np.pi * bubble / length)
        first = round(start * RATE)
        wave[first : first + len(bubble)] += 0.8 * rising[: len(wave) - first]
    return wave


def _slap(rng: np.random.Generator) -> Wave:
    t = clock(0.4)
    return np.asarray(
        hiss(rng, 0.4, 700, 5000) * np.exp(-t * 45) + 0.6 * np.sin(2 * np.pi * 190 * t) * np.exp(-t * 40), np.float64
    )


def _glass(rng: np.random.Generator) -> Wave:
    """A crack, then shards that ring at their own pitches."""
    t = clock(1.2)
    wave = hiss(rng, 1.2, 2000, 9000) * np.exp(-t * 22)
    for _ in range(16):
        at, tone = round(float(rng.uniform(0.02, 0.5)) * RATE), rng.uniform(2200, 6800)
        ring = clock(0.4)
        wave[at : at + len(ring)] += 0.35 * np.sin(2 * np.pi * tone * ring) * np.exp(-ring * 18)
    return np.asarray(wave, np.float64)


def _bell(_: np.random.Generator) -> Wave:
    """A small bronze bell: partials that are no harmonics, beating."""
    t = clock(2.2)
    tones = ((1.0, 1.0, 2.0), (2.0, 0.6, 2.8), (2.76, 0.5, 3.4), (4.07, 0.3, 5.0), (5.4, 0.2, 7.0))
    return np.asarray(
        sum(loud * np.sin(2 * np.pi * 880 * tone * t) * np.exp(-fall * t) for tone, loud, fall in tones), np.float64
    )


def _footsteps(rng: np.random.Generator) -> Wave:
    wave = np.zeros(round(2.2 * RATE))
    for step in range(4):
        t = clock(0.14)
        tread = hiss(rng, 0.14, 90, 900) * np.exp(-t * 38)
        wave[round(0.5 * step * RATE) :][: len(tread)] += tread
    return wave


def _engine(rng: np.random.Generator) -> Wave:
    """A car that comes near and goes by."""
    t = clock(2.6)
    pitch = 92 - 14 * np.tanh((t - 1.4) * 2.2)
    hum = np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / RATE)) + 0.6 * hiss(rng, 2.6, 120, 900)
    return np.asarray(band(hum, 60, 1400) * np.exp(-((t - 1.4) ** 2) / 0.6), np.float64)


def _wind(rng: np.random.Generator) -> Wave:
    return np.asarray(hiss(rng, 3.0, 200, 1100) * np.sin(np.pi * clock(3.0) / 3.0) ** 2, np.float64)


def _crash(rng: np.random.Generator) -> Wave:
    t = clock(1.8)
    return np.asarray(
        hiss(rng, 1.8, 60, 3000) * np.exp(-t * 4.5) + 0.8 * np.sin(2 * np.pi * 52 * t) * np.exp(-t * 6), np.float64
    )


def _applause(rng: np.random.Generator) -> Wave:
    wave = np.zeros(round(2.4 * RATE))
    for _ in range(220):
        at, t = round(float(rng.uniform(0, 2.3)) * RATE), clock(0.03)
        clap = rng.standard_normal(len(t)) * np.exp(-t * 160) * rng.uniform(0.3, 1)
        wave[at : at + len(clap)] += clap[: len(wave) - at]
    return np.asarray(band(wave, 700, 5000), np.float64)


EFFECTS: dict[str, Callable[[np.random.Generator], Wave]] = {
    "phone_ring": _phone_ring,
    "thunder": _thunder,
    "door": _door,
    "horn": _horn,
    "heartbeat": _heartbeat,
    "water": _water,
    "slap": _slap,
    "glass": _glass,
    "bell": _bell,
    "footsteps": _footsteps,
    "engine": _engine,
    "wind": _wind,
    "crash": _crash,
    "applause": _applause,
}


def air(place: str, samples: int, rng: np.random.Generator) -> Pcm:
    """What is always heard in a place, stereo, shape (samples, 2), RMS near 1 where it is steady."""
    return np.stack([_AIRS[place](samples / RATE, rng)[:samples] for _ in range(2)], axis=1).astype(np.float32)


def _swell(rng: np.random.Generator, seconds: float, every: float, low: float) -> Wave:
    """A slow random swell between `low` and 1."""
    marks = np.arange(0, seconds + 2 * every, every)
    return np.asarray(np.interp(clock(seconds), marks, rng.uniform(low, 1, len(marks))), np.float64)


def _night_river(seconds: float, rng: np.random.Generator) -> Wave:
    """Rain and lapping water."""
    rain = hiss(rng, seconds, 1200, 9000) * 0.6
    return rain + hiss(rng, seconds, 120, 700) * _swell(rng, seconds, 0.9, 0.2)


def _ferry_house(seconds: float, rng: np.random.Generator) -> Wave:
    """Rain on the roof, dulled by it."""
    return hiss(rng, seconds, 250, 2400) * 0.7 + hiss(rng, seconds, 90, 300) * 0.5


def _office(seconds: float, rng: np.random.Generator) -> Wave:
    """Air conditioning and a hum."""
    return hiss(rng, seconds, 80, 500) * 0.7 + 0.3 * np.sin(2 * np.pi * 100 * clock(seconds))


def _hospital(seconds: float, rng: np.random.Generator) -> Wave:
    """A ventilated corridor and a monitor's beep."""
    wave = hiss(rng, seconds, 100, 900) * 0.5
    t = clock(0.11)
    beep = np.sin(2 * np.pi * 988 * t) * np.sin(np.pi * t / 0.11)
    for at in np.arange(0.6, seconds - 0.2, 1.15):
        first = round(at * RATE)
        wave[first : first + len(beep)] += 0.9 * beep
    return wave


def _old_street(seconds: float, rng: np.random.Generator) -> Wave:
    """A far murmur of people and carts."""
    murmur = sum(hiss(rng, seconds, low, low * 1.8) * _swell(rng, seconds, 0.25, 0.0) for low in (220, 420, 700))
    return np.asarray(murmur, np.float64) * 0.6 + hiss(rng, seconds, 80, 400) * 0.4


def _dawn_river(seconds: float, rng: np.random.Generator) -> Wave:
    """Lapping water and birds."""
    wave = hiss(rng, seconds, 150, 900) * _swell(rng, seconds, 0.8, 0.15)
    for _ in range(int(seconds * 1.2)):
        length = rng.uniform(0.06, 0.16)
        t = clock(length)
        tone, sweep = rng.uniform(2600, 4600), rng.uniform(-9000, 12000)
        chirp = np.sin(2 * np.pi * (tone * t + 0.5 * sweep * t**2)) * np.sin(np.pi * t / length)
        first = round(rng.uniform(0, max(0.01, seconds - 0.3)) * RATE)
        part = wave[first : first + len(chirp)]
        part += 0.8 * chirp[: len(part)]
    return wave


_AIRS: dict[str, Callable[[float, np.random.Generator], Wave]] = {
    "night_river": _night_river,
    "ferry_house": _ferry_house,
    "office": _office,
    "hospital": _hospital,
    "old_street": _old_street,
    "dawn_river": _dawn_river,
}
