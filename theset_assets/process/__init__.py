"""Starting processes that cannot outlive whoever started them. What is started, and why, stands elsewhere."""
