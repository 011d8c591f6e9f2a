"""Trains the voice net.

Usage: train.py STEMS STEM_INPUTS BED_INPUTS OUT.pt MINUTES [--threads N] [--start OLD.pt] [--rate R]

The rate of learning falls along a half cosine over the minutes given. The
weights kept are a running mean, at its best on the held-out split.
"""

import argparse
import copy
import time

import numpy as np
import torch
from torch.nn import functional as F

from mixes import Mixes
from net import HEADS, VoiceNet

FRAMES, BATCH = 400, 12
RATE, RATE_END = 5e-3, 1e-4
SHARES = torch.tensor([1.0, 0.35, 0.35, 0.35])
WEIGHTS = torch.tensor([1.0, 1.0, 2.0, 3.0])  # of frames that hold against those that do not
MEAN_DECAY = 0.99
CHECK_STEPS = 50
HELD_OUT_MIXES = 72


def is_held_out(stem):
    """Every ninth bed, by its name."""
    return sum(stem.encode()) % 9 == 0


def loss_of(net, inputs, known):
    logits = net(inputs).transpose(1, 2)
    weight = 1.0 + (WEIGHTS - 1) * known
    each = F.binary_cross_entropy_with_logits(logits, known, weight=weight, reduction="none").mean(dim=(0, 1))
    return (each * SHARES).sum(), each, logits


def batch_of(rng, mixes, count):
    pairs = [mixes.mix(rng, FRAMES) for _ in range(count)]
    return [torch.from_numpy(np.stack(part)) for part in zip(*pairs)]


def area(known, values):
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    holding = known > 0.5
    count = holding.sum()
    return (ranks[holding].sum() - count * (count + 1) / 2) / (count * (len(known) - count))


def main():
    parser = argparse.ArgumentParser()
    for name in ("stems", "stem_inputs", "bed_inputs", "out"):
        parser.add_argument(name)
    parser.add_argument("minutes", type=float)
    parser.add_argument("--threads", type=int, default=1), parser.add_argument("--start"), parser.add_argument("--rate", type=float, default=RATE)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    train = Mixes(args.stems, args.stem_inputs, args.bed_inputs, "train", lambda stem: not is_held_out(stem))
    held_out = Mixes(args.stems, args.stem_inputs, args.bed_inputs, "held-out", is_held_out)
    held_inputs, held_known = batch_of(np.random.default_rng(2), held_out, HELD_OUT_MIXES)
    net = VoiceNet()
    if args.start:
        net.load_state_dict(torch.load(args.start))
    print(f"{len(train.stems)} stems, {len(train.beds)} beds; held out {len(held_out.stems)}, {len(held_out.beds)}; {sum(p.numel() for p in net.parameters())} weights", flush=True)
    mean = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.01)
    begun, step, best, recent = time.time(), 0, np.inf, []
    while (done := (time.time() - begun) / 60 / args.minutes) < 1:
        warm = min(1.0, (step + 1) / 50)
        for group in optimizer.param_groups:
            group["lr"] = warm * (RATE_END + (args.rate - RATE_END) * 0.5 * (1 + np.cos(np.pi * done)))
        loss, each, _ = loss_of(net, *batch_of(rng, train, BATCH))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        decay = min(MEAN_DECAY, (step + 1) / (step + 20))
        with torch.no_grad():
            for kept, now in zip(mean.state_dict().values(), net.state_dict().values()):
                kept.lerp_(now, 1 - decay) if kept.dtype.is_floating_point else kept.copy_(now)
        recent.append(each.detach().numpy())
        step += 1
        if step % CHECK_STEPS == 0:
            mean.eval()
            with torch.no_grad():
                score, held, logits = loss_of(mean, held_inputs, held_known)
            areas = [area(held_known[:, :, head].numpy().ravel(), logits[:, :, head].numpy().ravel()) for head in range(len(HEADS))]
            print(f"{(time.time() - begun) / 60:5.1f} min, step {step}: training {np.mean(recent, axis=0).round(3)}, held out {held.numpy().round(3)}, areas {np.round(areas, 3)}", flush=True)
            recent = []
            if score < best:
                best = score
                torch.save(mean.state_dict(), args.out)


if __name__ == "__main__":
    main()
