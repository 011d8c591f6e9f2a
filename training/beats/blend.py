"""Blends two trainings of the beat net, number by number.

Usage: blend.py OLD.pt NEW.pt SHARE_OF_NEW OUT.pt

Where NEW went on from OLD the blend can hear both what the old songs taught
and what the new ones did (Wortsman et al., "Robust fine-tuning of zero-shot
models", CVPR 2022).
"""

import sys

import torch


def main():
    old, new, share = torch.load(sys.argv[1]), torch.load(sys.argv[2]), float(sys.argv[3])
    blend = {name: kept.lerp(new["weights"][name], share) if kept.dtype.is_floating_point else new["weights"][name] for name, kept in old["weights"].items()}
    torch.save({"size": old["size"], "weights": blend}, sys.argv[4])


if __name__ == "__main__":
    main()
