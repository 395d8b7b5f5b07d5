"""Every paper filled with invented facts, for the check of templates and for whoever designs them."""
