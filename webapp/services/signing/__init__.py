"""Signing and checking PDFs, in child processes of their own: keys live there and nowhere else."""
