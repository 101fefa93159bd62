"""The questions themselves, one module a chapter; each module that stands here is found by itself."""
