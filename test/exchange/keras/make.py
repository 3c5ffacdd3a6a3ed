"""Makes the fixtures beside it with real Keras (3.15, any backend): files, gzipped, and what Keras makes of a few samples."""

import gzip
import json
import pathlib

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
    for ending in ("keras", "h5"):
        path = HERE / f"{name}.{ending}"
        model.save(path)
        (HERE / f"{name}.{ending}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        path.unlink()
    output = keras.ops.convert_to_numpy(model(x, training=False))
    floats = lambda array: [float(value) for value in array.reshape(-1)]
    return {"version": keras.__version__, "samples": floats(x), "outputs": floats(output)}


facts = {
    "halves": make("halves", halves(), keras.optimizers.Adam(0.01), "binary_crossentropy"),
    "chain": make("chain", chain(), keras.optimizers.Adadelta(1.0, epsilon=1e-7), "binary_crossentropy"),
    "images": make("images", images(), keras.optimizers.RMSprop(momentum=0.5), "mean_squared_error"),
}
(HERE / "made.json").write_text(json.dumps(facts) + "\n")
