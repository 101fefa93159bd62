"""Runs something in another thread, for tests in which one step waits for another."""

import threading

PATIENCE = 60  # seconds after which something hangs


def in_thread(action):
    """Starts a thread; gives a function that waits for it and gives what the action returned, or raises its error."""
    outcome = []

    def work():
        try:
            outcome.append((action(), None))
        except Exception as error:
            outcome.append((None, error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()

    def join():
        thread.join(PATIENCE)
        assert outcome, "the thread hangs"
        result, error = outcome[0]
        if error is not None:
            raise error
        return result

    return join
