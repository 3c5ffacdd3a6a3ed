/** What model.py has of its own where PyTorch has no such module or function, in Python. */

/** The mean of a batch's losses, as Isthmus takes it. */
export const MEAN = `def mean(losses, weight=None, mask=None):
    """The mean over samples, each times its weight, of the mean over its values, or over those that the mask has."""
    losses = losses.flatten(1)
    if mask is None:
        losses = losses.mean(1)
    else:
        mask = mask.reshape(losses.shape).to(losses)
        losses = (losses * mask).sum(1) / mask.sum(1).clamp(min=1)
    return (losses if weight is None else weight * losses).mean()`;

/** Modules, by their names; each is written where it is used. */
export const OWN: readonly { readonly name: string; readonly code: string }[] = [
  {
    name: "ChannelsLast",
    code: `class ChannelsLast(nn.Module):
    """Images [batch, channels, height, width] as [batch, height, width, channels], the order of rows of values."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1)`,
  },
  {
    name: "ChannelsFirst",
    code: `class ChannelsFirst(nn.Module):
    """Images [batch, height, width, channels] as [batch, channels, height, width]."""

    def forward(self, x):
        return x.permute(0, 3, 1, 2)`,
  },
  {
    name: "Repeat",
    code: `class Repeat(nn.Module):
    """Every pixel repeated: nn.Upsample is not exact for factors as large."""

    def __init__(self, down, across):
        super().__init__()
        self.size = (down, across)

    def forward(self, x):
        return x.repeat_interleave(self.size[0], 2).repeat_interleave(self.size[1], 3)`,
  },
  {
    name: "GaussianNoise",
    code: `class GaussianNoise(nn.Module):
    """Normal noise, while training only; then clipped, where it says so."""

    def __init__(self, stddev, clip=None):
        super().__init__()
        self.stddev = stddev
        self.clip = clip

    def forward(self, x):
        if not self.training:
            return x
        noisy = x + self.stddev * torch.randn_like(x)
        return noisy if self.clip is None else noisy.clamp(*self.clip)`,
  },
  {
    name: "Sampling",
    code: `class Sampling(nn.Module):
    """The code of a variational model: drawn from a normal distribution while training, its mean in all else."""

    def __init__(self, inputs, units, kl_weight):
        super().__init__()
        self.z_mean = nn.Linear(inputs, units)
        self.z_log_var = nn.Linear(inputs, units)
        self.kl_weight = kl_weight

    def forward(self, x):
        mean = self.z_mean(x)
        if not self.training:
            return mean
        return mean + torch.exp(0.5 * self.z_log_var(x)) * torch.randn_like(mean)

    def penalty(self, x):
        """The Kullback-Leibler divergence from a standard normal distribution, which is part of the loss."""
        mean, log_var = self.z_mean(x), self.z_log_var(x)
        return self.kl_weight * 0.5 * (mean**2 + log_var.exp() - 1 - log_var).sum() / len(x)`,
  },
  {
    name: "ActivityPenalty",
    code: `class ActivityPenalty(nn.Module):
    """Adds to the loss what the layer before it gives, as Keras's activity_regularizer; changes nothing."""

    def __init__(self, l1, l2):
        super().__init__()
        self.l1 = l1
        self.l2 = l2

    def forward(self, x):
        return x

    def penalty(self, x):
        return (self.l1 * x.abs().sum() + self.l2 * (x**2).sum()) / len(x)`,
  },
];
