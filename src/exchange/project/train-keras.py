"""Goes on with the training of an autoencoder that Isthmus has trained for some epochs.

    python train.py --check          # takes the next 20 steps that Isthmus would take, and compares every loss
    python train.py --epochs 20      # trains on, to 20 epochs in all, and saves trained.keras

It computes with JAX (KERAS_BACKEND names another backend). Where that finds several devices, each takes its share of every batch:
keras.distribution.DataParallel.
"""

import argparse
import json
import os
import sys
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

HERE = Path(__file__).parent

BATCH_SIZE = 256
SHUFFLE = True
SEED = 1


def read(name, devices=1, dtype="float32"):
    """Samples, what is to be made of them, and how much each counts. Bytes are pixels: 0 to 255 stand for 0 to 1.

    Samples at the end that several devices cannot share evenly are left out.
    """
    arrays = dict(np.load(HERE / f"{name}.npz"))
    left_over = len(arrays["x"]) % BATCH_SIZE % devices
    arrays = {key: array[: len(array) - left_over] for key, array in arrays.items()}
    scaled = {key: array.astype(dtype) / (255 if array.dtype == np.uint8 else 1) for key, array in arrays.items()}
    x = scaled["x"]
    y = scaled.get("target", x).reshape(len(x), *OUTPUT_SHAPE)
# [masked
    y = np.where(arrays["mask"].reshape(y.shape), y, y.dtype.type(np.nan))
# masked]
    return x, y, scaled.get("weight")


# [masked
def of_known(loss):
    """A loss that leaves out what is missing, NaN in y: of each sample the mean over the values that are known."""

    def each(y, made):
        y, made = (keras.ops.reshape(values, (-1, np.prod(OUTPUT_SHAPE), 1)) for values in (y, made))
        is_missing = keras.ops.isnan(y)
        losses = keras.losses.get(loss)(keras.ops.where(is_missing, 0.0, y), made)
        known = 1 - keras.ops.cast(is_missing[..., 0], losses.dtype)
        return keras.ops.sum(losses * known, -1) / keras.ops.maximum(keras.ops.sum(known, -1), 1)

    return each


# masked]
def load(path):
    model = keras.models.load_model(path)
# [masked
    model.compile(optimizer=model.optimizer, loss=of_known(LOSS))
# masked]
    return model


def notes_of(path):
    """What Isthmus wrote beside the model and Keras does not keep: how data are prepared, a threshold, epochs."""
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("metadata.json")).get("isthmus", {})


def save(model, path, notes):
    """Saves what Keras loads and `isthmus import` reads, with the notes."""
# [masked
    model.compile(optimizer=model.optimizer, loss=LOSS)
# masked]
    model.save(path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["metadata.json"] = json.dumps({**json.loads(parts["metadata.json"]), "isthmus": notes})
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)


# [random
def record(model, steps):
    """Lets layers that draw random numbers take, in their order, those that Isthmus drew. Returns what goes on to a step."""
    layers = [layer for part in model.layers for layer in part.layers]
    drawing = [layer for layer in layers if isinstance(layer, (keras.layers.GaussianNoise, keras.layers.Dropout))]
    draws = {}

    def replay(layer, index):
        def call(x, training=False):
            if isinstance(layer, keras.layers.Dropout):
                return x * draws[index] / (1 - layer.rate)
            return x + layer.stddev * draws[index]

        layer.call = call

    for index, layer in enumerate(drawing):
        replay(layer, index)

    def go_to(step):
        draws.update({index: steps[f"draws.{step}.{index}"].astype(keras.config.floatx()) for index in range(len(drawing))})

    # Each step has draws of its own, which a compiled one would not see.
    model.compile(optimizer=model.optimizer, loss=model.loss, run_eagerly=True)
    return go_to


# random]
def in_64_bits(model):
    """The same model, trained by the same rule from the same state, in 64 bits."""
    config = json.loads(model.to_json().replace('"float32"', '"float64"'))
    config.pop("compile_config", None)
    twin = keras.models.model_from_json(json.dumps(config))
    twin.set_weights(model.get_weights())
    optimizer = keras.optimizers.deserialize(keras.optimizers.serialize(model.optimizer))
    twin.compile(optimizer=optimizer, loss=model.loss)
    optimizer.build(twin.trainable_variables)
    for variable, known in zip(optimizer.variables, model.optimizer.variables):
        variable.assign(known)
    return twin


