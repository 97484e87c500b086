"""Files and folders that change whole or not at all, and locks on them."""
