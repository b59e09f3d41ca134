"""Small databases that come as CSV files beside their model: rows as they are, typed as their schema says."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pcsv

MODELS = Path(__file__).parents[1] / "models"
TEXT, WHOLE, FLOAT, YES_NO = pa.string(), pa.int32(), pa.float64(), pa.bool_()
LONG, DAY, MOMENT, MONEY = pa.int64(), pa.date32(), pa.timestamp("us"), pa.decimal128(10, 2)
SCORE, LOSS = pa.decimal128(4, 1), pa.decimal128(5, 2)

#: The columns that are no text, by database and table; a table without any is listed too.
TYPES: dict[str, dict[str, dict[str, pa.DataType]]] = {
    "broker": {
        "sbCustomer": {"sbCustJoinDate": DAY},
        "sbDailyPrice": {
            "sbDpDate": DAY, "sbDpOpen": MONEY, "sbDpHigh": MONEY, "sbDpLow": MONEY, "sbDpClose": MONEY,
            "sbDpVolume": LONG, "sbDpEpochMs": LONG,
        },
        "sbTicker": {"sbTickerIsActive": YES_NO},
        "sbTransaction": {
            "sbTxDateTime": MOMENT, "sbTxShares": MONEY, "sbTxPrice": MONEY, "sbTxAmount": MONEY, "sbTxTax": MONEY,
            "sbTxCommission": MONEY,
        },
    },
    "derm_treatment": {
        "adverse_events": {"id": WHOLE, "treatment_id": WHOLE, "reported_dt": DAY},
        "concomitant_meds": {"id": WHOLE, "treatment_id": WHOLE, "dose_amt": MONEY, "freq_hrs": WHOLE},
        "diagnoses": {"diag_id": WHOLE},
        "doctors": {"doc_id": WHOLE, "year_reg": WHOLE},
        "drugs": {"drug_id": WHOLE, "fda_appr_dt": DAY, "dos_amt": MONEY, "dos_freq_hrs": WHOLE},
        "outcomes": {
            "outcome_id": WHOLE, "treatment_id": WHOLE, "assess_dt": DAY,
            **{f"day{day}_{name}": kind for day in (7, 30, 100) for name, kind in (
                ("lesion_cnt", WHOLE), ("pasi_score", SCORE), ("tewl", LOSS), ("itch_vas", WHOLE), ("hfg", SCORE))},
        },
        "patients": {
            "patient_id": WHOLE, "date_of_birth": DAY, "date_of_registration": DAY, "height_cm": FLOAT,
            "weight_kg": FLOAT,
        },
        "treatments": {
            "treatment_id": WHOLE, "patient_id": WHOLE, "doc_id": WHOLE, "drug_id": WHOLE, "diag_id": WHOLE,
            "start_dt": DAY, "end_dt": DAY, "is_placebo": YES_NO, "tot_drug_amt": MONEY,
        },
    },
}  # fmt: skip


def build_from_csv(name: str) -> dict[str, pa.Table]:
    """Return the tables of a database: an empty cell is NULL, a quoted empty one is an empty text.

    Raises:
        KeyError: no such database comes with the product.
    """
    folder = MODELS / name / "data"
    return {table: _read(folder / f"{table.lower()}.csv", types) for table, types in TYPES[name].items()}


def _read(path: Path, types: dict[str, pa.DataType]) -> pa.Table:
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    options = pcsv.ConvertOptions(
        column_types={column: types.get(column, TEXT) for column in columns},
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    return pcsv.read_csv(path, convert_options=options)
