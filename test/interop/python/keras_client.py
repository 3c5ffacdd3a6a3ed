"""Keras, as a client of Isthmus's files: loads, predicts, trains and saves. KERAS_BACKEND chooses what it computes with."""

import os
import tempfile

import keras
import numpy as np
from keras import layers
from safetensors.numpy import load_file, save_file

from serve import module_of, output_of, serve


def written(arrays):
    handle, path = tempfile.mkstemp(suffix=".safetensors")
    os.close(handle)
    save_file({name: np.ascontiguousarray(array, dtype="float32") for name, array in arrays.items()}, path)
    return path


def versions():
    return {"keras": keras.__version__, "backend": keras.backend.backend()}


def weights_of(model):
    return {variable.path: keras.ops.convert_to_numpy(variable) for variable in model.weights}


def predict(model, samples):
    """What a file makes of samples: all of it and, of an autoencoder, its halves; its weights, and its loss where it has one."""
    loaded = keras.models.load_model(model)
    x = load_file(samples)["samples"]
    made = {"output": loaded(x, training=False)}
    names = [layer.name for layer in loaded.layers]
    if names == ["encoder", "decoder"]:
        made["code"] = loaded.get_layer("encoder")(x, training=False)
        made["decoded"] = loaded.get_layer("decoder")(made["code"], training=False)
    if loaded.compiled and loaded.loss is not None:
        made["loss"] = np.array([loaded.evaluate(x, x.reshape(made["output"].shape), batch_size=len(x), verbose=0, return_dict=True)["loss"]])
    arrays = {name: keras.ops.convert_to_numpy(array) for name, array in made.items()}
    return {
        "arrays": written(arrays),
        "weights": written(weights_of(loaded)),
        "names": names,
        "iterations": int(loaded.optimizer.iterations) if loaded.compiled else 0,
    }


def resave(model, to):
    """A file as Keras writes it itself."""
    keras.models.load_model(model).save(to)


def train(model, samples, steps, to):
    """Goes on training on the same samples in every step: the losses before each update; the model is saved."""
    loaded = keras.models.load_model(model)
    x = load_file(samples)["samples"]
    y = x.reshape((len(x), *loaded.output_shape[1:]))
    losses = []
    for _ in range(steps):
        loaded.reset_metrics()
        losses.append(float(loaded.train_on_batch(x, y, return_dict=True)["loss"]))
    loaded.save(to)
    return losses


def train_code(code, weights, samples, steps):
    """Trains the model that a program makes before it reads its data, from weights by their places: the losses before each update."""
    names = {}
    exec(code, names)
    loaded = names["autoencoder"]
    given = load_file(weights)
    loaded.set_weights([given[str(place)] for place in range(len(given))])
    x = load_file(samples)["samples"]
    losses = []
    for _ in range(steps):
        loaded.reset_metrics()
        losses.append(float(loaded.train_on_batch(x, x, return_dict=True)["loss"]))
    return losses


def noisy(model, samples):
    """What a model makes of samples while it is trained."""
    keras.utils.set_random_seed(1)
    loaded = keras.models.load_model(model)
    return written({"output": keras.ops.convert_to_numpy(loaded(load_file(samples)["samples"], training=True))})


def check(folder):
    """What train.py of a project says of the next steps."""
    return output_of(module_of(folder, "train").check)


def forget(model):
    """Saves a model without what its optimizer remembers."""
    loaded = keras.models.load_model(model)
    loaded.compile(optimizer=keras.optimizers.get(keras.optimizers.serialize(loaded.optimizer)), loss=loaded.loss)
    loaded.save(model)


# Models as people write them in Keras.


def notebook():
    inputs = keras.Input(shape=(784,))
    encoded = layers.Dense(32, activation="relu")(inputs)
    return keras.Model(inputs, layers.Dense(784, activation="sigmoid")(encoded))


def sparse():
    inputs = keras.Input(shape=(12,))
    penalty = keras.regularizers.L1(1e-4)
    encoded = layers.Dense(4, activation="relu", activity_regularizer=penalty)(inputs)
    return keras.Model(inputs, layers.Dense(12, activation="sigmoid")(encoded))


def halves():
    encoder = keras.Sequential([keras.Input((6,)), layers.Dense(5, activation="elu"), layers.Dense(2)], name="encoder")
    decoder = keras.Sequential([keras.Input((2,)), layers.Dense(5, activation="tanh"), layers.Dense(6)], name="decoder")
    inputs = keras.Input(shape=(6,))
    return keras.Model(inputs, decoder(encoder(inputs)))


def convolutional():
    return keras.Sequential(
        [
            keras.Input((8, 12, 1)),
            layers.Conv2D(4, (3, 2), activation="relu", padding="same"),
            layers.MaxPooling2D((2, 2), padding="same"),
            layers.Conv2D(2, 3, strides=2, padding="same", use_bias=False),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="leaky_relu"),
            layers.UpSampling2D((2, 2)),
            layers.Conv2D(1, (3, 3), padding="same"),
            layers.Activation("sigmoid"),
        ]
    )


def separate_activations():
    return keras.Sequential(
        [
            keras.Input((9,)),
            layers.GaussianNoise(0.1),
            layers.Dense(6),
            layers.ReLU(),
            layers.Dropout(0.2),
            layers.Dense(3),
            layers.ELU(),
            layers.Dense(3 * 3),
            layers.Softmax(),
        ]
    )


def flattened():
    return keras.Sequential(
        [
            keras.Input((4, 3, 2)),
            layers.Flatten(),
            layers.Dense(5, activation=keras.activations.tanh),
            layers.Dense(24),
            layers.Reshape((4, 3, 2)),
        ]
    )


class Sampling(layers.Layer):
    def call(self, inputs):
        return inputs


def custom():
    return keras.Sequential([keras.Input((4,)), layers.Dense(2), Sampling(), layers.Dense(4)])


def code_in_layer():
    return keras.Sequential([keras.Input((4,)), layers.Dense(2), layers.Lambda(lambda x: x * 2), layers.Dense(4)])


def skip():
    inputs = keras.Input(shape=(4,))
    encoded = layers.Dense(4)(inputs)
    return keras.Model(inputs, layers.Add()([layers.Dense(4)(encoded), inputs]))


def normalized():
    return keras.Sequential([keras.Input((4,)), layers.Dense(2), layers.BatchNormalization(), layers.Dense(4)])


MODELS = [notebook, sparse, halves, convolutional, separate_activations, flattened, custom, code_in_layer, skip, normalized]


def make(name, to, samples, optimizer=None, loss="mean_squared_error", steps=0):
    """A model of Keras's own making, trained for some steps; what it makes of samples."""
    keras.utils.set_random_seed(1)
    model = next(one for one in MODELS if one.__name__ == name)()
    x = load_file(samples)["samples"]
    if optimizer:
        model.compile(optimizer=keras.optimizers.get(optimizer), loss=loss, metrics=["mse", "accuracy"])
        for _ in range(steps):
            model.train_on_batch(x, x)
    model.save(to)
    made = {"output": keras.ops.convert_to_numpy(model(x, training=False))}
    return {"arrays": written(made), "weights": written(weights_of(model))}


if __name__ == "__main__":
    serve(check=check, forget=forget, versions=versions, predict=predict, resave=resave, train=train, train_code=train_code, noisy=noisy, make=make)
