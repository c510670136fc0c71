#!/usr/bin/env python3
"""The "simple features" of the well-known Kaggle kernel, in pandas.

Seven tables in, one row per application out: 795 columns, named and ordered as the kernel names and
orders them. This is the oracle the other implementations are compared with, so wherever the kernel has a
quirk, the quirk is kept and a comment says so.

    kernel_pandas.py DATA_DIR OUT.parquet [--no-all-levels]
"""

import argparse
import gc
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

LEVELS = json.loads((Path(__file__).parent / "levels.json").read_text(encoding="utf-8"))

# Coded as 0 and 1 instead of becoming dummies.
BINARY = ["CODE_GENDER", "FLAG_OWN_CAR", "FLAG_OWN_REALTY"]

# "No such date" in every DAYS_ column.
NO_DATE = 365243

BUREAU_AGGREGATES = {
    "DAYS_CREDIT": ["min", "max", "mean", "var"],
    "DAYS_CREDIT_ENDDATE": ["min", "max", "mean"],
    "DAYS_CREDIT_UPDATE": ["mean"],
    "CREDIT_DAY_OVERDUE": ["max", "mean"],
    "AMT_CREDIT_MAX_OVERDUE": ["mean"],
    "AMT_CREDIT_SUM": ["max", "mean", "sum"],
    "AMT_CREDIT_SUM_DEBT": ["max", "mean", "sum"],
    "AMT_CREDIT_SUM_OVERDUE": ["mean"],
    "AMT_CREDIT_SUM_LIMIT": ["mean", "sum"],
    "AMT_ANNUITY": ["max", "mean"],
    "CNT_CREDIT_PROLONG": ["sum"],
    "MONTHS_BALANCE_MIN": ["min"],
    "MONTHS_BALANCE_MAX": ["max"],
    "MONTHS_BALANCE_SIZE": ["mean", "sum"],
}

PREVIOUS_AGGREGATES = {
    "AMT_ANNUITY": ["min", "max", "mean"],
    "AMT_APPLICATION": ["min", "max", "mean"],
    "AMT_CREDIT": ["min", "max", "mean"],
    "APP_CREDIT_PERC": ["min", "max", "mean", "var"],
    "AMT_DOWN_PAYMENT": ["min", "max", "mean"],
    "AMT_GOODS_PRICE": ["min", "max", "mean"],
    "HOUR_APPR_PROCESS_START": ["min", "max", "mean"],
    "RATE_DOWN_PAYMENT": ["min", "max", "mean"],
    "DAYS_DECISION": ["min", "max", "mean"],
    "CNT_PAYMENT": ["mean", "sum"],
}

POS_AGGREGATES = {
    "MONTHS_BALANCE": ["max", "mean", "size"],
    "SK_DPD": ["max", "mean"],
    "SK_DPD_DEF": ["max", "mean"],
}

INSTALMENT_AGGREGATES = {
    "NUM_INSTALMENT_VERSION": ["nunique"],
    "DPD": ["max", "mean", "sum"],
    "DBD": ["max", "mean", "sum"],
    "PAYMENT_PERC": ["max", "mean", "sum", "var"],
    "PAYMENT_DIFF": ["max", "mean", "sum", "var"],
    "AMT_INSTALMENT": ["max", "mean", "sum"],
    "AMT_PAYMENT": ["min", "max", "mean", "sum"],
    "DAYS_ENTRY_PAYMENT": ["max", "mean", "sum"],
}

CARD_STATISTICS = ["min", "max", "mean", "sum", "var"]


