"""Makes the fixtures beside it with real Keras (3.15, any backend): files, gzipped, and what Keras makes of a few samples."""

import gzip
import json
import pathlib

import h5py
import keras
import numpy as np
from keras import layers

HERE = pathlib.Path(__file__).parent


def halves():
    """A functional model of two models."""
    encoder = keras.Sequential([keras.Input((6,)), layers.Dense(5, activation="elu"), layers.Dense(2)], name="encoder")
    decoder = keras.Sequential([keras.Input((2,)), layers.Dense(6, activation="sigmoid", use_bias=False)], name="decoder")
    inputs = keras.Input(shape=(6,))
    return keras.Model(inputs, decoder(encoder(inputs)))


def functional():
    """Functional models within one; their uses are numbered from 1."""
    inputs = keras.Input(shape=(6,))
    encoder = keras.Model(inputs, layers.Dense(2)(layers.Dense(4, activation="relu")(inputs)), name="to_code")
    codes = keras.Input(shape=(2,))
    decoder = keras.Model(codes, layers.Dense(6)(codes), name="from_code")
    outer = keras.Input(shape=(6,))
    return keras.Model(outer, decoder(encoder(outer)))


def keras2(model, path):
    """A functional model as Keras 2.1 wrote it, the notebook's version: by hand, since that runs on no Python of today."""
    dense = [layer for layer in model.layers if isinstance(layer, layers.Dense)]
    names = ["input_1", "dense_1", "dense_2"]
    scaling = {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}
    entries = [
        {
            "name": "input_1",
            "class_name": "InputLayer",
            "config": {"batch_input_shape": [None, 6], "dtype": "float32", "sparse": False, "name": "input_1"},
            "inbound_nodes": [],
        }
    ]
    for layer, name, before in zip(dense, names[1:], names):
        config = {
            "name": name,
            "trainable": True,
            "units": layer.units,
            "activation": layer.activation.__name__,
            "use_bias": True,
            "kernel_initializer": {"class_name": "VarianceScaling", "config": scaling},
            "bias_initializer": {"class_name": "Zeros", "config": {}},
            **{f"{of}_regularizer": None for of in ("kernel", "bias", "activity")},
            **{f"{of}_constraint": None for of in ("kernel", "bias")},
        }
        entries.append({"name": name, "class_name": "Dense", "config": config, "inbound_nodes": [[[before, 0, 0, {}]]]})
    config = {
        "name": "model_1",
        "layers": entries,
        "input_layers": [["input_1", 0, 0]],
        "output_layers": [["dense_2", 0, 0]],
    }
    optimizer = {"class_name": "Adadelta", "config": {"lr": 1.0, "rho": 0.95, "decay": 0.0, "epsilon": 1e-07}}
    training = {
        "optimizer_config": optimizer,
        "loss": "binary_crossentropy",
        "metrics": ["mse"],
        "sample_weight_mode": None,
        "loss_weights": None,
    }
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = b"2.1.6"
        file.attrs["backend"] = b"tensorflow"
        file.attrs["model_config"] = json.dumps({"class_name": "Model", "config": config}).encode()
        file.attrs["training_config"] = json.dumps(training).encode()
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = [name.encode() for name in names]
        for name, layer in zip(names, [None, *dense]):
            group = weights.create_group(name)
            arrays = [] if layer is None else [(f"{name}/kernel:0", layer.kernel), (f"{name}/bias:0", layer.bias)]
            group.attrs["weight_names"] = [path.encode() for path, _ in arrays]
            for path, array in arrays:
                group[path] = keras.ops.convert_to_numpy(array)


def chain():
    """A functional chain, with the penalty of the Keras blog's sparse model."""
    inputs = keras.Input(shape=(6,))
    encoded = layers.Dense(3, activation="relu", activity_regularizer=keras.regularizers.L1(1e-4))(inputs)
    return keras.Model(inputs, layers.Dense(6, activation="sigmoid")(encoded))


def images():
    """A Sequential of every layer that images have, activations as layers of their own."""
    return keras.Sequential(
        [
            keras.Input((6, 4, 1)),
            layers.GaussianNoise(0.1),
            layers.Conv2D(3, (3, 2), padding="same"),
            layers.LeakyReLU(negative_slope=0.2),
            layers.MaxPooling2D(2, padding="same"),
            layers.Dropout(0.2),
            layers.Flatten(),
            layers.Dense(4, activation="tanh"),
            layers.Dense(12),
            layers.ReLU(),
            layers.Reshape((3, 2, 2)),
            layers.Conv2DTranspose(2, 3, strides=(2, 1), padding="same", activation="leaky_relu"),
            layers.UpSampling2D((1, 2)),
            layers.Conv2D(1, 1, activation="sigmoid"),
        ]
    )


def make(name, model, optimizer, loss):
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(1)
    x = rng.random((4, *model.input_shape[1:]), dtype="float32")
    model.compile(optimizer=optimizer, loss=loss, metrics=["mse"])
    for _ in range(3):
        model.train_on_batch(x, x)
    for ending in {"keras2": ["h5"], "chain": ["keras"]}.get(name, ["keras", "h5"]):
        path = HERE / f"{name}.{ending}"
        keras2(model, path) if name == "keras2" else model.save(path)
        (HERE / f"{name}.{ending}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        path.unlink()
    output = keras.ops.convert_to_numpy(model(x, training=False))
    floats = lambda array: [float(value) for value in array.reshape(-1)]
    return {"version": keras.__version__, "samples": floats(x), "outputs": floats(output)}


facts = {
    "halves": make("halves", halves(), keras.optimizers.Adam(0.01), "binary_crossentropy"),
    "functional": make("functional", functional(), "sgd", "mean_squared_error"),
    "keras2": make("keras2", chain(), keras.optimizers.Adadelta(1.0, epsilon=1e-7), "binary_crossentropy"),
    "chain": make("chain", chain(), keras.optimizers.Adadelta(1.0, epsilon=1e-7), "binary_crossentropy"),
    "images": make("images", images(), keras.optimizers.RMSprop(momentum=0.5), "mean_squared_error"),
}
(HERE / "made.json").write_text(json.dumps(facts) + "\n")
