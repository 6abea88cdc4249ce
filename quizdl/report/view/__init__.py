"""Values that every front paints: plain text in one language, numbers formatted once, no markup and no colour."""
