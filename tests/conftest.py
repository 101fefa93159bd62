"""Property tests draw the same examples in every run; ``--hypothesis-profile=long`` draws others, and more."""

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.register_profile("long", max_examples=1000)
settings.load_profile("fixed")
