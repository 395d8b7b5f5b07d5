"""Room 2: vehicles and plates in a picture.

Takes: a decoded picture (BGR). Gives: `Detections` - vehicles with kind, plates with box, which plate hangs on which
vehicle. A frame may end here because no vehicle or no plate is seen. Nothing is read here.
Look first at: detections.py (values), ports.py (what a detector is), openvino.py (the one that serves), yolo.py (the
only door to ultralytics), looks.py (why a large frame is looked at in windows).
"""
