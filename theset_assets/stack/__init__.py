"""The local stack: which processes `theset dev` and `theset demo` start, on which ports, and how they end."""
