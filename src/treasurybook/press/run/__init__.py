"""Run the chapters under papermill and keep what they compute."""

import logging

# What papermill reports of its progress, we say ourselves; a package of styles lets all of it out.
logging.getLogger("papermill").setLevel(logging.CRITICAL)
