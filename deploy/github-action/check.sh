#!/usr/bin/env bash
# What the action does: inputs come as variables, and none of them is ever read as code. The status of `lamppost check` is that
# of the step, and an output besides, so that a later step can upload the SARIF file whatever came out.
set -euo pipefail

options=(--fail-on "$FAIL_ON" --min-severity "$MIN_SEVERITY")
evidence=()
while IFS= read -r line; do
    [[ -z "$line" ]] || evidence+=("$line")
done <<< "$EVIDENCE"
while IFS= read -r line; do
    [[ -z "$line" ]] || options+=(--policy "$line")
done <<< "$POLICY"
[[ -z "$CONTEXT" ]] || options+=(--context "$CONTEXT")
[[ -z "$SUPPRESSIONS" ]] || options+=(--suppressions "$SUPPRESSIONS")
[[ -z "$AS_OF" ]] || options+=(--as-of "$AS_OF")
[[ -z "$SARIF" ]] || options+=(-o "$SARIF")

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0
"$LAMPPOST" check "${options[@]}" -o "$folder/summary.md" -- "${evidence[@]}" || status=$?

[[ ! -f "$folder/summary.md" ]] || cat "$folder/summary.md" >> "$GITHUB_STEP_SUMMARY"
written=""
[[ -z "$SARIF" || ! -f "$SARIF" ]] || written="$SARIF"
# an output is one line of the file: a name with a line feed in it would be an output of its own
if [[ "$written" == *$'\n'* || "$written" == *$'\r'* ]]; then
    echo "the input sarif is no name of a file" >&2
    exit 2
fi
{
    echo "status=$status"
    echo "sarif=$written"
} >> "$GITHUB_OUTPUT"
exit "$status"
