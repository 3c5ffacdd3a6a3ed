"""The benchmark's training steps in PyTorch and JAX on an NVIDIA GPU: what one would take instead of Isthmus there.

Usage: python3 bench/python/peers.py TRAIN_IMAGES     (MNIST's IDX file, gzipped or not)

Prints one JSON object a line: the peer, the workload, and microseconds a step, the median of seven turns. Everything is
single precision without TF32. The images lie on the GPU as bytes; every epoch takes them in a new order.

- PyTorch, eager, and as a CUDA graph of the whole step (gather, forward, backward, Adadelta) that is replayed.
- JAX: an epoch as one jitted `lax.scan` over the steps.

The models are the notebook's (784-32-784), the deep one (784-128-64-32-64-128-784) and the Keras blog's convolutional one;
binary cross-entropy from logits, Adadelta with learning rate 1, rho 0.95 and epsilon 1e-7, as the benchmark has them.
"""

import gzip
import json
import sys
import time

import numpy as np

TURNS = 7


def report(peer, workload, run, steps):
    """`run` takes `steps` steps and returns when they are done."""
    run()
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        run()
        times.append((time.perf_counter() - began) / steps)
    print(json.dumps({"peer": peer, "workload": workload, "us_a_step": round(float(np.median(times)) * 1e6, 1)}), flush=True)


def images_of(path):
    raw = open(path, "rb").read()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    return np.frombuffer(raw, np.uint8)[16:].reshape(-1, 784).copy()


def torch_peers(pixels):
    import torch
    from torch import nn

    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    images = torch.from_numpy(pixels).cuda()
    name = f"PyTorch {torch.__version__}"

    def dense(*widths):
        layers = [layer for pair in zip(widths, widths[1:]) for layer in (nn.Linear(*pair), nn.ReLU())]
        return nn.Sequential(*layers[:-1])

    def convolutional():
        def conv(inputs, outputs):
            return [nn.Conv2d(inputs, outputs, 3, padding="same"), nn.ReLU()]

        def pool():
            return nn.MaxPool2d(2, ceil_mode=True)

        def up():
            return nn.Upsample(scale_factor=2)

        encoder = [*conv(1, 16), pool(), *conv(16, 8), pool(), *conv(8, 8), pool()]
        decoder = [*conv(8, 8), up(), *conv(8, 8), up(), nn.Conv2d(8, 16, 3), nn.ReLU(), up()]
        return nn.Sequential(*encoder, *decoder, nn.Conv2d(16, 1, 3, padding="same"))

    def workload(title, model, rows, shape, memory_format=torch.contiguous_format):
        torch.manual_seed(0)
        model = model.cuda().to(memory_format=memory_format)
        optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0, rho=0.95, eps=1e-7, foreach=True, capturable=True)
        index = torch.zeros(rows, dtype=torch.long, device="cuda")
        steps = len(images) // rows

        def step():
            x = images[index].reshape(-1, *shape).float() / 255
            x = x.contiguous(memory_format=memory_format) if len(shape) == 3 else x
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.binary_cross_entropy_with_logits(model(x), x)
            loss.backward()
            optimizer.step()

        def epoch(take):
            def run():
                order = torch.randperm(len(images), device="cuda")
                for i in range(steps):
                    index.copy_(order[i * rows : (i + 1) * rows])
                    take()
                torch.cuda.synchronize()

            return run

        report(f"{name}, eager", title, epoch(step), steps)
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                step()
        torch.cuda.current_stream().wait_stream(stream)
        optimizer.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            step()
        report(f"{name}, CUDA graph", title, epoch(graph.replay), steps)

    workload("notebook step, batch 256", dense(784, 32, 784), 256, [784])
    workload("deep step, batch 256", dense(784, 128, 64, 32, 64, 128, 784), 256, [784])
    workload("convolutional step, batch 128", convolutional(), 128, [1, 28, 28])
    workload("convolutional step, batch 128, channels last", convolutional(), 128, [1, 28, 28], torch.channels_last)
    workload("notebook step, batch 32", dense(784, 32, 784), 32, [784])
    workload("notebook step, batch 1,024", dense(784, 32, 784), 1024, [784])


def jax_peers(pixels):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_default_matmul_precision", "highest")
    images = jnp.asarray(pixels)

    def workload(title, widths, rows):
        steps = len(pixels) // rows
        rng = np.random.default_rng(0)
        weights = [
            (jnp.asarray(rng.uniform(-1, 1, pair) * np.sqrt(6 / sum(pair)), jnp.float32), jnp.zeros(pair[1]))
            for pair in zip(widths, widths[1:])
        ]
        zeros = jax.tree_util.tree_map(jnp.zeros_like, weights)

        def loss_of(weights, x):
            y = x
            for kernel, bias in weights[:-1]:
                y = jax.nn.relu(y @ kernel + bias)
            kernel, bias = weights[-1]
            z = y @ kernel + bias
            return jnp.mean(jax.nn.softplus(z) - x * z)

        def step(state, index):
            w, a, d = state
            loss, g = jax.value_and_grad(loss_of)(w, images[index].astype(jnp.float32) / 255)
            a = jax.tree_util.tree_map(lambda a, g: 0.95 * a + 0.05 * g * g, a, g)
            by = jax.tree_util.tree_map(lambda g, a, d: g * jnp.sqrt(d + 1e-7) / jnp.sqrt(a + 1e-7), g, a, d)
            d = jax.tree_util.tree_map(lambda d, by: 0.95 * d + 0.05 * by * by, d, by)
            return (jax.tree_util.tree_map(lambda w, by: w - by, w, by), a, d), loss

        @jax.jit
        def epoch(state, key):
            order = jax.random.permutation(key, len(pixels))[: steps * rows]
            return jax.lax.scan(step, state, order.reshape(steps, rows))

        state = (weights, zeros, zeros)

        def run():
            nonlocal state
            state, losses = epoch(state, jax.random.PRNGKey(0))
            losses.block_until_ready()

        report(f"JAX {jax.__version__}, jit and scan", title, run, steps)

    workload("notebook step, batch 256", [784, 32, 784], 256)
    workload("deep step, batch 256", [784, 128, 64, 32, 64, 128, 784], 256)
    workload("notebook step, batch 32", [784, 32, 784], 32)
    workload("notebook step, batch 1,024", [784, 32, 784], 1024)


if __name__ == "__main__":
    pixels = images_of(sys.argv[1])
    for peers in (torch_peers, jax_peers):
        try:
            peers(pixels)
        except Exception as error:  # one that is missing, or has no GPU, does not keep the other from its turn
            print(json.dumps({"peers": peers.__name__, "error": str(error)[:300]}), flush=True)
