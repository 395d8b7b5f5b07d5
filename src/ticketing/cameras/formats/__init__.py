"""One file a form in which cameras send; each gives a `Drop` or says in a sentence what is wrong."""
