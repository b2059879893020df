# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the fixture calendar as a C header: prodcal_header.py prodcal.csv prodcal.h

A date that the table calls both `short` and `work` is a weekend day that works an hour shorter.
"""
import csv
import sys

KINDS = {
    frozenset(["off"]): "CALENDAR_OFF",
    frozenset(["short"]): "CALENDAR_SHORT",
    frozenset(["work"]): "CALENDAR_WORK",
    frozenset(["short", "work"]): "CALENDAR_SHORT_WORK",
}


def main(source, target):
    days = {}
    with open(source, encoding="utf-8") as table:
        for row in csv.DictReader(table):
            days.setdefault(row["date"], set()).add(row["kind"])
    years = sorted(date[:4] for date in days)
    with open(target, "w", encoding="utf-8") as header:
        header.write("/* Made from prodcal.csv by prodcal_header.py. */\n")
        header.write(f"enum {{ PRODCAL_FIRST_YEAR = {years[0]}, PRODCAL_LAST_YEAR = {years[-1]} }};\n")
        header.write("static const struct calendar_day prodcal[] = {\n")
        for date, kinds in sorted(days.items()):
            year, month, day = (int(part) for part in date.split("-"))
            header.write(f"    {{ {{ {year}, {month}, {day} }}, {KINDS[frozenset(kinds)]} }},\n")
        header.write("};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