def next_losses(steps, dtype):
    """The losses of the steps that Isthmus would take next."""
    model = load(HERE / "autoencoder.keras")
    keras.config.set_floatx(dtype)
    if dtype == "float64":
        if keras.backend.backend() == "jax":
            import jax

            jax.config.update("jax_enable_x64", True)
        model = in_64_bits(model)
    x, y, weight = read("train", dtype=dtype)
# [random
    go_to = record(model, steps)
# random]
    losses = []
    for step, rows in enumerate(np.split(steps["rows"], np.cumsum(steps["batch_sizes"])[:-1])):
# [random
        go_to(step)
# random]
        model.reset_metrics()
        # Keras tells a layer's added losses by their id(), which a new step's may have again: those it then drops are not summed.
        model._clear_losses()
        of_rows = None if weight is None else weight[rows]
        losses.append(float(model.train_on_batch(x[rows], y[rows], of_rows, return_dict=True)["loss"]))
    return np.array(losses)


def check():
    """Whether the next losses here are Isthmus's: in 64 bits those of its reference, in 32 bits those of its GPU.

    In 64 bits the losses agree as far as Keras tells them, as 32-bit floats, or the rule is another. In 32 bits they differ by
    rounding, which training amplifies (README.md says how much is allowed).
    """
    steps = np.load(HERE / "steps.npz")
    losses = next_losses(steps, "float32")
    exact = next_losses(steps, "float64")
    off = np.abs(losses - steps["losses"]) / steps["losses"]
    off_exact = np.abs(exact - steps["exact"]) / steps["exact"]
    print("step      Isthmus        Keras   difference   in 64 bits")
    for row in zip(range(1, len(losses) + 1), steps["losses"], losses, off, off_exact):
        print("{:4d}  {:11.8f}  {:11.8f}   {:10.1e}   {:10.1e}".format(*row))
    allowed, allowed_exact = float(steps["allowed"]), float(steps["allowed_exact"])
    same = bool((off <= allowed).all() and (off_exact <= allowed_exact).all())
    print(
        f"{'The same training' if same else 'NOT THE SAME TRAINING'}: losses differ by {off.max():.1e} at most, of {allowed:.1e} "
        f"allowed; in 64 bits by {off_exact.max():.1e}, of {allowed_exact:.1e}."
    )
    return same


def train(epochs, start, out, devices):
    model = load(start)
    notes = notes_of(start)
    done = notes.get("epochs", 0)
    if epochs <= done:
        raise SystemExit(f"It has trained {done} epochs: give more in all with --epochs.")
    x, y, weight = read("train", devices)
    validation = read("validation", devices) if (HERE / "validation.npz").exists() else None
    model.fit(
        x,
        y,
        sample_weight=weight,
        batch_size=BATCH_SIZE,
        shuffle=SHUFFLE,
        initial_epoch=done,
        epochs=epochs,
        validation_data=validation,
        validation_batch_size=BATCH_SIZE,
        verbose=2,
    )
    save(model, out, {**notes, "epochs": epochs})
    print(f"Saved {out}: `isthmus import {out}` takes it back, `python train.py --resume {out}` goes on.")


def main():
    parser = argparse.ArgumentParser(description="Goes on with the training of an autoencoder from Isthmus.")
    parser.add_argument("--check", action="store_true", help="compare the next steps with Isthmus's, and end")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="epochs in all (default: %(default)s)")
    parser.add_argument("--resume", type=Path, default=HERE / "autoencoder.keras", metavar="FILE", help="go on with it")
    parser.add_argument("--out", type=Path, default=HERE / "trained.keras", metavar="FILE", help="where to save it")
    options = parser.parse_args()
    keras.utils.set_random_seed(SEED)
    if options.check:
        sys.exit(0 if check() else 1)
    devices = len(keras.distribution.list_devices())
    if devices > 1:
        if BATCH_SIZE % devices:
            raise SystemExit(f"{devices} devices cannot share batches of {BATCH_SIZE} samples: change one or the other.")
        keras.distribution.set_distribution(keras.distribution.DataParallel())
    train(options.epochs, options.resume, options.out, devices)


if __name__ == "__main__":
    main()
