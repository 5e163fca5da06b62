"""Read one still, for a ``command`` sensor or a person, or all of a folder with its truth."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from edge.waterline.calibration import read_calibration
from edge.waterline.drawing import draw
from edge.waterline.evaluation import evaluate, summarise
from edge.waterline.lens import VOIDING, inspect
from edge.waterline.reading import open_still, read_waterline
from kawamori.errors import KawamoriError


def main(arguments: Sequence[str]) -> int:
    """Do what is asked; 1 and a sentence on standard error when it can't be done."""
    parser = argparse.ArgumentParser(prog="python -m edge.waterline", description=__doc__)
    commands = parser.add_subparsers(required=True)
    read = commands.add_parser("read", help="print what a `command` sensor prints, or null")
    read.add_argument("still", type=Path)
    read.add_argument("--calibration", type=Path, required=True, metavar="FILE")
    read.add_argument("--previous", type=Path, metavar="STILL", help="the still before this one")
    read.add_argument("--all", action="store_true", help="print all that was seen")
    read.add_argument("--picture", type=Path, metavar="FILE", help="draw the edge into a picture")
    read.set_defaults(run=_read)
    judge = commands.add_parser("evaluate", help="compare with the truth.csv of a folder")
    judge.add_argument("folder", type=Path)
    judge.add_argument("--calibration", type=Path, required=True, metavar="FILE")
    judge.add_argument("--pictures", type=Path, metavar="FOLDER", help="draw each edge")
    judge.set_defaults(run=_evaluate)
    args = parser.parse_args(arguments)
    try:
        args.run(args)
    except (KawamoriError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _read(args: argparse.Namespace) -> None:
    calibration = read_calibration(args.calibration)
    picture = open_still(args.still)
    named = calibration.reference
    reference = open_still(args.calibration.parent / named) if named else None
    previous = open_still(args.previous) if args.previous else None
    findings = inspect(picture, calibration, reference=reference, previous=previous)
    waterline = read_waterline(picture, calibration)
    faults = "; ".join(each.fault.value for each in findings if each.fault in VOIDING)
    refused = faults or waterline.refused
    said = {
        "result": round(waterline.stage_m, 3),
        "confidence": round(waterline.confidence, 2),
        "still": args.still.name,
    }
    if args.picture:
        draw(picture, calibration, waterline).save(args.picture)
    for finding in findings:
        print(f"{finding.fault.value}: {finding.words}", file=sys.stderr)
    if args.all:
        lens = [{"fault": each.fault.value, "figure": round(each.figure, 3)} for each in findings]
        seen = {
            "row_px": round(waterline.row_px, 1),
            "light": waterline.light.value,
            "refused": refused or None,
            "lens": lens,
            "calibration": calibration.version,
        }
        print(json.dumps(said | seen))
        return
    if refused:
        print(f"no waterline: {refused}", file=sys.stderr)
    print(json.dumps(None if refused else said))


def _evaluate(args: argparse.Namespace) -> None:
    compared = evaluate(args.folder, read_calibration(args.calibration), args.pictures)
    for each in compared:
        sure = f"{each.waterline.confidence:.2f}"
        refused = f"  {each.waterline.refused}" if each.waterline.refused else ""
        print(f"{each.file}  {each.light:14} {each.error_cm:+6.2f} cm  {sure}{refused}")
    print(summarise(compared))
