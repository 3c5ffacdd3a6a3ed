"""Trainings with every optimizer in Keras, in float64. Usage: KERAS_BACKEND=torch make_keras_optimizers.py OUT.json

Keras 3.15 on PyTorch 2.13. A model of 6 → 3 → 6, twelve samples of sixteenths in batches of 5, 5 and 2, three epochs in file
order; squared error. What Keras clips it rounds to float32 on the way.
"""
import json, sys
import numpy as np, torch, keras
keras.config.set_floatx("float64")
rng = np.random.default_rng(12)
SAMPLES = rng.integers(0, 17, (12, 6)) / 16
INITIAL = [rng.integers(-64, 65, shape) / 64 for shape in [(6, 3), (3,), (3, 6), (6,)]]
BATCHES = [(0, 5), (5, 10), (10, 12)] * 3
K = keras.optimizers
# Our settings, and Keras's optimizer with the same.
CASES = {
    "adadelta": ({"type": "adadelta"}, lambda: K.Adadelta(learning_rate=1.0)),
    "adadelta, clipped": ({"type": "adadelta", "clipnorm": 0.0625}, lambda: K.Adadelta(learning_rate=1.0, clipnorm=0.0625)),
    "adam": ({"type": "adam"}, lambda: K.Adam()),
    "adam, fast and clipped": ({"type": "adam", "learningRate": 0.1, "beta1": 0.5, "clipnorm": 0.0625},
                               lambda: K.Adam(learning_rate=0.1, beta_1=0.5, clipnorm=0.0625)),
    "adamw": ({"type": "adamw"}, lambda: K.AdamW()),
    "adamw, strong": ({"type": "adamw", "learningRate": 0.1, "weightDecay": 0.5},
                      lambda: K.AdamW(learning_rate=0.1, weight_decay=0.5)),
    "adamw, strong and clipped": ({"type": "adamw", "learningRate": 0.1, "weightDecay": 0.5, "clipnorm": 0.0625},
                                  lambda: K.AdamW(learning_rate=0.1, weight_decay=0.5, clipnorm=0.0625)),
    "adamw without decay": ({"type": "adamw", "weightDecay": 0}, lambda: K.AdamW(weight_decay=0.0)),
    "sgd": ({"type": "sgd"}, lambda: K.SGD()),
    "sgd with momentum": ({"type": "sgd", "learningRate": 0.1, "momentum": 0.9},
                          lambda: K.SGD(learning_rate=0.1, momentum=0.9)),
    "sgd with Nesterov's": ({"type": "sgd", "learningRate": 0.1, "momentum": 0.9, "nesterov": True, "clipnorm": 0.0625},
                            lambda: K.SGD(learning_rate=0.1, momentum=0.9, nesterov=True, clipnorm=0.0625)),
    "rmsprop": ({"type": "rmsprop"}, lambda: K.RMSprop()),
    "rmsprop with momentum": ({"type": "rmsprop", "learningRate": 0.01, "momentum": 0.9},
                              lambda: K.RMSprop(learning_rate=0.01, momentum=0.9)),
}


def train(optimizer):
    """Gradients are PyTorch's: Keras's own product rounds to float32 on the way."""
    variables = [keras.Variable(w, dtype="float64") for w in INITIAL]
    losses = []
    for begin, end in BATCHES:
        x = torch.from_numpy(SAMPLES[begin:end])
        kernel, bias, decoder_kernel, decoder_bias = values = [variable.value for variable in variables]
        loss = ((torch.tanh(x @ kernel + bias) @ decoder_kernel + decoder_bias - x) ** 2).mean()
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, values)
        optimizer.apply(list(gradients), variables)
    return losses, [variable.value.detach().numpy().ravel().tolist() for variable in variables]


cases = {}
for name, (settings, make) in CASES.items():
    losses, weights = train(make())
    cases[name] = {"optimizer": settings, "losses": losses, "weights": weights}
    print(name, losses[0], losses[-1])
fixture = {"samples": SAMPLES.ravel().tolist(), "initial": [w.ravel().tolist() for w in INITIAL], "cases": cases}
with open(sys.argv[1], "w") as file:
    lines = [f"{json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items()]
    head = {key: fixture[key] for key in ("samples", "initial")}
    file.write(json.dumps(head)[:-1] + ', "cases": {\n' + ",\n".join(lines) + "\n}}\n")
