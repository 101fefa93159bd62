"""How copies of a variable on several replicas agree.  On one machine both are only remembered."""

from enum import Enum

from reference.public import public


@public("VariableSynchronization")
class VariableSynchronization(Enum):
    """When the copies of a variable are brought together; a variable read ON_READ is not trained."""

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


@public("VariableAggregation")
class VariableAggregation(Enum):
    """How the copies of a variable are brought together."""

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3
    ONLY_FIRST_TOWER = 3  # noqa: PIE796 (the name until 1.12)

    def __hash__(self) -> int:
        return hash(self.value)
