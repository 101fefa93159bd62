"""Checkpoints: files that hold the values of tensors by name, as TensorFlow writes and reads them (CKP-1, CKP-4).

A checkpoint is a *bundle*: ``PREFIX.index`` is a sorted table of what there is (`table`, `entries`) and
``PREFIX.data-00000-of-00001`` the elements (`elements`).  `bundle_writer` and `bundle_reader` put them together.
"""
