"""The Python side of test/interop/python-client.ts: a line of JSON in, a line of JSON out. Arrays travel in safetensors files."""

import contextlib
import importlib.util
import io
import json
import os
import sys
import traceback


def module_of(folder, name):
    """A file of a folder as a module of its own, whose imports come from beside it."""
    for known in ("model", "train"):
        sys.modules.pop(known, None)
    sys.path.insert(0, folder)
    try:
        spec = importlib.util.spec_from_file_location(name, os.path.join(folder, f"{name}.py"))
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(folder)


def output_of(function, *args):
    """What a function prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        function(*args)
    return out.getvalue()


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
