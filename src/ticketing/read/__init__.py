"""Room 3: what stands on a plate, and how sure that is.

Takes: plate crops, all looks at one vehicle. Gives: `PlateReading` - raw text, text, rows, colour, probability of each
character, alternatives, a calibrated confidence, and yes, doubtful or no. An unreadable plate is a value, not an error:
a person reads it.
Look first at: readings.py (values), plates.py (a picture's plates in one call), assemble.py (the thinking: grammar and
looks), decode.py (from the network's output to texts), onnx_reader.py (serves) and easyocr_reader.py (the only door to
easyocr): the same network behind the same port.
"""
