"""The beat net: a convolutional front over the mel bands, then dilated convolutions over time.

After Böck & Davies, "Deconstruct, analyse, reconstruct: how to improve tempo,
beat, and downbeat estimation" (ISMIR 2020), made smaller, at 50 frames a second.
"""

import torch
from torch import nn
from torch.nn import functional as F

MEL_BANDS, CHANGES = 40, 4
INPUTS = 2 * MEL_BANDS + CHANGES
FRAMES_A_SEC = 50
TEMPO_BINS = 48
SLOPE = 0.1  # of the leaky rectifier


class Level(nn.Module):
    """Looks `2 * dilation` and `4 * dilation` frames to each side."""

    def __init__(self, width, branch, dilation, dropout):
        super().__init__()
        self.near = nn.Conv1d(width, branch, 5, dilation=dilation, padding=2 * dilation, bias=False)
        self.far = nn.Conv1d(width, branch, 5, dilation=2 * dilation, padding=4 * dilation, bias=False)
        self.norm = nn.BatchNorm1d(2 * branch)
        self.join = nn.Conv1d(2 * branch, width, 1)
        self.dropout = nn.Dropout1d(dropout)

    def forward(self, x):
        y = torch.cat([self.near(x), self.far(x)], dim=1)
        y = self.join(self.dropout(F.leaky_relu(self.norm(y), SLOPE)))
        return x + y, y


class BeatNet(nn.Module):
    def __init__(self, width=24, branch=16, front=16, levels=8, dropout=0.1):
        super().__init__()
        self.size = {"width": width, "branch": branch, "front": front, "levels": levels}
        self.conv1 = nn.Conv2d(2, front, (3, 3), padding=(1, 0), bias=False)
        self.norm1 = nn.BatchNorm2d(front)
        self.conv2 = nn.Conv2d(front, front, (3, 3), padding=(1, 0), bias=False)
        self.norm2 = nn.BatchNorm2d(front)
        self.conv3 = nn.Conv2d(front, width, (1, 5), bias=False)
        self.norm3 = nn.BatchNorm2d(width)
        self.harmony = nn.Conv1d(CHANGES, 8, 9, padding=4)
        self.mix = nn.Conv1d(width + 8, width, 1)
        self.levels = nn.ModuleList(Level(width, branch, 2**level, dropout) for level in range(levels))
        self.heads = nn.Conv1d(width, 2, 1)
        self.tempo = nn.Linear(width, TEMPO_BINS)
        self.dropout = nn.Dropout1d(dropout)

    def forward(self, x):
        """Logits of beat and downbeat by frame, and of the tempo, from [batch, frames, INPUTS]."""
        batch, frames, _ = x.shape
        mel = x[:, :, : 2 * MEL_BANDS].reshape(batch, frames, 2, MEL_BANDS).permute(0, 2, 1, 3)
        y = F.max_pool2d(F.leaky_relu(self.norm1(self.conv1(mel - 0.4)), SLOPE), (1, 3))
        y = F.max_pool2d(F.leaky_relu(self.norm2(self.conv2(y)), SLOPE), (1, 2))
        y = F.leaky_relu(self.norm3(self.conv3(y)), SLOPE).squeeze(3)
        harmony = F.leaky_relu(self.harmony(x[:, :, 2 * MEL_BANDS :].transpose(1, 2)), SLOPE)
        y = self.mix(self.dropout(torch.cat([y, harmony], dim=1)))
        skips = 0
        for level in self.levels:
            y, skip = level(y)
            skips = skips + skip
        return self.heads(F.leaky_relu(y, SLOPE)), self.tempo(F.leaky_relu(skips, SLOPE).mean(dim=2))
