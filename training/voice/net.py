"""The voice net: small squares over mel bands and over pitches, then dilated convolutions over time, at 25 frames a second."""

import torch
from torch import nn
from torch.nn import functional as F

SUBFRAMES, MEL_BANDS, PITCHES, WIDTHS = 4, 40, 96, 8
INPUTS = SUBFRAMES * MEL_BANDS + PITCHES + WIDTHS
FRAMES_A_SEC = 25
MIDDLE = 0.4  # about the mean of the scaled logarithms
HEADS = ("voice", "vowel", "hiss", "onset")
SLOPE = 0.1  # of the leaky rectifier
WIDTH, BRANCH, LEVELS, TAPS = 24, 12, 5, 5


def square(ins, outs):
    return nn.Sequential(nn.Conv2d(ins, outs, 3, padding=(1, 0), bias=False), nn.BatchNorm2d(outs))


class Level(nn.Module):
    """Looks `2 * dilation` and `4 * dilation` frames to each side."""

    def __init__(self, dilation, dropout):
        super().__init__()
        self.near = nn.Conv1d(WIDTH, BRANCH, TAPS, dilation=dilation, padding=2 * dilation, bias=False)
        self.far = nn.Conv1d(WIDTH, BRANCH, TAPS, dilation=2 * dilation, padding=4 * dilation, bias=False)
        self.norm = nn.BatchNorm1d(2 * BRANCH)
        self.join = nn.Conv1d(2 * BRANCH, WIDTH, 1)
        self.dropout = nn.Dropout1d(dropout)

    def forward(self, x):
        y = torch.cat([self.near(x), self.far(x)], dim=1)
        return x + self.join(self.dropout(F.leaky_relu(self.norm(y), SLOPE)))


class VoiceNet(nn.Module):
    def __init__(self, dropout=0.1):
        super().__init__()
        self.mel1, self.mel2 = square(SUBFRAMES, 12), square(12, 12)
        self.mel3 = nn.Conv1d(5 * 12, 20, 1)
        self.pitch1, self.pitch2 = square(1, 6), square(6, 8)
        self.pitch3 = nn.Conv1d(9 * 8, 16, 1)
        self.mix = nn.Conv1d(20 + 16 + WIDTHS, WIDTH, 1)
        self.levels = nn.ModuleList(Level(2**level, dropout) for level in range(LEVELS))
        self.heads = nn.Conv1d(WIDTH, len(HEADS), 1)
        self.dropout = nn.Dropout1d(dropout)

    def forward(self, x):
        """Log-odds [batch, heads, frames] from [batch, frames, INPUTS]."""
        batch, frames, _ = x.shape
        rectified = lambda y: F.leaky_relu(y, SLOPE)
        flat = lambda y: y.permute(0, 3, 1, 2).reshape(batch, -1, frames)  # band by band, its channels together
        mel = x[:, :, : SUBFRAMES * MEL_BANDS].reshape(batch, frames, SUBFRAMES, MEL_BANDS).permute(0, 2, 1, 3) - MIDDLE
        mel = F.max_pool2d(rectified(self.mel1(mel)), (1, 3))
        mel = F.max_pool2d(rectified(self.mel2(mel)), (1, 2))
        pitch = x[:, None, :, SUBFRAMES * MEL_BANDS : SUBFRAMES * MEL_BANDS + PITCHES] - MIDDLE
        pitch = F.max_pool2d(rectified(self.pitch1(pitch)), (1, 3))
        pitch = F.max_pool2d(rectified(self.pitch2(pitch)), (1, 3))
        widths = x[:, :, -WIDTHS:].transpose(1, 2)
        y = torch.cat([rectified(self.mel3(flat(mel))), rectified(self.pitch3(flat(pitch))), widths], dim=1)
        y = self.mix(self.dropout(y))
        for level in self.levels:
            y = level(y)
        return self.heads(rectified(y))
