"""The demo home: sample cases and documents, a scenario of several weeks, a mail server of its own."""
