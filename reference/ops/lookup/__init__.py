"""Tables from keys to values: the ops, and the functions and classes that build them (TAB-1)."""