class Kernel:
    """The kernel over one folder of CSV files."""

    def __init__(self, folder: Path, all_levels: bool):
        self.folder = folder
        self.all_levels = all_levels
        self.read_s = 0.0

    def read(self, file: str, table: str) -> pd.DataFrame:
        """Reads one CSV file.

        The types of text columns are given, not inferred: a bureau_balance.csv whose statuses happened to be
        all digits would otherwise be read as numbers and lose its dummies.
        """
        started = time.perf_counter()
        text = dict.fromkeys(LEVELS.get(table, {}), "str")
        df = pd.read_csv(self.folder / f"{file}.csv", dtype=text)
        self.read_s += time.perf_counter() - started
        return df

    def one_hot(self, df: pd.DataFrame, table: str, dummy_na: bool) -> tuple[pd.DataFrame, list[str]]:
        """Replaces each text column by one column per level, after the other columns.

        The kernel takes the levels from the rows. Here they come from levels.json, unless asked otherwise, so that
        a small sample gives the same columns as the whole data.
        """
        for column, known in LEVELS[table].items():
            values = df[column].astype("category")
            found = list(values.cat.categories)
            if not self.all_levels:
                known = found
            elif unknown := set(found) - set(known):
                # pandas would turn them into missing values without a word.
                sys.exit(f"{table}.{column}: levels absent from levels.json: {sorted(unknown)}")
            df[column] = values.cat.set_categories(known)
        untouched = set(df.columns)
        df = pd.get_dummies(df, columns=list(LEVELS[table]), dummy_na=dummy_na)
        return df, [c for c in df.columns if c not in untouched]

    def application(self) -> pd.DataFrame:
        train = self.read("application_train", "application").drop(columns="TARGET")
        test = self.read("application_test", "application")
        df = pd.concat([train, test], ignore_index=True)
        df = df[df["CODE_GENDER"] != "XNA"].copy()

        # Codes follow the order in which the values appear, train first.
        for column in BINARY:
            df[column] = pd.factorize(df[column])[0]
        # Unlike in the child tables, a missing level is no level here.
        df, _ = self.one_hot(df, "application", dummy_na=False)

        df["DAYS_EMPLOYED"] = df["DAYS_EMPLOYED"].replace(NO_DATE, np.nan)
        df["DAYS_EMPLOYED_PERC"] = df["DAYS_EMPLOYED"] / df["DAYS_BIRTH"]
        df["INCOME_CREDIT_PERC"] = df["AMT_INCOME_TOTAL"] / df["AMT_CREDIT"]
        df["INCOME_PER_PERSON"] = df["AMT_INCOME_TOTAL"] / df["CNT_FAM_MEMBERS"]
        df["ANNUITY_INCOME_PERC"] = df["AMT_ANNUITY"] / df["AMT_INCOME_TOTAL"]
        df["PAYMENT_RATE"] = df["AMT_ANNUITY"] / df["AMT_CREDIT"]
        return df

    def bureau(self) -> pd.DataFrame:
        balance = self.read("bureau_balance", "bureau_balance")
        balance, status = self.one_hot(balance, "bureau_balance", dummy_na=True)
        months = {"MONTHS_BALANCE": ["min", "max", "size"]}
        balance = aggregate(balance, "SK_ID_BUREAU", months | dict.fromkeys(status, ["mean"]))
        bureau = self.read("bureau", "bureau")
        bureau, categories = self.one_hot(bureau, "bureau", dummy_na=True)
        bureau = bureau.join(balance, how="left", on="SK_ID_BUREAU")
        del balance
        gc.collect()

        # Every credit weighs the same in the mean of the status shares, however long its history.
        shares = dict.fromkeys(categories + [f"{c}_MEAN" for c in status], ["mean"])
        features = aggregate(bureau, "SK_ID_CURR", BUREAU_AGGREGATES | shares, "BURO_")
        for prefix, level in [("ACTIVE_", "CREDIT_ACTIVE_Active"), ("CLOSED_", "CREDIT_ACTIVE_Closed")]:
            features = features.join(aggregate(bureau[bureau[level]], "SK_ID_CURR", BUREAU_AGGREGATES, prefix))
        return features

    def previous(self) -> pd.DataFrame:
        previous = self.read("previous_application", "previous_application")
        previous, categories = self.one_hot(previous, "previous_application", dummy_na=True)
        # 0/0 is missing here, and any other x/0 infinite: infinities go on into the aggregates.
        previous["APP_CREDIT_PERC"] = previous["AMT_APPLICATION"] / previous["AMT_CREDIT"]
        # The kernel also clears the 365243 of five DAYS_ columns, which no feature uses.

        shares = dict.fromkeys(categories, ["mean"])
        features = aggregate(previous, "SK_ID_CURR", PREVIOUS_AGGREGATES | shares, "PREV_")
        for prefix, level in [
            ("APPROVED_", "NAME_CONTRACT_STATUS_Approved"),
            ("REFUSED_", "NAME_CONTRACT_STATUS_Refused"),
        ]:
            features = features.join(aggregate(previous[previous[level]], "SK_ID_CURR", PREVIOUS_AGGREGATES, prefix))
        return features

    def pos(self) -> pd.DataFrame:
        pos = self.read("POS_CASH_balance", "POS_CASH_balance")
        pos, categories = self.one_hot(pos, "POS_CASH_balance", dummy_na=True)
        features = aggregate(pos, "SK_ID_CURR", POS_AGGREGATES | dict.fromkeys(categories, ["mean"]), "POS_")
        features["POS_COUNT"] = pos.groupby("SK_ID_CURR").size()
        return features

    def instalments(self) -> pd.DataFrame:
        paid = self.read("installments_payments", "installments_payments")
        paid["PAYMENT_PERC"] = paid["AMT_PAYMENT"] / paid["AMT_INSTALMENT"]
        paid["PAYMENT_DIFF"] = paid["AMT_INSTALMENT"] - paid["AMT_PAYMENT"]
        late = paid["DAYS_ENTRY_PAYMENT"] - paid["DAYS_INSTALMENT"]
        # An instalment never paid has no payment day, and counts as 0 days late: `clip` would leave it missing.
        paid["DPD"] = late.where(late > 0, 0)
        paid["DBD"] = (-late).where(late < 0, 0)
        features = aggregate(paid, "SK_ID_CURR", INSTALMENT_AGGREGATES, "INSTAL_")
        features["INSTAL_COUNT"] = paid.groupby("SK_ID_CURR").size()
        return features

    def card(self) -> pd.DataFrame:
        card = self.read("credit_card_balance", "credit_card_balance")
        card, _ = self.one_hot(card, "credit_card_balance", dummy_na=True)
        card = card.drop(columns="SK_ID_PREV")
        features = aggregate(card, "SK_ID_CURR", CARD_STATISTICS, "CC_")
        features["CC_COUNT"] = card.groupby("SK_ID_CURR").size()
        return features

    def features(self) -> pd.DataFrame:
        df = self.application()
        for block in [self.bureau, self.previous, self.pos, self.instalments, self.card]:
            df = df.join(block(), how="left", on="SK_ID_CURR")
            gc.collect()
        df = df.sort_values("SK_ID_CURR", ignore_index=True)
        return df.astype({c: "float64" for c in df.columns if c != "SK_ID_CURR"})


def aggregate(df: pd.DataFrame, key: str, statistics: dict | list, prefix: str = "") -> pd.DataFrame:
    """Aggregates by `key`, naming each result PREFIX + COLUMN + _STATISTIC."""
    result = df.groupby(key).agg(statistics)
    result.columns = [f"{prefix}{column}_{statistic.upper()}" for column, statistic in result.columns]
    return result


def peak_rss_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--all-levels",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="one column per known level, whatever the rows hold",
    )
    arguments = parser.parse_args()

    started = time.perf_counter()
    kernel = Kernel(arguments.data_dir, arguments.all_levels)
    df = kernel.features()
    writing = time.perf_counter()
    df.to_parquet(arguments.out, index=False)
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "rows": len(df),
                "columns": df.shape[1] - 1,
                "read_s": round(kernel.read_s, 3),
                "write_s": round(ended - writing, 3),
                "total_s": round(ended - started, 3),
                "peak_rss_bytes": peak_rss_bytes(),
            }
        )
    )


if __name__ == "__main__":
    main()
