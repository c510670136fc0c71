#!/usr/bin/env python3
"""Compares two feature matrices, client by client and column by column.

    compare.py A.parquet B.parquet [--rtol 1e-9] [--atol 1e-9]

Exits with 1, after printing the worst columns, if they differ in clients, in the names or the order of columns, in
what is missing (null and NaN are the same), in what is infinite, or in a value by more than
`atol + rtol * max(|a|, |b|)`.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

KEY = "SK_ID_CURR"

# How far the rounding of a variance may reach, as a share of the mean square of its values. A variance is what
# remains when the square of the mean is taken from the mean square: for large, nearly constant values, say 123456789.25
# and 123456789.75, no order of summation has more than a few of its digits, and two correct programs differ in the
# others. What they lose is of the order of the rounding of the mean square itself (2e-16) times the number of rows.
VARIANCE_ROUNDING = 1e-13

N_WORST = 20


@dataclass
class Difference:
    column: str
    n_values: int
    reasons: str
    client: int
    a: float
    b: float


class Matrix:
    """One file, its rows sorted by client."""

    def __init__(self, path: Path):
        self.path = path
        self.file = pq.ParquetFile(path)
        names = self.file.schema_arrow.names
        if KEY not in names:
            sys.exit(f"{path}: no column {KEY}")
        self.columns = [name for name in names if name not in (KEY, "TARGET")]
        if len(set(self.columns)) < len(self.columns):
            sys.exit(f"{path}: some columns have the same name")
        ids = self.file.read(columns=[KEY])[KEY].to_numpy()
        self.order = np.argsort(ids, kind="stable")
        self.ids = ids[self.order].astype(np.int64)
        if (np.diff(self.ids) == 0).any():
            sys.exit(f"{path}: some clients have several rows")

    def column(self, name: str) -> np.ndarray:
        """The values of a column in order of client, NaN where missing."""
        values = self.file.read(columns=[name])[name].cast("double")
        return values.to_numpy()[self.order]


def require_same_shape(a: Matrix, b: Matrix) -> None:
    only_a, only_b = np.setdiff1d(a.ids, b.ids), np.setdiff1d(b.ids, a.ids)
    if len(only_a) or len(only_b):
        print(f"clients: {len(only_a)} only in {a.path} {only_a[:5].tolist()}")
        print(f"clients: {len(only_b)} only in {b.path} {only_b[:5].tolist()}")
        sys.exit(1)
    if a.columns == b.columns:
        return
    known_a, known_b = set(a.columns), set(b.columns)
    only_a = [c for c in a.columns if c not in known_b]
    only_b = [c for c in b.columns if c not in known_a]
    print(f"columns: {len(only_a)} only in {a.path} {only_a[:N_WORST]}")
    print(f"columns: {len(only_b)} only in {b.path} {only_b[:N_WORST]}")
    if not only_a and not only_b:
        place = next(i for i, (x, y) in enumerate(zip(a.columns, b.columns)) if x != y)
        print(f"columns: another order from place {place}: {a.columns[place]}, {b.columns[place]}")
    sys.exit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("a", type=Path)
    parser.add_argument("b", type=Path)
    parser.add_argument("--rtol", type=float, default=1e-9)
    parser.add_argument("--atol", type=float, default=1e-9)
    arguments = parser.parse_args()

    a, b = Matrix(arguments.a), Matrix(arguments.b)
    require_same_shape(a, b)

    names = set(a.columns)
    differences: list[Difference] = []
    n_by_mean_square = 0
    closest, closest_column = 0.0, a.columns[0]
    for column in a.columns:
        x, y = a.column(column), b.column(column)
        missing = np.isnan(x) != np.isnan(y)
        infinite = ~missing & (np.isinf(x) | np.isinf(y)) & (x != y)
        finite = np.isfinite(x) & np.isfinite(y)
        x_finite, y_finite = np.where(finite, x, 0), np.where(finite, y, 0)
        distance = np.abs(x_finite - y_finite)
        tolerance = arguments.atol + arguments.rtol * np.maximum(np.abs(x_finite), np.abs(y_finite))

        mean = column.removesuffix("_VAR") + "_MEAN"
        if (distance > tolerance).any() and column.endswith("_VAR") and mean in names:
            mean_square = np.where(finite, a.column(mean), 0) ** 2 + x_finite
            n_by_mean_square += int(((distance > tolerance) & (distance <= VARIANCE_ROUNDING * mean_square)).sum())
            tolerance = np.maximum(tolerance, VARIANCE_ROUNDING * mean_square)

        far = distance > tolerance
        wrong = missing | infinite | far
        # How much of the tolerance is used; what is missing or infinite on one side only is worse than any distance.
        score = np.where(missing | infinite, np.inf, distance / np.maximum(tolerance, np.finfo(float).tiny))
        worst = int(np.argmax(score)) if len(score) else 0
        if len(score) and not wrong.any() and score[worst] > closest:
            closest, closest_column = float(score[worst]), column
        if wrong.any():
            reasons = {"missing on one side": missing, "infinite on one side": infinite, "too far": far}
            counts = [f"{n} {reason}" for reason, rows in reasons.items() if (n := int(rows.sum()))]
            difference = Difference(column, int(wrong.sum()), ", ".join(counts), int(a.ids[worst]), x[worst], y[worst])
            differences.append(difference)

    if differences:
        n_values = sum(d.n_values for d in differences)
        print(f"{n_values} values differ, in {len(differences)} of {len(a.columns)} columns; the worst:")
        for d in sorted(differences, key=lambda d: -d.n_values)[:N_WORST]:
            print(f"  {d.column}: {d.reasons}; client {d.client}: {d.a} and {d.b}")
        sys.exit(1)
    print(
        f"equal: {len(a.ids)} clients, {len(a.columns)} columns; at most {closest:.1e} of the tolerance used, by "
        f"{closest_column}; {n_by_mean_square} variances needed the rounding of their mean square"
    )


if __name__ == "__main__":
    main()
