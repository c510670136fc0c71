"""The features of one new applicant in pandas, from the rows that were posted.

The kernel of `benches/features/kernel_pandas.py`, from rows in memory instead of files.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.append(str(Path(__file__).resolve().parents[1] / "features"))
import kernel_pandas
from kernel_pandas import BINARY, LEVELS, Kernel

# Tables of a body, as the files are named; the application has two of them with the same columns.
TABLES = [
    "bureau",
    "bureau_balance",
    "previous_application",
    "POS_CASH_balance",
    "credit_card_balance",
    "installments_payments",
]

# What the kernel makes of a portfolio's first rows, a service has to know beforehand.
CODES = {
    "CODE_GENDER": {"M": 0, "F": 1},
    "FLAG_OWN_CAR": {"N": 0, "Y": 1},
    "FLAG_OWN_REALTY": {"N": 0, "Y": 1},
}

# octroi's profile counts an instalment that was not paid to the end as late; the kernel does not. Taken from the table.
NOT_THE_KERNELS = ["INSTAL_DPD_MAX", "INSTAL_DPD_MEAN", "INSTAL_DPD_SUM"]


class Schema:
    """Columns of each table, from the first line of its file; a text or a number."""

    def __init__(self, folder: Path):
        self.columns = {file: list(pd.read_csv(folder / f"{file}.csv", nrows=0).columns) for file in ["application_test", *TABLES]}

    def frame(self, file: str, table: str, rows: list[dict]) -> pd.DataFrame:
        columns = self.columns[file]
        texts = set(LEVELS.get(table, {})) | (set(BINARY) if table == "application" else set())
        if not rows:
            return pd.DataFrame({c: pd.Series(dtype="str" if c in texts else "float64") for c in columns})
        # Column by column: pandas would otherwise look at each value for its type.
        return pd.DataFrame(
            {
                c: pd.Series([row.get(c) for row in rows], dtype="str")
                if c in texts
                else np.array([row.get(c) for row in rows], dtype=np.float64)
                for c in columns
            }
        )


class NoCollector:
    """The kernel collects garbage after each table; a service would not for so little of it."""

    @staticmethod
    def collect() -> None:
        return


class Applicant(Kernel):
    """The kernel over the body of one request."""

    def __init__(self, schema: Schema, body: dict):
        super().__init__(Path(), all_levels=True)
        self.schema = schema
        self.rows = {**body, "application_test": [body["application"]]}

    def read(self, file: str, table: str) -> pd.DataFrame:
        return self.schema.frame(file, table, self.rows.get(file) or [])

    def application(self) -> pd.DataFrame:
        df = self.read("application_test", "application")
        for column in BINARY:
            df[column] = df[column].map(CODES[column])
        df, _ = self.one_hot(df, "application", dummy_na=False)
        df["DAYS_EMPLOYED"] = df["DAYS_EMPLOYED"].replace(kernel_pandas.NO_DATE, np.nan)
        df["DAYS_EMPLOYED_PERC"] = df["DAYS_EMPLOYED"] / df["DAYS_BIRTH"]
        df["INCOME_CREDIT_PERC"] = df["AMT_INCOME_TOTAL"] / df["AMT_CREDIT"]
        df["INCOME_PER_PERSON"] = df["AMT_INCOME_TOTAL"] / df["CNT_FAM_MEMBERS"]
        df["ANNUITY_INCOME_PERC"] = df["AMT_ANNUITY"] / df["AMT_INCOME_TOTAL"]
        df["PAYMENT_RATE"] = df["AMT_ANNUITY"] / df["AMT_CREDIT"]
        return df


kernel_pandas.gc = NoCollector


def features_of(schema: Schema, body: dict) -> dict[str, float]:
    """The kernel's features by name, those that octroi defines otherwise left out."""
    row = Applicant(schema, body).features().iloc[0].drop(NOT_THE_KERNELS)
    return dict(zip(row.index, row.to_numpy(), strict=True))
