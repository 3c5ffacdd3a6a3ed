"""Goes on with the training of an autoencoder that Isthmus has trained for some epochs.

    python train.py --check                  # takes the next 20 steps that Isthmus would take, and compares every loss
    python train.py --epochs 20              # trains on, to 20 epochs in all, and saves into trained/
    torchrun --nproc-per-node=4 train.py     # on four GPUs, or in four processes; --check and --epochs as well

Every process has all the data, and takes its share of each batch: the steps are the same for any number of processes.
"""

import argparse
import os
import sys
import time
# [random
from contextlib import nullcontext
# random]
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
# [random
from torch.nn import functional as F
# random]
from torch.nn.parallel import DistributedDataParallel
# [random
from torch.overrides import TorchFunctionMode
# random]

from model import load, make_optimizer, save

HERE = Path(__file__).parent

BATCH_SIZE = 256
SHUFFLE = True
SEED = 1


@dataclass
class Process:
    """This process, of those that train together: one, unless torchrun has started more."""

    rank: int
    world: int
    device: torch.device

    @classmethod
    def start(cls):
        rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        device = torch.device("cpu")
        if torch.cuda.is_available():
            device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
            torch.cuda.set_device(device)
        if world > 1:
            dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
        return cls(rank, world, device)

    def part(self, batch):
        """Its part of a batch; of one that has nothing left for it, the first row, which then counts nothing."""
        return batch[self.rank :: self.world] if self.rank < len(batch) else batch[:1]

    def share(self, rows):
        """What the loss of its part counts, so that the mean over all processes is the loss of a batch of so many rows."""
        return len(range(self.rank, rows, self.world)) * self.world / rows

    def mean(self, value):
        """The mean over all processes."""
        if self.world > 1:
            dist.all_reduce(value)
        return value / self.world

    def say(self, text):
        if self.rank == 0:
            print(text, flush=True)


class Loss(nn.Module):
    """The loss as what a module gives: so DistributedDataParallel averages its gradients over the processes."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, batch):
        return self.model.loss(**batch)


class Trainer:
    """A model and its optimizer, which take steps; all processes take the same."""

    def __init__(self, process, folder=HERE, dtype=torch.float32):
        self.process = process
        self.model = load(folder).to(process.device, dtype)
        self.optimizer = make_optimizer(self.model, folder)
        self.loss = Loss(self.model)
        if process.world > 1:
            self.loss = DistributedDataParallel(self.loss)

    def step(self, batch, share):
        """One update by this process's part of a batch. Returns the loss of all of it, as it was before."""
        self.optimizer.zero_grad()
        loss = share * self.loss(batch)
        loss.backward()
        self.optimizer.step()
        return self.process.mean(loss.detach())

    def epoch(self, data, order):
        """Trains on all samples once. Returns their mean loss."""
        self.model.train()
        total = 0
        for rows in order.split(BATCH_SIZE):
            total += len(rows) * self.step(samples(data, self.process.part(rows)), self.process.share(len(rows)))
        return total.item() / len(order)

    @torch.no_grad()
    def evaluate(self, data):
        self.model.eval()
        count = len(data["x"])
        total = torch.zeros((), device=self.process.device)
        for rows in torch.arange(count).split(BATCH_SIZE)[self.process.rank :: self.process.world]:
            total += len(rows) * self.model.loss(**samples(data, rows))
        return self.process.mean(total).item() * self.process.world / count


def read(name, device):
    """The arrays of a file: `x`, and where there are such `target`, `weight` and `mask`, a row for each sample."""
    return {key: torch.from_numpy(array).to(device) for key, array in np.load(HERE / f"{name}.npz").items()}


def samples(data, rows, dtype=torch.float32):
    """Some rows of each array, as the model takes them. Bytes are pixels: 0 to 255 stand for 0 to 1."""
    taken = {name: values[rows] for name, values in data.items()}
    return {name: values.to(dtype) / (255 if values.dtype == torch.uint8 else 1) for name, values in taken.items()}


# [random
class Recorded(TorchFunctionMode):
    """Gives layers that draw random numbers, in their order, those that Isthmus drew."""

    def __init__(self, draws):
        super().__init__()
        self.draws = iter(draws)

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function is torch.randn_like:
            return next(self.draws)
        if function is F.dropout:
            return args[0] * next(self.draws) / (1 - kwargs["p"])
        return function(*args, **(kwargs or {}))


