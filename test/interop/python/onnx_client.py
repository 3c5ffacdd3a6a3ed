"""ONNX's checker and ONNX Runtime, for test/interop/onnx.test.ts."""

from pathlib import Path

import onnx
import onnxruntime
from safetensors.numpy import load_file, save_file
from serve import serve


def file_in(folder):
    return next(Path(folder).glob("*.onnx"))


def run(folder, arrays):
    """Checks the file, types and shapes of all values included, and answers what ONNX Runtime makes of the arrays."""
    path = file_in(folder)
    onnx.checker.check_model(str(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    inputs = load_file(arrays)
    values = session.run(None, inputs)
    outputs = Path(folder) / "outputs.safetensors"
    save_file({output.name: value for output, value in zip(session.get_outputs(), values)}, outputs)
    return str(outputs)


def inferred(folder):
    """The shapes that ONNX infers for what the graph gives out, by name; a length that varies is its name."""
    model = onnx.load(file_in(folder))
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    graph = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    return {
        value.name: [dim.dim_value or dim.dim_param for dim in value.type.tensor_type.shape.dim] for value in graph.output
    }


serve(run=run, inferred=inferred)
