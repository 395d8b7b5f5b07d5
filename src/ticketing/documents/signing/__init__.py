"""Keys, signatures, time stamps and the seal on a paper, the codes that prove it, and the check of all of them."""
