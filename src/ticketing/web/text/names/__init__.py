"""Names of codes as people read them on the screen: one code, one name; papers have their own words. No logic here."""
