"""Trains the beat net.

Usage: train.py CLIPS INPUTS OUT.pt MINUTES [--threads N] [--start OLD.pt] [--rate RATE]

The rate of learning falls along a half cosine over the minutes given. The
weights kept are a running mean. Clips that are made meanwhile are taken in;
the held-out ones are only looked at (every fifth), and choose nothing.
"""

import argparse
import copy
import time

import numpy as np
import torch
from torch.nn import functional as F

from clips import Clips, targets, tempo_target
from net import BeatNet

FRAMES, BATCH = 1000, 12
RATE, RATE_END = 4e-3, 1e-4
BEAT_WEIGHT, DOWNBEAT_WEIGHT = 2.0, 3.0  # of frames that are events against those that are none
DOWNBEAT_SHARE, TEMPO_SHARE = 0.6, 0.03
MEAN_DECAY = 0.995
CHECK_STEPS, HELD_OUT_STEP = 200, 5


def loss_of(net, inputs, wanted, tempi, mask):
    logits, tempo = net(inputs)
    weight = 1.0 + torch.tensor([BEAT_WEIGHT - 1, DOWNBEAT_WEIGHT - 1])[None, :, None] * wanted
    each = F.binary_cross_entropy_with_logits(logits, wanted, weight=weight * mask, reduction="none").sum(dim=(0, 2)) / mask.sum()
    tempo_loss = -(tempi * F.log_softmax(tempo, dim=1)).sum(dim=1).mean()
    return each[0] + DOWNBEAT_SHARE * each[1] + TEMPO_SHARE * tempo_loss, each


def batch_of(rng, clips):
    inputs, wanted, tempi, mask = [], [], [], np.zeros((BATCH, 1, FRAMES), np.float32)
    for row in range(BATCH):
        x, beats, downs, count = clips.changed(rng, int(rng.integers(len(clips))), FRAMES)
        mask[row, 0, :count] = 1
        inputs.append(x), wanted.append(targets(beats, downs, FRAMES)), tempi.append(tempo_target(beats))
    return [torch.from_numpy(np.stack(x)) for x in (inputs, wanted, tempi)] + [torch.from_numpy(mask)]


def held_out_loss(net, clips):
    net.eval()
    sums = np.zeros(2)
    with torch.no_grad():
        for index in range(0, len(clips), HELD_OUT_STEP):
            x, beats, downs = clips.plain(index)
            wanted = torch.from_numpy(targets(beats, downs, len(x)))[None]
            _, each = loss_of(net, torch.from_numpy(x)[None], wanted, torch.from_numpy(tempo_target(beats))[None], torch.ones(1, 1, len(x)))
            sums += each.numpy()
    net.train()
    return sums / len(range(0, len(clips), HELD_OUT_STEP))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("clips"), parser.add_argument("inputs"), parser.add_argument("out"), parser.add_argument("minutes", type=float)
    parser.add_argument("--threads", type=int, default=1), parser.add_argument("--start"), parser.add_argument("--rate", type=float, default=RATE)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    train, held_out = Clips(args.clips, args.inputs, "train"), Clips(args.clips, args.inputs, "held-out")
    net = BeatNet()
    if args.start:
        net.load_state_dict(torch.load(args.start)["weights"])
    print(f"{len(train)} clips, {len(held_out)} held out, {sum(p.numel() for p in net.parameters())} weights", flush=True)
    mean = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.01)
    begun, step, recent = time.time(), 0, []
    while (done := (time.time() - begun) / 60 / args.minutes) < 1:
        warm = min(1.0, (step + 1) / 100)
        for group in optimizer.param_groups:
            group["lr"] = warm * (RATE_END + (args.rate - RATE_END) * 0.5 * (1 + np.cos(np.pi * done)))
        loss, each = loss_of(net, *batch_of(rng, train))
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
            held = held_out_loss(mean, held_out)
            print(f"{(time.time() - begun) / 60:5.1f} min, step {step}, {len(train)} clips: training {np.mean(recent, axis=0).round(4)}, held out {held.round(4)}", flush=True)
            recent = []
            train.refresh()
            torch.save({"size": net.size, "weights": mean.state_dict()}, args.out)


if __name__ == "__main__":
    main()
