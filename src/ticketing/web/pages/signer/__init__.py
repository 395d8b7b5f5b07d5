"""Pages of the signer."""
