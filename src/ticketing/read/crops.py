"""The crop as the network sees it: the same few lines for training, easyocr and the fast runtime."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

CROP_WIDTH, CROP_HEIGHT = 144, 48


def grey_crop(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring a crop to the network's size.

    crop: (H, W, 3) BGR or (H, W) grey, uint8, any size. Returns (48, 144) uint8, grey.
    All plates are stretched to one shape, a third as high as wide: a long plate (4.7:1) becomes narrower, a short one
    (1.4:1) wider, and both keep some ten pixels for each character. A fixed shape also keeps easyocr from padding.
    """
    grey = crop if crop.ndim == 2 else cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    shrinks = grey.shape[0] > CROP_HEIGHT or grey.shape[1] > CROP_WIDTH
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, (CROP_WIDTH, CROP_HEIGHT), interpolation=way), np.uint8)


def sharpened(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The crop in grey and at the network's size with its edges raised: out of focus, or enlarged from few pixels."""
    grey = crop if crop.ndim == 2 else cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    large = cv2.resize(grey, (CROP_WIDTH, CROP_HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.addWeighted(large, 1.8, cv2.GaussianBlur(large, (0, 0), 1.2), -0.8, 0), np.uint8)


def local_contrast(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The crop in grey with the contrast of each quarter spread out: shadow over half of a plate, glare, night."""
    grey = crop if crop.ndim == 2 else cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.createCLAHE(clipLimit=2.0, tileGridSize=(2, 2)).apply(grey), np.uint8)


def turned(crop: NDArray[np.uint8], degrees: float = 2.5) -> NDArray[np.uint8]:
    """The crop turned about its middle, its size kept: a character that is read alike at another slant is read well."""
    height, width = crop.shape[:2]
    return _moved(crop, cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0))


def half_pixel_on(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The crop as if the camera's pixels lay half a pixel further up and to the left: strokes of small plates are as
    wide as a pixel, and look different by where it cuts them."""
    return _moved(crop, np.array([[1, 0, 0.5], [0, 1, 0.5]], np.float64))


def _moved(crop: NDArray[np.uint8], by: NDArray[Any]) -> NDArray[np.uint8]:
    size = (crop.shape[1], crop.shape[0])
    return np.asarray(cv2.warpAffine(crop, by, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def network_input(crops: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """(n, 1, 48, 144) float32 from -1 to 1, as easyocr normalises."""
    stack = np.stack([grey_crop(crop) for crop in crops])[:, None].astype(np.float32)
    return stack / 127.5 - 1.0
