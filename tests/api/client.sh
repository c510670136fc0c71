#!/usr/bin/env bash
# A client of the service in curl:
#
#     OCTROI_KEY=octroi_… bash client.sh applicant.json CLIENT < applicants.jsonl
#
# OCTROI_URL says where the service is (default: http://127.0.0.1:8080).
set -euo pipefail
applicant="$1" client="$2"
url="${OCTROI_URL:-http://127.0.0.1:8080}/v1"

# The key is read from a file of its own: what stands on a command line, others can see.
ask() { curl --silent --show-error --fail-with-body --header @<(echo "Authorization: Bearer $OCTROI_KEY") "$@"; }
post() { ask --header 'Content-Type: application/json' --data "$@"; }

# A new applicant.
post @"$applicant" "$url/score?lang=en"
echo

# A client of the portfolio: why this score, and what if they asked for less.
ask "$url/clients/$client/explanation?lang=en"
echo
post '{"changes": {"AMT_CREDIT": 200000}}' "$url/clients/$client/what-if?lang=en"
echo

# The sheet that the adviser hands over.
ask --output "$client.pdf" "$url/clients/$client/sheet.pdf?lang=en"

# Many applicants, line by line, as they come.
ask --no-buffer --header 'Content-Type: application/x-ndjson' --upload-file - --request POST "$url/score/batch"

# What cannot be scored is told with its place, its rule and the way out.
post '{"application": {"AMT_INCOME_TOTAL": -1}}' "$url/score" || echo " refused"
