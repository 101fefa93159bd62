"""Stacks: values that one operation of a step leaves for another, last in, first out (ACC-30 to ACC-33)."""
