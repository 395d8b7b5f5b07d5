"""Architecture of the plate reader, in the form in which `easyocr` loads a network of one's own."""
