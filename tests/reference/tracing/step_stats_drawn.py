"""Draws StepStats messages of all kinds, likely and unlikely, from a seed; runs under Python 3.7 too."""

import random

NAMES = ["a", "b", "a/_1", "a/_1/c", "x/y", "w:MatMul", "_arg_q_0_0", "RecvTensor", "k"]
DEVICES = ["/host:CPU", "/device:CPU:0", "/device:CPU:1", "/gpu:0/stream:1", "/gpu:0/memcpy", "/stream", "/gpu:0"]
ENDS = ["", "", "", ":1", "/_3", ":2", "/_4:1"]
LABELS = [
    "{name} = Op{index}({inputs})",
    "{name} = Op{index}({inputs})",
    "{name} = Op{index}({inputs})",
    "",
    "?",
    "{name} = Op({inputs}) tail",
    "before {name} = Op({inputs}) = q(z)",
    "{name} =  Op ( {inputs} )",
    "{name} = (a)",
    "RecvTensor",
    "= Op(a)",
    " = Op(a)",
    "a = Op()\n",
    "[1B] a = Op(b)",
    "a/_2 = _Recv() @ q(a)",
]


def draw(seed, step_stats):
    """Fills a StepStats message."""
    drawn = random.Random(seed)
    for _ in range(drawn.randint(0, 3)):
        device = step_stats.dev_stats.add(device=drawn.choice(DEVICES))
        for index in range(drawn.randint(0, 7)):
            _draw_node(drawn, device.node_stats.add(), index)
    return step_stats


def _draw_node(drawn, node, index):
    node.node_name = drawn.choice(NAMES)
    node.all_start_micros = drawn.randint(1, 40)
    node.all_end_rel_micros = drawn.choice([0, 0, 1, 5, 9])
    node.op_end_rel_micros = drawn.randint(0, 5)
    inputs = [
        drawn.choice(["", "", "^"]) + drawn.choice(NAMES) + drawn.choice(ENDS) for _ in range(drawn.randint(0, 3))
    ]
    node.timeline_label = drawn.choice(LABELS).format(name=node.node_name, index=index, inputs=", ".join(inputs))
    for _ in range(drawn.randint(0, 2)):
        description = node.output.add(slot=drawn.randint(0, 2)).tensor_description
        description.dtype = drawn.choice([1, 7])
        description.allocation_description.requested_bytes = drawn.choice([0, 8, 16])
        description.allocation_description.allocator_name = drawn.choice(["cpu", "gpu", ""])
        if drawn.random() < 0.5:
            description.shape.dim.add(size=drawn.randint(0, 3))
