"""Camera-detected traffic violations, from the camera's frame to the paid decision. Start at docs/architecture.md."""
