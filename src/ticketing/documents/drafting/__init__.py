"""A paper before it is signed: who draws it up, from what, who may sign it, and its way to the signer and back."""
