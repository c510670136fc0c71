#!/usr/bin/env python3
"""The floor: how long Polars takes merely to parse the files into typed columns.

Whatever reads these files with this parser takes at least this long. Tables are read one after the other, with the
types of kernel_polars.py but every column, used or not.

    floor_polars.py DATA_DIR
"""

import argparse
import json
import time
from pathlib import Path

import polars as pl
from kernel_polars import FILES, LEVELS, peak_rss_bytes, scan

SIZE = "rows of the table"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data_dir", type=Path)
    arguments = parser.parse_args()

    started = time.perf_counter()
    n_rows = n_columns = 0
    for table, files in FILES.items():
        for file in files:
            rows = scan(arguments.data_dir, file, LEVELS.get(table, {}))
            # To count what is missing in a column the engine must parse it, and almost nothing else.
            counted = rows.select(pl.len().alias(SIZE), pl.all().null_count()).collect(engine="streaming")
            n_rows += counted[SIZE].item()
            n_columns += counted.width - 1
    total_s = round(time.perf_counter() - started, 3)
    print(
        json.dumps(
            {
                "rows": n_rows,
                "columns": n_columns,
                "read_s": total_s,
                "write_s": 0.0,
                "total_s": total_s,
                "peak_rss_bytes": peak_rss_bytes(),
            }
        )
    )


if __name__ == "__main__":
    main()
