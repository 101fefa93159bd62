"""Which blocks are those of a thread: clauses DEF-1, DEF-3 and GRA-27."""

import threading

import reference as tf


def in_another_thread(work):
    """What ``work`` gives in a thread of its own, or what it raises there."""
    results = []

    def call():
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    (result,) = results
    if isinstance(result, Exception):
        raise result
    return result


def test_def_1_every_thread_has_a_default_graph_of_its_own_that_stays():
    first = in_another_thread(lambda: (tf.get_default_graph(), tf.get_default_graph()))
    second = in_another_thread(tf.get_default_graph)
    assert first[0] is first[1]
    assert len({first[0], second, tf.get_default_graph()}) == 3


def test_def_1_a_new_thread_has_no_default_session():
    with tf.Graph().as_default(), tf.Session():
        assert in_another_thread(tf.get_default_session) is None


def test_def_1_a_block_of_another_thread_ends_there():
    graph, entered, left = tf.Graph(), threading.Event(), threading.Event()

    def hold():
        with graph.as_default():
            entered.set()
            left.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    entered.wait()
    assert tf.get_default_graph() is not graph
    left.set()
    thread.join()


def test_def_3_reset_is_of_the_thread():
    def reset():
        before = tf.get_default_graph()
        tf.reset_default_graph()
        return tf.get_default_graph() is before

    with tf.Graph().as_default() as graph:
        assert in_another_thread(reset) is False
        assert tf.get_default_graph() is graph


def created_in_another_thread(graph):
    """An operation that another thread creates in the graph."""

    def create():
        with graph.as_default():
            return tf.no_op()

    return in_another_thread(create)


def test_gra_27_blocks_count_for_all_threads():
    with tf.Graph().as_default() as graph:
        n, place = tf.no_op(name="n"), tf.no_op(name="place")
        with tf.control_dependencies([n]), tf.colocate_with(place), tf.device("/cpu:0"):
            made = created_in_another_thread(graph)
        assert (made.control_inputs, made.colocation_groups(), made.device) == ([n], [b"loc:@place"], "/device:CPU:0")


def test_gra_27_until_the_graph_is_switched():
    with tf.Graph().as_default() as graph:
        graph.switch_to_thread_local()
        n, place = tf.no_op(name="n"), tf.no_op(name="place")
        with tf.control_dependencies([n]), tf.colocate_with(place), tf.device("/cpu:0"):
            made, own = created_in_another_thread(graph), tf.no_op()
        assert (made.control_inputs, made.colocation_groups(), made.device) == ([], [b"loc:@NoOp"], "")
        assert (own.control_inputs, own.colocation_groups(), own.device) == ([n], [b"loc:@place"], "/device:CPU:0")


def test_gra_27_gradients_and_containers_stay_those_of_the_graph():
    with tf.Graph().as_default() as graph:
        graph.switch_to_thread_local()
        with graph.gradient_override_map({"NoOp": "Mine"}), graph.container("kept"):
            assert created_in_another_thread(graph).get_attr("_gradient_op_type") == b"Mine"


def test_gra_27_threads_may_add_to_one_graph_at_the_same_time():
    graph = tf.Graph()

    def add():
        with graph.as_default():
            for _ in range(100):
                tf.identity(tf.constant(1.0))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    operations = graph.get_operations()
    assert len({operation.name for operation in operations}) == graph.version == 800
    position = {operation: index for index, operation in enumerate(operations)}
    assert all(position[tensor.op] < position[operation] for operation in operations for tensor in operation.inputs)
