"""Pages, one file a reader. A page asks a room's queries and calls its functions; it decides nothing itself."""

from ticketing.web.pages import entry, evidence, public, review

READERS = (entry, public, review, evidence)
