"""How a step runs: the executor, its schedules, and the state that outlives a step."""
