"""Writes tests/fixtures/explanation_oracle.json: what Shapash's three measures say of drawn rows.

    pip install numpy scipy
    python tests/oracles/make_explanation_fixture.py            # writes the fixture
    python tests/oracles/make_explanation_fixture.py --check    # exit 1 where it would differ

Stability, compacity and consistency are computed here from their definitions in Shapash 2.10.0
(shapash/utils/explanation_metrics.py, shapash/explainer/consistency.py), without Shapash itself.
Two differences: standard deviations are in 64 bits, where Shapash takes 32, and a missing value
is one standard deviation from a known one and equal to a missing one, where Shapash knows none.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy import special, stats

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "explanation_oracle.json"
TOLERANCE = 1e-9
N_NEIGHBORS, SIMILAR, RADIUS_SHARE, EPSILON = 10, 0.1, 95, 1e-7
CLOSE_ENOUGH, FEW = 0.1, 5

# name, seed, rows, columns, share of missing values, groups of the columns
CASES = [
    ("columns", 1, 90, 9, 0.0, None),
    ("groups", 2, 80, 12, 0.0, [0, 1, 1, 2, 3, 3, 3, 4, 5, 6, 6, 0]),
    ("missing", 3, 80, 8, 0.2, None),
]


def draw(seed, n_rows, n_columns, missing):
    """Feature values, log-odds less a base value taken apart by three methods, probabilities."""
    random = np.random.RandomState(seed)
    x = random.normal(size=(n_rows, n_columns)) @ random.normal(size=(n_columns, n_columns))
    x[:, 0] = np.exp(x[:, 0] / 2)
    x[:, 1] = np.round(x[:, 1])
    x[:, 2] = 4.0
    # Rows that are equal, and one that is far from all.
    x[-5:] = x[:5]
    x[10] *= 15
    x = np.float32(np.round(x, 3))
    x[random.uniform(size=x.shape) < missing] = np.nan
    known = np.nan_to_num(x.astype(float), nan=-1.0)
    scaled = (known - known.mean(axis=0)) / (known.std(axis=0) + 1e-3)
    weights = random.normal(size=n_columns) * np.geomspace(1.0, 0.2, n_columns)
    twist = 0.2 * np.tanh(scaled * np.roll(scaled, 1, axis=1))
    first = np.round(scaled * weights + twist * weights, 6)
    second = np.round(scaled * weights + np.roll(twist * weights, 1, axis=1), 6)
    third = np.round(weights * (scaled + 0.3 * random.normal(size=scaled.shape)), 6)
    # A client that nothing moves.
    first[7] = second[7] = 0.0
    return x, [first, second, third], np.round(special.expit(first.sum(axis=1) - 1.5), 6)


def gaps(row, rows):
    """Distance of a row, in standard deviations, from each of others."""
    gap = np.abs(rows - row)
    return np.where(np.isnan(gap), np.isnan(rows) != np.isnan(row), gap).sum(axis=1)


def radius_of(z, drawn):
    """95th percentile of the distances of drawn rows to the nearest of them."""
    nearest = [np.sort(gaps(row, z[drawn]))[1 : N_NEIGHBORS + 1] for row in z[drawn]]
    return np.percentile(np.concatenate(nearest), RADIUS_SHARE)


def neighbors_of(client, z, probabilities, radius):
    """Rows like this one, from the nearest."""
    distance = gaps(z[client], z)
    order = np.lexsort((np.arange(len(z)), distance))
    near = order[order != client][:N_NEIGHBORS]
    alike = np.abs(probabilities[near] - probabilities[client]) < SIMILAR
    return near[alike & (distance[near] < radius)]


def shares(rows):
    """Rows divided by the sum of their absolute values."""
    total = np.abs(rows).sum(axis=1, keepdims=True)
    return rows / np.where(total == 0, 1, total)


def stability(contributions, clients, neighbors):
    variability, amplitude = [], []
    for client, others in zip(clients, neighbors):
        share = shares(contributions[np.r_[client, others]])
        mean = np.abs(share).mean(axis=0)
        variability.append(np.where(mean == 0, 0, share.std(axis=0) / np.where(mean == 0, 1, mean)))
        amplitude.append(np.abs(share[0]))
    variability, amplitude = np.array(variability), np.array(amplitude)
    accompanied = np.array([len(others) > 0 for others in neighbors])
    weighted = (variability * amplitude).sum(axis=1)[accompanied]
    return {
        "n_alone": int((~accompanied).sum()),
        "variability": variability.mean(axis=0).tolist(),
        "amplitude": amplitude.mean(axis=0).tolist(),
        "first_clients": variability[:10].ravel().tolist(),
        "median_variability": float(np.median(weighted)),
    }


def compacity(contributions, measure):
    needed, reached = [], []
    for row in contributions:
        sums = np.cumsum(sorted(row, key=abs, reverse=True))
        distance = np.array([measure(s, row.sum()) for s in sums])
        close = np.flatnonzero(distance < CLOSE_ENOUGH)
        needed.append(int(close[0]) + 1 if len(close) else len(row))
        reached.append(float(np.clip(distance[min(FEW, len(row)) - 1], 0, 1)))
    return {
        "needed": needed,
        "distance": reached,
        "share_with_few": float(np.mean(np.array(needed) <= FEW)),
        "median_needed": float(np.median(needed)),
    }


def consistency(methods):
    units = []
    for rows in methods:
        norm = np.linalg.norm(rows, axis=1, keepdims=True)
        units.append(rows / np.where(norm == 0, 1, norm))
    pairs = [(a, b) for a in range(len(units)) for b in range(a + 1, len(units))]
    each = [np.linalg.norm(units[a] - units[b], axis=1) for a, b in pairs]
    return {"mean": [float(d.mean()) for d in each], "first": each[0].tolist()}


def grouped(rows, groups):
    return rows if groups is None else np.stack(
        [rows[:, np.array(groups) == g].sum(axis=1) for g in range(max(groups) + 1)], axis=1
    )


def case(name, seed, n_rows, n_columns, missing, groups):
    x, methods, probabilities = draw(seed, n_rows, n_columns, missing)
    random = np.random.default_rng(79)
    # With repeats, as Shapash draws.
    drawn = random.integers(0, n_rows, min(n_rows, 500))
    values = x.astype(float)
    z = values / (np.nanstd(values, axis=0) + EPSILON)
    radius = radius_of(z, drawn)
    clients = np.arange(0, n_rows, 2)
    neighbors = [neighbors_of(client, z, probabilities, radius) for client in clients]
    in_groups = [grouped(rows, groups) for rows in methods]
    column = values[:, 1]
    known = ~np.isnan(column)
    return {
        "name": name,
        "n_columns": n_columns,
        "groups": groups,
        "features": [None if np.isnan(v) else round(float(v), 3) for v in values.ravel()],
        "methods": [rows.ravel().tolist() for rows in methods],
        "probabilities": probabilities.tolist(),
        "radius_clients": drawn.tolist(),
        "clients": clients.tolist(),
        "radius": float(radius),
        "neighbors": [others.tolist() for others in neighbors],
        "importance": np.abs(in_groups[0]).mean(axis=0).tolist(),
        "rank_correlation": float(stats.spearmanr(column[known], methods[0][known, 1]).statistic),
        "stability": stability(in_groups[0], clients, neighbors),
        "absolute": compacity(in_groups[0], lambda some, full: abs(some - full)),
        "relative": compacity(
            in_groups[0], lambda some, full: abs(some - full) / abs(full) if some != full else 0.0
        ),
        "probability": compacity(
            in_groups[0], lambda some, full: abs(special.expit(some) - special.expit(full))
        ),
        "consistency": consistency(in_groups),
    }


def differs(found, expected):
    """Whether two values differ by more than rounding."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() != expected.keys() or any(differs(found[k], expected[k]) for k in found)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) != len(expected) or any(map(differs, found, expected))
    if isinstance(found, float) and isinstance(expected, float):
        return abs(found - expected) > TOLERANCE
    return found != expected


def main():
    made = [case(*arguments) for arguments in CASES]
    if sys.argv[1:] == ["--check"]:
        if differs(made, json.loads(FIXTURE.read_text())):
            sys.exit(f"{FIXTURE.name} differs")
        return
    cases = (
        "{" + ",\n ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in each.items()) + "}"
        for each in made
    )
    FIXTURE.write_text("[" + ",\n".join(cases) + "]\n")


if __name__ == "__main__":
    main()
