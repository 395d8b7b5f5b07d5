"""A name or a sentence in both languages of the program, where one place holds both."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bilingual:
    """The same in Vietnamese and in English.

    >>> Bilingual("Tháng", "Month").in_language("vi"), Bilingual("Tháng", "Month").in_language("en")
    ('Tháng', 'Month')
    """

    vi: str
    en: str

    def in_language(self, code: str) -> str:
        """The text in a language of the program."""
        return self.vi if code == "vi" else self.en

    @property
    def lacking(self) -> str:
        """The language in which it says nothing, in English; nothing where it is whole."""
        return next((name for name, text in (("Vietnamese", self.vi), ("English", self.en)) if not text.strip()), "")
