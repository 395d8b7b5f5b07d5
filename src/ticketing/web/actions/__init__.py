"""What a person may do with a case: a module a stage, each with its `ACTIONS`; `registry` finds them in order."""
