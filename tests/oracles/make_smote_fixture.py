"""Writes tests/fixtures/smote_oracle.json: what imbalanced-learn's SMOTE makes of a small data set.

    pip install numpy scikit-learn imbalanced-learn==0.14.2
    python tests/oracles/make_smote_fixture.py            # writes the fixture
    python tests/oracles/make_smote_fixture.py --check    # exit 1 where it would differ

The features are standardized over all rows before SMOTE sees them, as imbalanced-learn measures
distances on the values that it is given and octroi on standardized ones.
"""

import json
import sys
from pathlib import Path

import numpy as np
from imblearn import __version__ as imblearn_version
from imblearn.over_sampling import SMOTE

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "smote_oracle.json"
N_ROWS, N_DEFAULTS, N_FEATURES, N_NEIGHBORS = 90, 23, 6, 5
TOLERANCE = 1e-9


class Recorder(np.random.RandomState):
    """Draws as RandomState does, and remembers what it drew."""

    def __init__(self, seed):
        super().__init__(seed)
        self.indices = []
        self.steps = []

    def randint(self, *args, **kwargs):
        drawn = super().randint(*args, **kwargs)
        self.indices.append(drawn)
        return drawn

    def uniform(self, *args, **kwargs):
        drawn = super().uniform(*args, **kwargs)
        self.steps.append(drawn)
        return drawn


def data():
    """Correlated features of unlike shapes, standardized, and outcomes in no order."""
    random = np.random.RandomState(2002)
    defaulted = np.zeros(N_ROWS, dtype=bool)
    defaulted[random.permutation(N_ROWS)[:N_DEFAULTS]] = True
    values = random.normal(size=(N_ROWS, N_FEATURES)) @ random.normal(size=(N_FEATURES, N_FEATURES))
    values[:, 0] = np.exp(values[:, 0] / 2)
    values[:, 1] = np.round(values[:, 1])
    values[defaulted] += random.normal(size=N_FEATURES)
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    return np.round(values, 6), defaulted


def fixture():
    values, defaulted = data()
    recorder = Recorder(7)
    smote = SMOTE(k_neighbors=N_NEIGHBORS, random_state=recorder)
    resampled, outcomes = smote.fit_resample(values, defaulted)
    (indices,), (steps,) = recorder.indices, recorder.steps
    defaults = values[defaulted]
    neighbors = smote.nn_k_.kneighbors(defaults, return_distance=False)[:, 1:]
    assert (resampled[:N_ROWS] == values).all() and outcomes[N_ROWS:].all()
    assert len(steps) == len(resampled) - N_ROWS == N_ROWS - 2 * N_DEFAULTS
    return {
        "imbalanced_learn": imblearn_version,
        "n_neighbors": N_NEIGHBORS,
        "values": values.tolist(),
        "defaulted": defaulted.tolist(),
        "neighbors": neighbors.tolist(),
        "samples_indices": indices.tolist(),
        "steps": steps.tolist(),
        "synthetic": resampled[N_ROWS:].tolist(),
    }


def differs(name, found, expected):
    """Whether two values differ by more than rounding."""
    found, expected = np.asarray(found), np.asarray(expected)
    if found.shape == expected.shape:
        if found.dtype.kind != "f" or expected.dtype.kind != "f":
            same = (found == expected).all()
        else:
            same = np.abs(found - expected).max() <= TOLERANCE
        if same:
            return False
    print(f"{FIXTURE.name}: {name} differs", file=sys.stderr)
    return True


def main():
    made = fixture()
    if sys.argv[1:] == ["--check"]:
        stored = json.loads(FIXTURE.read_text())
        names = sorted(made.keys() | stored.keys())
        sys.exit(any([differs(name, stored.get(name), made.get(name)) for name in names]))
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in made.items())
    FIXTURE.write_text("{\n" + rows + "\n}\n")


main()
