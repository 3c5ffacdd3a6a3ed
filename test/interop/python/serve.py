"""The Python side of test/interop/python-client.ts: a line of JSON in, a line of JSON out. Arrays travel in safetensors files."""

import json
import os
import sys
import traceback


def serve(**actions):
    """Answers requests {"do": the name of an action, ...its arguments} until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"value": actions[request.pop("do")](**request)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)
