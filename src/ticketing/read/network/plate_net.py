"""The plate reader's network: one look at a whole plate, two scans over it, one for each row.

easyocr imports this file by its name (`plate_net`) from the folder it lies in and builds `Model` with the arguments of
plate_net.yaml; training imports the same class. torch is imported here, so nothing but training and the easyocr
adapter may import this module.

Why two scans: most plates on Vietnamese roads have two rows. Cutting the rows apart before reading fails on tilted and
small plates, so the network does it itself: for each column of its feature map it weighs the heights once for the
upper row and once for the lower row. A plate of one row is read by the upper scan and leaves the lower scan empty.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

ROW_BREAK_LOGIT = 20.0
"""Height of the constant step between the two scans; e^20 against the rest makes its probability 1 in float32."""


def _block(channels_in: int, channels_out: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(inplace=True),
    )


class RowScan(nn.Module):
    """Weigh the heights of a feature map, column by column, so that one row of text is left.

    Takes (batch, channels, height, width), gives (batch, width, channels).
    """

    def __init__(self, channels: int, heights: int) -> None:
        super().__init__()
        self.score = nn.Conv2d(channels, 2, 3, padding=1)
        # Upper scan above, lower scan below: without this start both scans look for the same row at first.
        slope = torch.linspace(1.5, -1.5, heights)
        self.place = nn.Parameter(torch.stack([slope, -slope])[None, :, :, None].clone())
        self.mark = nn.Parameter(torch.randn(1, 2, 1, channels) * 0.1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        weight = torch.softmax(self.score(features) + self.place, dim=2)
        rows = torch.einsum("bchw,brhw->brwc", features, weight)
        return (rows + self.mark).flatten(1, 2)


class Model(nn.Module):
    """Read plates.

    input_channel:  1, grey.
    output_channel: channels of the last feature map.
    hidden_size:    cells of the recurrent layer, for each direction.
    num_class:      blank (0), then the characters of plate_net.yaml; the last one is the row break.
    """

    def __init__(self, input_channel: int, output_channel: int, hidden_size: int, num_class: int) -> None:
        super().__init__()
        c = output_channel
        self.features = nn.Sequential(
            _block(input_channel, c // 4, kernel=5, stride=2),
            _block(c // 4, c // 2),
            nn.MaxPool2d(2),
            _block(c // 2, (3 * c) // 4),
            _block((3 * c) // 4, (3 * c) // 4),
            nn.MaxPool2d((2, 1)),
            _block((3 * c) // 4, c),
            _block(c, c),
        )
        self.scan = RowScan(c, heights=6)
        self.context = nn.LSTM(c, hidden_size, bidirectional=True, batch_first=True)
        self.head = nn.Linear(2 * hidden_size, num_class)
        self.drop = nn.Dropout(0.1)
        self.num_class = num_class

    def scans(self, picture: torch.Tensor) -> torch.Tensor:
        """Logits of both scans: (batch, 2 * width / 4, classes), upper row first."""
        rows = self.scan(self.features(picture))
        context, _ = self.context(self.drop(rows))
        logits: torch.Tensor = self.head(context)
        return logits

    def forward(self, picture: torch.Tensor, text: torch.Tensor | None = None) -> torch.Tensor:
        """picture: (batch, 1, 48, 144), grey from -1 to 1. Gives logits (batch, 36 + 1 + 36, classes).

        The step in the middle is the row break, so that a reader that knows nothing of two scans (easyocr's CTC
        decoder) gives back `98B1-23456`, and `98A12345-` for a plate of one row.
        """
        logits = self.scans(picture)
        half = logits.shape[1] // 2
        row_break = F.one_hot(torch.tensor(self.num_class - 1, device=logits.device), self.num_class)
        row_break = (row_break.to(logits.dtype) * ROW_BREAK_LOGIT).expand(logits.shape[0], 1, -1)
        return torch.cat([logits[:, :half], row_break, logits[:, half:]], dim=1)
