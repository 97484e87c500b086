"""Run the chapters under papermill and keep what they compute."""
