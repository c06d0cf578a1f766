"""The target board of a scenario, a what-if, and where a figure comes from.

    indicast up &
    python3 target_board.py --lang zh --scenario trend

目标板、改一项假设的结果、一个数值的出处。
"""

import argparse
import io
import sys
from typing import Any

import indicast

FIGURE = ("imports-exports.changsha.growth.current.total", 2023)


def table(frame: Any, **names: str) -> str:
    """Some columns under other names."""
    text: str = frame[list(names)].rename(columns=names).to_string(index=False, na_rep="-")
    return text


def show(client: indicast.Client, scenario: str) -> None:
    """Prints the board."""
    chinese = client.options.language == "zh"
    outcome = client.project(scenario)
    headline = outcome.targets[outcome.targets.section == "headline"]
    if chinese:
        print(table(headline, name="指标", goal_value="目标", base="上年", projection="测算", verdict="结论"))
    else:
        print(
            table(
                headline,
                name="INDICATOR",
                goal_value="TARGET",
                base="ACTUAL",
                projection="PROJECTED",
                verdict="VERDICT",
            )
        )
    changed = client.what_if({"imports-exports": "3%"}, against=scenario).differences
    print("\n进出口只增长3%:" if chinese else "\nimports and exports grow by 3 % only:")
    print(
        table(changed, indicator="", basis=" ", year="  ", baseline=scenario, scenario_value="3%")
    )
    evidence = client.evidence(figure=FIGURE)
    print(f"\n{client.text(evidence.document.title)}: {evidence.sentence}")
    receipt = outcome.receipt
    print(f"revision {receipt.data_revision}, inputs {receipt.inputs_hash}")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lang", choices=("zh", "en"), default="en")
    parser.add_argument("--scenario", default="plan")
    arguments = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A console that cannot show a character shows a question mark instead of failing.
        sys.stdout.reconfigure(errors="replace")
    try:
        with indicast.connect(language=arguments.lang) as client:
            show(client, arguments.scenario)
    except indicast.IndicastError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
