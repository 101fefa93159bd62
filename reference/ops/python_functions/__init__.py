"""Operations that call a function of the program's own (chapter DBG)."""