# random]
def next_losses(process, steps, dtype):
    """The losses of the steps that Isthmus would take next."""
    trainer = Trainer(process, dtype=dtype)
    trainer.model.train()
    data = read("train", process.device)
    order = torch.from_numpy(steps["rows"].astype(np.int64)).split(steps["batch_sizes"].tolist())
    losses = []
    for step, rows in enumerate(order):
        batch = samples(data, process.part(rows), dtype)
# [random
        names = [name for name in steps.files if name.startswith(f"draws.{step}.")]
        draws = [torch.from_numpy(process.part(steps[name])).to(process.device, dtype) for name in names]
        with Recorded(draws) if draws else nullcontext():
            losses.append(trainer.step(batch, process.share(len(rows))).item())
# random]
# [plain
        losses.append(trainer.step(batch, process.share(len(rows))).item())
# plain]
    return np.array(losses)


def check(process):
    """Whether the next losses here are Isthmus's: in 64 bits those of its reference, in 32 bits those of its GPU.

    In 64 bits the losses agree to all digits that a 32-bit float has, or the rule is another. In 32 bits they differ by
    rounding, which training amplifies (README.md says how much is allowed).
    """
    torch.backends.cudnn.allow_tf32 = False
    steps = np.load(HERE / "steps.npz")
    losses = next_losses(process, steps, torch.float32)
    exact = next_losses(process, steps, torch.float64)
    off = np.abs(losses - steps["losses"]) / steps["losses"]
    off_exact = np.abs(exact - steps["exact"]) / steps["exact"]
    process.say("step      Isthmus      PyTorch   difference   in 64 bits")
    for row in zip(range(1, len(losses) + 1), steps["losses"], losses, off, off_exact):
        process.say("{:4d}  {:11.8f}  {:11.8f}   {:10.1e}   {:10.1e}".format(*row))
    allowed, allowed_exact = float(steps["allowed"]), float(steps["allowed_exact"])
    same = bool((off <= allowed).all() and (off_exact <= allowed_exact).all())
    process.say(
        f"{'The same training' if same else 'NOT THE SAME TRAINING'}: losses differ by {off.max():.1e} at most, of {allowed:.1e} "
        f"allowed; in 64 bits by {off_exact.max():.1e}, of {allowed_exact:.1e}."
    )
    return same


def train(process, epochs, resume, out):
    trainer = Trainer(process, resume)
    data = read("train", process.device)
    validation = read("validation", process.device) if (HERE / "validation.npz").exists() else None
    # Random numbers of layers differ between processes; orders do not.
    torch.manual_seed(SEED + process.rank)
    if epochs <= trainer.optimizer.epochs:
        raise SystemExit(f"It has trained {trainer.optimizer.epochs} epochs: give more in all with --epochs.")
    for epoch in range(trainer.optimizer.epochs + 1, epochs + 1):
        began = time.perf_counter()
        count = len(data["x"])
        order = torch.randperm(count, generator=torch.Generator().manual_seed(SEED + epoch)) if SHUFFLE else torch.arange(count)
        loss = trainer.epoch(data, order)
        line = f"Epoch {epoch}/{epochs} - {time.perf_counter() - began:.1f} s - loss: {loss:.4f}"
        if validation:
            line += f" - val_loss: {trainer.evaluate(validation):.4f}"
        process.say(line)
        if process.rank == 0:
            out.mkdir(parents=True, exist_ok=True)
            save(trainer.model, trainer.optimizer, out, epoch)
    process.say(f"Saved in {out}: `isthmus import {out}` takes it back, `python train.py --resume {out}` goes on.")


def main():
    parser = argparse.ArgumentParser(description="Goes on with the training of an autoencoder from Isthmus.")
    parser.add_argument("--check", action="store_true", help="compare the next steps with Isthmus's, and end")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="epochs in all (default: %(default)s)")
    parser.add_argument("--resume", type=Path, default=HERE, metavar="FOLDER", help="go on with what was saved there")
    parser.add_argument("--out", type=Path, default=HERE / "trained", metavar="FOLDER", help="where to save (default: trained)")
    options = parser.parse_args()
    process = Process.start()
    same = True
    try:
        if options.check:
            same = check(process)
        else:
            train(process, options.epochs, options.resume, options.out)
        if process.world > 1:
            dist.barrier()  # none leaves while another still waits for it
    finally:
        if process.world > 1:
            dist.destroy_process_group()
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
