"""ultralytics and OpenVINO run one network: the same vehicles and plates. The golden scene is drawn."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from ticketing.detect.detections import overlap
from ticketing.detect.openvino import OpenVinoDetector

pytestmark = pytest.mark.models

SCENE = cv2.imread(str(Path(__file__).parent / "golden" / "scene.jpg"))
PLATES = [(235, 255, 319, 297), (655, 300, 787, 328)]


@pytest.fixture(scope="module")
def fast() -> OpenVinoDetector:
    return OpenVinoDetector(threads=1)


def test_both_plates_of_the_golden_scene_are_found(fast):
    from ticketing.detect.detections import Box

    plates = fast.detect(SCENE).plates
    for truth in PLATES:
        assert any(overlap(Box(*truth), plate.box) > 0.6 for plate in plates), truth


def test_ultralytics_and_openvino_find_the_same_plates(fast):
    from ticketing.detect.yolo import YoloDetector

    own_open = Image.open
    a, b = fast.detect(SCENE), YoloDetector().detect(SCENE)
    assert Image.open is own_open  # ultralytics puts one of its own there that installs packages
    sure = [plate for plate in a.plates if plate.score > 0.5]
    assert sure and all(any(overlap(plate.box, other.box) > 0.7 for other in b.plates) for plate in sure)


def test_nothing_is_seen_on_an_empty_road(fast):
    road = np.full((540, 960, 3), 105, np.uint8)
    seen = fast.detect(road)
    assert seen.plates == () and seen.vehicles == ()


def test_threads_that_share_a_detector_never_get_each_others_boxes(fast):
    pictures = [SCENE, SCENE[:, ::-1].copy(), np.full_like(SCENE, 105)] * 6
    alone = [fast.detect(picture) for picture in pictures[:3]] * 6
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(fast.detect, pictures))
    assert together == alone


@pytest.mark.parametrize("shape", [(1, 1), (20, 3000), (1080, 1920), (1600, 900)])
def test_every_shape_of_picture_is_taken(fast, shape):
    fast.detect(np.zeros((*shape, 3), np.uint8))
