"""What is watched, as a text file of metrics that a collector picks up.

The form is Prometheus's text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats/), as the
textfile collector of its node exporter reads it. No address and no name of a device is in it.
"""

from collections import Counter
from collections.abc import Iterable

from lamppost.model.result import ResultDocument

_WATCHES = {True: "yes", None: "perhaps"}


def metrics_of(result: ResultDocument, *, lines: int, files: int, issues: int) -> str:
    """The text of the file.

    Args:
        result: The document as it is now.
        lines: Lines of logs that were read in all.
        files: Files that were read in all.
        issues: Things that could not be read.
    """
    devices = Counter(_WATCHES[one.watches] for one in result.devices if one.watches is not False)
    verdicts = Counter((one.policy, one.rule, one.kind) for one in result.verdicts if not one.suppressed_by)
    destinations = sum(len(one.destinations) for one in result.devices)
    groups: tuple[tuple[str, str, str, Iterable[tuple[str, int]]], ...] = (
        ("lamppost_log_lines_total", "counter", "Lines of logs that were read.", [("", lines)]),
        ("lamppost_log_files_total", "counter", "Files that were read.", [("", files)]),
        ("lamppost_issues", "gauge", "Kinds of things that could not be read.", [("", issues)]),
        (
            "lamppost_devices",
            "gauge",
            "Devices that watch or listen, or perhaps do.",
            [(f'{{watches="{word}"}}', devices[word]) for word in _WATCHES.values()],
        ),
        ("lamppost_destinations", "gauge", "Destinations outside that they have.", [("", destinations)]),
        (
            "lamppost_verdicts",
            "gauge",
            "Verdicts that nothing suppresses.",
            [
                (f'{{policy="{_quoted(policy)}",rule="{_quoted(rule)}",says="{kind}"}}', count)
                for (policy, rule, kind), count in sorted(verdicts.items())
            ],
        ),
    )
    lines_of_text = []
    for name, kind, words, values in groups:
        lines_of_text += [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
        lines_of_text += [f"{name}{labels} {value}" for labels, value in values]
    return "\n".join(lines_of_text) + "\n"


def _quoted(text: str) -> str:
    """A value of a label: backslash, quote and line feed are escaped."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
