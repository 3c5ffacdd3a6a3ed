"""Keras's LayerNormalization, forward and back, in float64.
Usage: KERAS_BACKEND=jax JAX_ENABLE_X64=1 make_keras_layer_normalization.py OUT.json

Keras 3.15 on JAX 0.10. Gradients are those of the sum of dy * y. Keras takes what is said to be of two types for float32, this
layer's input too; here all is float64.
"""
import json, sys
import jax, keras
import numpy as np
keras.config.set_floatx("float64")
keras.src.backend.result_type = lambda *types: "float64"
rng = np.random.default_rng(21)
CASES = {
    "rows": ([5, 7], {}),
    "rows without beta": ([3, 4], {"center": False, "epsilon": 1e-5}),
    "rows without gamma": ([3, 5], {"scale": False, "epsilon": 0.25}),
    "rows without either": ([2, 9], {"center": False, "scale": False}),
    "images": ([2, 3, 2, 4], {}),
}
flat = lambda values: np.asarray(values).ravel().tolist()
cases = {}
for name, (shape, options) in CASES.items():
    sixteenths = lambda *of: rng.integers(-48, 49, of) / 16
    x, dy = sixteenths(*shape), sixteenths(*shape)
    layer = keras.layers.LayerNormalization(**options)
    layer.build(shape)
    initial = [flat(weight) for weight in layer.weights]
    weights = [sixteenths(shape[-1]) for _ in layer.weights]
    layer.set_weights(weights)

    def total(given, values):
        y, _ = layer.stateless_call(values, [], given)
        return (y * dy).sum(), y

    (_, y), (dx, gradients) = jax.value_and_grad(total, argnums=(0, 1), has_aux=True)(x, weights)
    assert y.dtype == dx.dtype == "float64"
    names = [weight.name for weight in layer.weights]
    cases[name] = {
        "options": options, "shape": shape, "x": flat(x), "dy": flat(dy), "y": flat(y), "dx": flat(dx),
        "weights": {
            weight: {"initial": first, "value": flat(value), "gradient": flat(gradient)}
            for weight, first, value, gradient in zip(names, initial, weights, gradients)
        },
    }
with open(sys.argv[1], "w") as file:
    file.write("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items()) + "\n}\n")
