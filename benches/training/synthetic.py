"""A matrix with the manners of credit data, drawn with a fixed seed.

Applicants differ in a few hidden traits. Every column shows one or two of them through noise, as an amount, a count,
a yes or no, or a ratio. Columns that come from the same source are missing together, for the applicants whom the
source does not know. The outcome depends on the traits, on products of them, and on which sources know the applicant.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

N_TRAITS = 24
N_SOURCES = 12
ROWS_PER_BLOCK = 10_000
DEFAULT_RATE = 0.08
# How far the applicants' log-odds spread; gives boosted trees an AUC near 0.78.
SPREAD = 1.45

AMOUNT, COUNT, FLAG, RATIO = range(4)


@dataclass
class World:
    """What is the same for all rows."""

    loadings: np.ndarray
    noise: np.ndarray
    kind: np.ndarray
    scale: np.ndarray
    source: np.ndarray
    source_cut: np.ndarray
    weights: np.ndarray
    intercept: float = 0.0


def draw_world(n_columns: int, seed: int) -> World:
    random = np.random.default_rng(seed)
    loadings = np.zeros((N_TRAITS, n_columns), dtype=np.float32)
    for _ in range(2):
        loadings[random.integers(0, N_TRAITS, n_columns), np.arange(n_columns)] = random.normal(0, 1, n_columns)
    # Four columns in ten are missing with one of the sources, 10 to 70 % of the rows.
    source = np.where(random.random(n_columns) < 0.4, random.integers(0, N_SOURCES, n_columns), -1)
    missing_share = np.linspace(0.1, 0.7, N_SOURCES)
    world = World(
        loadings=loadings,
        noise=random.uniform(0.5, 3.0, n_columns).astype(np.float32),
        kind=random.choice(4, n_columns, p=[0.3, 0.15, 0.35, 0.2]),
        scale=random.uniform(0.5, 1.5, n_columns).astype(np.float32),
        source=source,
        source_cut=np.array([np.quantile(random.normal(0, 1, 20_001), share) for share in missing_share]),
        weights=random.normal(0, 1, N_TRAITS),
    )
    score = np.concatenate([draw_block(world, seed, -block)[2] for block in (1, 2, 3)])
    low, high = -20.0, 20.0
    for _ in range(60):
        world.intercept = (low + high) / 2
        rate = (1 / (1 + np.exp(-(score + world.intercept)))).mean()
        low, high = (world.intercept, high) if rate < DEFAULT_RATE else (low, world.intercept)
    return world


def draw_block(world: World, seed: int, block: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, outcomes and log-odds without intercept of one block of rows."""
    random = np.random.default_rng([seed, abs(block), int(block < 0)])
    traits = random.standard_normal((ROWS_PER_BLOCK, N_TRAITS), dtype=np.float32)
    unknown = random.standard_normal((ROWS_PER_BLOCK, N_SOURCES)) < world.source_cut
    bent = np.tanh(traits)
    score = bent @ world.weights + unknown[:, :4] @ np.array([0.8, -0.6, 0.5, 0.7])
    score = score + 1.2 * bent[:, 0] * bent[:, 1] - 1.0 * bent[:, 2] * bent[:, 3] + 0.8 * unknown[:, 0] * bent[:, 4]
    score = SPREAD * score / np.sqrt((world.weights**2).sum() * 0.39 + 1.2)
    outcomes = random.random(ROWS_PER_BLOCK) < 1 / (1 + np.exp(-(score + world.intercept)))

    shown = traits @ world.loadings
    shown += random.standard_normal(shown.shape, dtype=np.float32) * world.noise
    spread = np.sqrt((world.loadings**2).sum(0) + world.noise**2)
    shown /= spread
    amount, count, flag, ratio = (world.kind == kind for kind in (AMOUNT, COUNT, FLAG, RATIO))
    values = shown
    # Amounts are in whole units: many differ, some are frequent.
    values[:, amount] = np.round(np.exp(shown[:, amount] * world.scale[amount] + 8))
    values[:, count] = np.floor(np.exp(shown[:, count] * world.scale[count]))
    values[:, flag] = shown[:, flag] > world.scale[flag] * 2 - 1.2
    values[:, ratio] = 1 / (1 + np.exp(-shown[:, ratio]))
    for source in range(N_SOURCES):
        values[np.ix_(unknown[:, source], world.source == source)] = np.nan
    return values, outcomes, score


def write(folder: Path, n_rows: int, n_columns: int, seed: int) -> None:
    """Writes `values.f32` and `outcomes.u8`, block by block."""
    world = draw_world(n_columns, seed)
    with (folder / "values.f32").open("wb") as values_file, (folder / "outcomes.u8").open("wb") as outcomes_file:
        for block in range(-(-n_rows // ROWS_PER_BLOCK)):
            values, outcomes, _ = draw_block(world, seed, block)
            n_wanted = min(ROWS_PER_BLOCK, n_rows - block * ROWS_PER_BLOCK)
            values_file.write(values[:n_wanted].astype("<f4").tobytes())
            outcomes_file.write(outcomes[:n_wanted].astype(np.uint8).tobytes())
