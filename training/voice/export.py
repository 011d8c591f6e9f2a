"""Writes the weights for the listener: batch norms folded in, 32-bit floats in the order in which it reads them.

Usage: export.py NET.pt WEIGHTS.f32
"""

import sys

import numpy as np
import torch

from net import VoiceNet


def folded(weights, norm):
    """Weights and bias of a convolution followed by a batch norm."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return weights * scale.reshape(-1, *[1] * (weights.dim() - 1)), norm.bias - norm.running_mean * scale


def main():
    net = VoiceNet()
    net.load_state_dict(torch.load(sys.argv[1]))
    net.eval()
    parts = []

    def layer(weights, bias, order):
        """`order` puts the inputs first, as they are walked, and the outputs last."""
        parts.append(weights.permute(*order).reshape(-1))
        parts.append(bias)

    with torch.no_grad():
        for squares, joined in (((net.mel1, net.mel2), net.mel3), ((net.pitch1, net.pitch2), net.pitch3)):
            for square in squares:
                layer(*folded(square[0].weight, square[1]), (2, 3, 1, 0))  # time, band, channel
            layer(joined.weight, joined.bias, (2, 1, 0))
        layer(net.mix.weight, net.mix.bias, (2, 1, 0))
        for level in net.levels:
            weights, bias = folded(torch.cat([level.near.weight, level.far.weight]), level.norm)
            branch = len(weights) // 2
            layer(weights[:branch], bias[:branch], (2, 1, 0))
            layer(weights[branch:], bias[branch:], (2, 1, 0))
            layer(level.join.weight, level.join.bias, (2, 1, 0))
        layer(net.heads.weight, net.heads.bias, (2, 1, 0))
    numbers = torch.cat(parts).detach().numpy().astype("<f4")
    assert np.isfinite(numbers).all()
    numbers.tofile(sys.argv[2])
    print(len(numbers), "numbers")


if __name__ == "__main__":
    main()
