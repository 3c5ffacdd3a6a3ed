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


def read(name):
    """Samples, what is to be made of them, and how much each counts. Bytes are pixels: 0 to 255 stand for 0 to 1."""
    arrays = dict(np.load(HERE / f"{name}.npz"))
    scaled = {key: array.astype("float32") / (255 if array.dtype == np.uint8 else 1) for key, array in arrays.items()}
    x = scaled["x"]
    y = scaled.get("target", x).reshape(len(x), *OUTPUT_SHAPE)
# [masked
    y[~arrays["mask"].reshape(y.shape)] = np.nan
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
        draws.update({index: steps[f"draws.{step}.{index}"].astype("float32") for index in range(len(drawing))})

    # Each step has draws of its own, which a compiled one would not see.
    model.compile(optimizer=model.optimizer, loss=model.loss, run_eagerly=True)
    return go_to


# random]
def check():
    """Whether the next losses here are Isthmus's: rounding alone may tell them apart (README.md says by how much)."""
    model = load(HERE / "autoencoder.keras")
    x, y, weight = read("train")
    steps = np.load(HERE / "steps.npz")
# [random
    go_to = record(model, steps)
# random]
    losses = []
    for step, rows in enumerate(np.split(steps["rows"], np.cumsum(steps["batch_sizes"])[:-1])):
# [random
        go_to(step)
# random]
        model.reset_metrics()
        of_rows = None if weight is None else weight[rows]
        losses.append(float(model.train_on_batch(x[rows], y[rows], of_rows, return_dict=True)["loss"]))
    off = np.abs(np.array(losses) - steps["exact"]) / steps["exact"]
    print("step      Isthmus        Keras   difference from 64 bits")
    for row in zip(range(1, len(losses) + 1), steps["losses"], losses, off):
        print("{:4d}  {:11.8f}  {:11.8f}   {:10.1e}".format(*row))
    allowed = float(steps["allowed"])
    same = bool((off <= allowed).all())
    verdict = "The same training" if same else "NOT THE SAME TRAINING"
    print(f"{verdict}: losses differ by {off.max():.1e} at most, of {allowed:.1e} allowed.")
    return same


def train(epochs, start, out):
    model = load(start)
    notes = notes_of(start)
    done = notes.get("epochs", 0)
    if epochs <= done:
        raise SystemExit(f"It has trained {done} epochs: give more in all with --epochs.")
    x, y, weight = read("train")
    validation = read("validation") if (HERE / "validation.npz").exists() else None
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
    if len(keras.distribution.list_devices()) > 1:
        keras.distribution.set_distribution(keras.distribution.DataParallel())
    if options.check:
        sys.exit(0 if check() else 1)
    train(options.epochs, options.resume, options.out)


if __name__ == "__main__":
    main()
