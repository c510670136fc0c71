#!/usr/bin/env python3
"""The "simple features" of the well-known Kaggle kernel, in Polars.

Same columns, order and values as kernel_pandas.py, up to the last bits of floats, written for speed:

- every file is parsed once, straight into its final types, without the columns that no feature uses;
- a parsed table is aggregated at once and dropped. Parsing and grouping in one streaming query would hold less
  memory, but takes a quarter longer or more on the long tables;
- no dummy is ever materialized: a share is the number of rows holding the code of the level, over the number
  of rows, and the other statistics of a dummy follow from the same two counts.

    kernel_polars.py DATA_DIR OUT.parquet [--no-all-levels]
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import polars as pl

LEVELS = json.loads((Path(__file__).parent / "levels.json").read_text(encoding="utf-8"))

# The files of each table, train before test.
FILES = {
    "application": ["application_train", "application_test"],
    "bureau": ["bureau"],
    "bureau_balance": ["bureau_balance"],
    "previous_application": ["previous_application"],
    "POS_CASH_balance": ["POS_CASH_balance"],
    "installments_payments": ["installments_payments"],
    "credit_card_balance": ["credit_card_balance"],
}

# Coded as 0 and 1 instead of becoming dummies.
BINARY = ["CODE_GENDER", "FLAG_OWN_CAR", "FLAG_OWN_REALTY"]

# "No such date" in every DAYS_ column.
NO_DATE = 365243

# The narrowest type that cannot overflow, sums included: Polars widens the sum of an Int16, not of an Int32.
# Any other number is a Float64, whole or not: the files write "1.0" wherever a column has missing values.
WHOLE_NUMBERS = {
    "SK_ID_CURR": pl.Int32,
    "SK_ID_PREV": pl.Int32,
    "SK_ID_BUREAU": pl.Int32,
    "MONTHS_BALANCE": pl.Int16,
    "DAYS_CREDIT": pl.Int64,
    "DAYS_CREDIT_UPDATE": pl.Int64,
    "CREDIT_DAY_OVERDUE": pl.Int64,
    "CNT_CREDIT_PROLONG": pl.Int64,
    "DAYS_DECISION": pl.Int64,
    "SK_DPD": pl.Int64,
    "SK_DPD_DEF": pl.Int64,
    "AMT_CREDIT_LIMIT_ACTUAL": pl.Int64,
    "CNT_DRAWINGS_CURRENT": pl.Int64,
}

BUREAU_STATISTICS = {
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

PREVIOUS_STATISTICS = {
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

POS_STATISTICS = {
    "MONTHS_BALANCE": ["max", "mean", "size"],
    "SK_DPD": ["max", "mean"],
    "SK_DPD_DEF": ["max", "mean"],
}

INSTALMENT_STATISTICS = {
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

# The number of rows of a group. Like every intermediate name below it holds a space, as no column of the data does.
SIZE = "group size"


def header(path: Path) -> list[str]:
    # Some copies of the files open with a byte order mark.
    with path.open(encoding="utf-8-sig") as file:
        return file.readline().rstrip("\r\n").split(",")


def scan(folder: Path, file: str, levels: dict[str, list[str]]) -> pl.LazyFrame:
    """Scans one CSV file with every column typed; a text value outside `levels` is an error."""
    path = folder / f"{file}.csv"

    def dtype(column: str) -> pl.DataType:
        if column in levels:
            return pl.Enum(levels[column])
        if column in BINARY:
            return pl.String()
        return WHOLE_NUMBERS.get(column, pl.Float64)()

    return pl.scan_csv(path, schema={column: dtype(column) for column in header(path)})


class Aggregation:
    """A group-by, described feature by feature.

    What the engine computes per group (`partials`) is kept apart from the features made of it, so that features
    share partials: a mean costs one division per group once the sum is asked for anyway.
    """

    def __init__(self, prefix: str = ""):
        self.prefix = prefix
        self.partials = {SIZE: pl.len()}
        self.features: list[pl.Expr] = []

    def partial(self, name: str, value: pl.Expr) -> pl.Expr:
        self.partials[name] = value
        return pl.col(name).cast(pl.Float64)

    def feature(self, name: str, value: pl.Expr) -> None:
        self.features.append(value.cast(pl.Float64).alias(f"{self.prefix}{name}"))

    def numbers(self, statistics: dict[str, list[str]]) -> "Aggregation":
        """Adds the statistics of columns, missing values left out."""
        for column, wanted in statistics.items():
            values = pl.col(column)
            for statistic in wanted:
                match statistic:
                    case "size":
                        value = pl.col(SIZE)
                    case "nunique":
                        value = self.partial(f"{column} nunique", values.drop_nulls().n_unique())
                    case "mean" if "sum" in wanted:
                        total = self.partial(f"{column} sum", values.sum())
                        value = total / self.partial(f"{column} count", values.count())
                    case _:
                        value = self.partial(f"{column} {statistic}", getattr(values, statistic)())
                self.feature(f"{column}_{statistic.upper()}", value)
        return self

    def dummies(self, levels: dict[str, list[str]], wanted: list[str]) -> "Aggregation":
        """Adds the statistics of the dummies of columns, one dummy more standing for missing values."""
        size = pl.col(SIZE).cast(pl.Float64)
        for column, known in levels.items():
            codes = pl.col(column).to_physical()
            counts = {level: (codes == code).sum() for code, level in enumerate(known)}
            for level, count in (counts | {"nan": codes.null_count()}).items():
                rows = self.partial(f"{column} {level}", count)
                # All follow from a dummy being its own square; the variance of a single row is 0/0, missing.
                values = {
                    "min": rows == size,
                    "max": rows > 0,
                    "mean": rows / size,
                    "sum": rows,
                    "var": rows * (size - rows) / (size * (size - 1)),
                }
                for statistic in wanted:
                    self.feature(f"{column}_{level}_{statistic.upper()}", values[statistic])
        return self

    def count(self, name: str) -> "Aggregation":
        """Adds the number of rows."""
        self.feature(name, pl.col(SIZE))
        return self

    def collect(self, rows: pl.LazyFrame, key: str) -> pl.DataFrame:
        partials = [value.alias(name) for name, value in self.partials.items()]
        return rows.group_by(key).agg(partials).select(key, *self.features).collect(engine="streaming")


class Kernel:
    """The kernel over one folder of CSV files."""

    def __init__(self, folder: Path, all_levels: bool):
        self.folder = folder
        self.all_levels = all_levels
        self.read_s = 0.0

    def read(self, table: str, columns: list[str] | None = None) -> tuple[pl.DataFrame, dict[str, list[str]]]:
        """Reads the given columns of a table and its text columns, and returns them with the levels of the latter."""
        started = time.perf_counter()
        levels = LEVELS.get(table, {}) if self.all_levels else self.levels_found(table)
        parts = [scan(self.folder, file, levels) for file in FILES[table]]
        if columns is None:
            parts = [part.select(pl.exclude("TARGET")) for part in parts]
        else:
            parts = [part.select(*columns, *levels) for part in parts]
        df = pl.concat(part.collect(engine="streaming") for part in parts)
        self.read_s += time.perf_counter() - started
        return df, levels

    def levels_found(self, table: str) -> dict[str, list[str]]:
        """The levels that the rows hold, at the price of one more pass over the files."""
        columns = list(LEVELS.get(table, {}))
        parts = []
        for file in FILES[table]:
            path = self.folder / f"{file}.csv"
            text = pl.scan_csv(path, schema=dict.fromkeys(header(path), pl.String))
            if table == "application":
                text = text.filter(pl.col("CODE_GENDER").ne_missing("XNA"))
            parts.append(text.select(columns).collect(engine="streaming"))
        df = pl.concat(parts)
        return {column: df[column].drop_nulls().unique().sort().to_list() for column in columns}

    def application(self) -> pl.DataFrame:
        df, levels = self.read("application")
        df = df.filter(pl.col("CODE_GENDER").ne_missing("XNA"))

        # Codes follow the order in which the values appear, train first; a missing value is -1.
        for column in BINARY:
            seen = df[column].drop_nulls().unique(maintain_order=True)
            codes = pl.col(column).replace_strict(seen, range(len(seen)), default=-1, return_dtype=pl.Float64)
            df = df.with_columns(codes)

        employed = pl.col("DAYS_EMPLOYED")
        df = df.with_columns(pl.when(employed != NO_DATE).then(employed))
        income, credit, annuity = pl.col("AMT_INCOME_TOTAL"), pl.col("AMT_CREDIT"), pl.col("AMT_ANNUITY")
        return df.select(
            pl.exclude(list(levels)),
            # Unlike in the child tables, a missing level is no level here.
            *(
                pl.col(column).to_physical().eq_missing(code).cast(pl.Float64).alias(f"{column}_{level}")
                for column, known in levels.items()
                for code, level in enumerate(known)
            ),
            (employed / pl.col("DAYS_BIRTH")).alias("DAYS_EMPLOYED_PERC"),
            (income / credit).alias("INCOME_CREDIT_PERC"),
            (income / pl.col("CNT_FAM_MEMBERS")).alias("INCOME_PER_PERSON"),
            (annuity / income).alias("ANNUITY_INCOME_PERC"),
            (annuity / credit).alias("PAYMENT_RATE"),
        ).sort("SK_ID_CURR")

    def bureau(self) -> list[pl.DataFrame]:
        balance, status = self.read("bureau_balance", ["SK_ID_BUREAU", "MONTHS_BALANCE"])
        balance = (
            Aggregation()
            .numbers({"MONTHS_BALANCE": ["min", "max", "size"]})
            .dummies(status, ["mean"])
            .collect(balance.lazy(), "SK_ID_BUREAU")
        )
        # Every credit weighs the same in the mean of the status shares, however long its history.
        status_shares = {column: ["mean"] for column in balance.columns if column.startswith("STATUS_")}

        used = [column for column in BUREAU_STATISTICS if not column.startswith("MONTHS_BALANCE_")]
        bureau, levels = self.read("bureau", ["SK_ID_CURR", "SK_ID_BUREAU", *used])
        bureau = bureau.join(balance, on="SK_ID_BUREAU", how="left").lazy()
        every = Aggregation("BURO_").numbers(BUREAU_STATISTICS).dummies(levels, ["mean"]).numbers(status_shares)
        blocks = [every.collect(bureau, "SK_ID_CURR")]
        for prefix, level in [("ACTIVE_", "Active"), ("CLOSED_", "Closed")]:
            rows = bureau.filter(pl.col("CREDIT_ACTIVE") == level)
            blocks.append(Aggregation(prefix).numbers(BUREAU_STATISTICS).collect(rows, "SK_ID_CURR"))
        return blocks

    def previous(self) -> list[pl.DataFrame]:
        used = [column for column in PREVIOUS_STATISTICS if column != "APP_CREDIT_PERC"]
        previous, levels = self.read("previous_application", ["SK_ID_CURR", *used])
        previous = previous.lazy().with_columns(APP_CREDIT_PERC=ratio("AMT_APPLICATION", "AMT_CREDIT"))
        every = Aggregation("PREV_").numbers(PREVIOUS_STATISTICS).dummies(levels, ["mean"])
        blocks = [every.collect(previous, "SK_ID_CURR")]
        for prefix, level in [("APPROVED_", "Approved"), ("REFUSED_", "Refused")]:
            rows = previous.filter(pl.col("NAME_CONTRACT_STATUS") == level)
            blocks.append(Aggregation(prefix).numbers(PREVIOUS_STATISTICS).collect(rows, "SK_ID_CURR"))
        return blocks

    def pos(self) -> list[pl.DataFrame]:
        pos, levels = self.read("POS_CASH_balance", ["SK_ID_CURR", *POS_STATISTICS])
        features = Aggregation("POS_").numbers(POS_STATISTICS).dummies(levels, ["mean"]).count("COUNT")
        return [features.collect(pos.lazy(), "SK_ID_CURR")]

    def instalments(self) -> list[pl.DataFrame]:
        days, due_days = pl.col("DAYS_ENTRY_PAYMENT"), pl.col("DAYS_INSTALMENT")
        paid, due = pl.col("AMT_PAYMENT"), pl.col("AMT_INSTALMENT")
        used = ["SK_ID_CURR", "NUM_INSTALMENT_VERSION"]
        used += ["DAYS_ENTRY_PAYMENT", "DAYS_INSTALMENT", "AMT_PAYMENT", "AMT_INSTALMENT"]
        instalments, _ = self.read("installments_payments", used)
        # The rows of a client lie all over this file. Hashing them costs more than sorting them first, which on the
        # other tables, shorter or wider, brings nothing. The sort is eager: a lazy one is optimized away.
        instalments = instalments.sort("SK_ID_CURR").lazy().with_columns(
            PAYMENT_PERC=ratio("AMT_PAYMENT", "AMT_INSTALMENT"),
            PAYMENT_DIFF=due - paid,
            # An instalment never paid has no payment day, and counts as 0 days late.
            DPD=(days - due_days).clip(lower_bound=0).fill_null(0),
            DBD=(due_days - days).clip(lower_bound=0).fill_null(0),
        )
        features = Aggregation("INSTAL_").numbers(INSTALMENT_STATISTICS).count("COUNT")
        return [features.collect(instalments, "SK_ID_CURR")]

    def card(self) -> list[pl.DataFrame]:
        text = LEVELS["credit_card_balance"]
        columns = header(self.folder / "credit_card_balance.csv")
        numbers = [c for c in columns if c not in text and c not in ("SK_ID_PREV", "SK_ID_CURR")]
        card, levels = self.read("credit_card_balance", ["SK_ID_CURR", *numbers])
        features = Aggregation("CC_").numbers(dict.fromkeys(numbers, CARD_STATISTICS))
        features = features.dummies(levels, CARD_STATISTICS).count("COUNT")
        return [features.collect(card.lazy(), "SK_ID_CURR")]

    def features(self) -> pl.DataFrame:
        df = self.application()
        for blocks in [self.bureau, self.previous, self.pos, self.instalments, self.card]:
            for block in blocks():
                df = df.join(block, on="SK_ID_CURR", how="left", maintain_order="left")
        return df.with_columns(pl.col("SK_ID_CURR").cast(pl.Int64))


def ratio(above: str, below: str) -> pl.Expr:
    """Divides as pandas does: 0/0 is missing, and any other x/0 infinite."""
    return (pl.col(above) / pl.col(below)).fill_nan(None)


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
    # The compression that pandas uses by default, so that both write the same thing.
    df.write_parquet(arguments.out, compression="snappy")
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "rows": df.height,
                "columns": df.width - 1,
                "read_s": round(kernel.read_s, 3),
                "write_s": round(ended - writing, 3),
                "total_s": round(ended - started, 3),
                "peak_rss_bytes": peak_rss_bytes(),
            }
        )
    )


if __name__ == "__main__":
    main()
