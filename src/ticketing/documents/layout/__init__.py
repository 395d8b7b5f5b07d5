"""From content to a PDF/A: templates, typeface, pictures, codes drawn. Nothing here knows a case or a key."""
