"""The penalty decision, and the licence points that fall with it."""
