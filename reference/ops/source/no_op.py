"""The op that does nothing, and passes nothing on but its control edges."""

from reference.opdef.record import op

NoOp = op("NoOp", public="no_op")


@NoOp.kernel
def _() -> None:
    return None
