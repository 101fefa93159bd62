"""The commands of ``python -m reference``: one file each."""
