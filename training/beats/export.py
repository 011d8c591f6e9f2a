"""Writes the weights for the listener: batch norms folded in, 32-bit floats in the order in which it reads them.

Usage: export.py NET.pt WEIGHTS.f32
"""

import sys

import numpy as np
import torch

from net import BeatNet


def folded(conv, norm):
    """Weights and bias of a convolution followed by a batch norm."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weights = torch.cat([c.weight for c in conv]) if isinstance(conv, list) else conv.weight
    return weights * scale.reshape(-1, *[1] * (weights.dim() - 1)), norm.bias - norm.running_mean * scale


def main():
    saved = torch.load(sys.argv[1])
    net = BeatNet(**saved["size"])
    net.load_state_dict(saved["weights"])
    net.eval()
    parts = []

    def layer(weights, bias, order):
        """`order` puts the inputs first, as they are walked, and the outputs last."""
        parts.append(weights.permute(*order).reshape(-1))
        parts.append(bias)

    with torch.no_grad():
        layer(*folded(net.conv1, net.norm1), (2, 1, 3, 0))  # time, half, band
        layer(*folded(net.conv2, net.norm2), (2, 3, 1, 0))  # time, band, channel
        layer(*folded(net.conv3, net.norm3), (2, 3, 1, 0))
        layer(net.harmony.weight, net.harmony.bias, (2, 1, 0))
        layer(net.mix.weight, net.mix.bias, (2, 1, 0))
        for level in net.levels:
            weights, bias = folded([level.near, level.far], level.norm)
            branch = len(weights) // 2
            layer(weights[:branch], bias[:branch], (2, 1, 0))
            layer(weights[branch:], bias[branch:], (2, 1, 0))
            layer(level.join.weight, level.join.bias, (2, 1, 0))
        layer(net.heads.weight, net.heads.bias, (2, 1, 0))
        layer(net.tempo.weight, net.tempo.bias, (1, 0))
    numbers = torch.cat(parts).detach().numpy().astype("<f4")
    assert np.isfinite(numbers).all()
    numbers.tofile(sys.argv[2])
    print(len(numbers), "numbers")


if __name__ == "__main__":
    main()
