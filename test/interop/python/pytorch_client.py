"""PyTorch, for test/interop/pytorch.test.ts: what model.py of an export computes, and how it trains."""

import importlib.util
import warnings
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from serve import output_of, serve
from serve import module_of as project_module

torch.set_num_threads(1)
warnings.filterwarnings("ignore")


def module_of(folder):
    """model.py of an export, as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"model_{Path(folder).name}", Path(folder) / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def channels_first(x):
    """Copied: of one channel, `contiguous()` keeps strides by which PyTorch 2.13 on oneDNN convolves with strides wrongly."""
    return x.permute(0, 3, 1, 2).clone(memory_format=torch.contiguous_format) if x.dim() == 4 else x


def channels_last(y):
    return (y.permute(0, 2, 3, 1) if y.dim() == 4 else y).detach().contiguous()


def run(folder, arrays):
    """Predictions and codes of x, in the order in which Isthmus has them; and the loss outside training."""
    model = module_of(folder).load()
    x = channels_first(load_file(arrays)["x"])
    with torch.no_grad():
        code = model.encode(x)
        outputs = {"y": model(x), "decoded": model.decode(code), "code": code}
        loss = model.double().loss(x.double())
    path = Path(folder) / "outputs.safetensors"
    save_file({**{name: channels_last(value) for name, value in outputs.items()}, "loss": loss.reshape(1).float()}, path)
    return {"path": str(path), "loss": loss.item()}


def half(folder, arrays):
    """What a half that was exported alone computes."""
    model = module_of(folder).load()
    with torch.no_grad():
        y = model(channels_first(load_file(arrays)["x"]))
    path = Path(folder) / "outputs.safetensors"
    save_file({"y": channels_last(y)}, path)
    return str(path)


def train(folder, arrays, batch, steps):
    """Goes on with training, in file order and in 64 bits, and saves what came of it. Answers the losses."""
    module = module_of(folder)
    model = module.load().double().train()
    optimizer = module.make_optimizer(model)
    for parameter in model.parameters():
        for name, value in optimizer.state.get(parameter, {}).items():
            if name != "step":
                optimizer.state[parameter][name] = value.double()
    x = channels_first(load_file(arrays)["x"]).double()
    losses = []
    for step in range(steps):
        optimizer.zero_grad()
        loss = model.loss(x[step * batch : (step + 1) * batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    for parameter in model.parameters():
        for name, value in optimizer.state.get(parameter, {}).items():
            if name != "step":
                optimizer.state[parameter][name] = value.float()
    module.save(model.float(), optimizer, folder)
    return losses


def train_single(folder, arrays, batch, steps):
    """The same in 32 bits, as model.py is meant to be used."""
    module = module_of(folder)
    model = module.load().train()
    optimizer = module.make_optimizer(model)
    x = channels_first(load_file(arrays)["x"])
    losses = []
    for step in range(steps):
        optimizer.zero_grad()
        loss = model.loss(x[step * batch : (step + 1) * batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    module.save(model, optimizer, folder, epochs=4)
    return losses


def to_onnx(folder, arrays, dynamo, external=False):
    """The module as PyTorch's exporter writes it, and what it computes."""
    model = module_of(folder).load()
    x = channels_first(load_file(arrays)["x"])
    path = Path(folder) / "exported.onnx"
    if dynamo:
        options = {"dynamic_shapes": ({0: torch.export.Dim("batch")},), "external_data": external}
    else:
        options = {"dynamic_axes": {"x": {0: "batch"}, "y": {0: "batch"}}}
    torch.onnx.export(model, (x,), path, dynamo=dynamo, input_names=["x"], output_names=["y"], verbose=False, **options)
    return str(path)


def check(folder):
    """What train.py of a project says of the next steps."""
    module = project_module(folder, "train")
    return output_of(module.check, module.Process.start())


serve(check=check, run=run, half=half, train=train, train_single=train_single, to_onnx=to_onnx)
