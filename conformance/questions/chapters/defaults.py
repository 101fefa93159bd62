"""Defaults: the stacks of default graphs and sessions, one of each a thread."""

from __future__ import annotations

import threading
import warnings
from typing import TYPE_CHECKING, Any

from conformance.questions.question import question, refusal

if TYPE_CHECKING:
    from collections.abc import Callable


def in_another_thread(work: Callable[[], Any]) -> Any:
    """What `work` returns when a new thread calls it, or its refusal."""
    results = []

    def call() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append([type(error).__qualname__, str(error)])

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    return results[0]


@question("DEF-2")
def default_graph_exists_and_stays(tf: Any) -> Any:
    return [tf.get_default_graph() is tf.get_default_graph(), type(tf.get_default_graph()) is tf.Graph]


@question("DEF-2")
def graph_as_default_nests(tf: Any) -> Any:
    first, second, outside = tf.Graph(), tf.Graph(), tf.get_default_graph()
    seen = []
    with first.as_default() as entered:
        seen.append(entered is first)
        with second.as_default():
            seen.append(tf.get_default_graph() is second)
        seen.append(tf.get_default_graph() is first)
    return [*seen, tf.get_default_graph() is outside]


@question("DEF-4")
def graph_may_be_default_twice(tf: Any) -> Any:
    graph = tf.Graph()
    with graph.as_default():
        with graph.as_default():
            tf.constant(1)
        tf.constant(1)
    return len(graph.get_operations())


@question("DEF-4")
def default_graph_leaves_with_an_error(tf: Any) -> Any:
    outside = tf.get_default_graph()
    try:
        with tf.Graph().as_default():
            raise KeyError
    except KeyError:
        return tf.get_default_graph() is outside


@question("DEF-4")
def graph_contexts_left_out_of_order(tf: Any) -> Any:
    first, second = tf.Graph().as_default(), tf.Graph().as_default()
    first.__enter__()
    second.__enter__()
    try:
        return refusal(lambda: first.__exit__(None, None, None))
    finally:
        second.__exit__(None, None, None)


@question("DEF-4")
def graph_context_left_while_another_is_inside(tf: Any) -> Any:
    graph = tf.Graph()
    context = graph.as_default()
    context.__enter__()
    inner = tf.Graph().as_default()
    inner.__enter__()
    inner.__exit__(None, None, None)
    context.__exit__(None, None, None)
    return tf.get_default_graph() is not graph


@question("DEF-1")
def default_graph_is_of_the_thread(tf: Any) -> Any:
    with tf.Graph().as_default() as graph:
        return [in_another_thread(lambda: tf.get_default_graph() is graph), tf.get_default_graph() is graph]


@question("DEF-1")
def default_session_is_of_the_thread(tf: Any) -> Any:
    with tf.Session():
        return in_another_thread(lambda: tf.get_default_session() is None)


@question("DEF-1")
def thread_enters_the_session_itself(tf: Any) -> Any:
    a = tf.constant(5)
    with tf.Session() as sess:

        def work() -> Any:
            with sess.as_default():
                return int(a.eval())

        return in_another_thread(work)


@question("DEF-1", "DEF-9")
def eval_in_a_thread_without_a_session(tf: Any) -> Any:
    a = tf.constant(5)
    with tf.Session():
        return in_another_thread(lambda: a.eval())


@question("SES-16")
def session_runs_its_graph_in_another_thread(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(5)
        sess = tf.Session()
    with sess:
        return in_another_thread(lambda: int(sess.run(a)))


@question("DEF-3")
def reset_default_graph_makes_a_new_one(tf: Any) -> Any:
    before = tf.get_default_graph()
    tf.constant(1)
    tf.reset_default_graph()
    return [tf.get_default_graph() is before, len(tf.get_default_graph().get_operations())]


@question("DEF-3")
def reset_default_graph_inside_a_graph(tf: Any) -> Any:
    with tf.Graph().as_default():
        tf.reset_default_graph()


@question("DEF-3")
def reset_default_graph_inside_a_session(tf: Any) -> Any:
    with tf.Session():
        tf.reset_default_graph()


@question("DEF-3", "DEF-6")
def reset_default_graph_inside_session_as_default(tf: Any) -> Any:
    sess = tf.Session()
    with sess.as_default():
        tf.reset_default_graph()


@question("DEF-3")
def reset_default_graph_while_the_default_graph_is_entered(tf: Any) -> Any:
    with tf.get_default_graph().as_default():
        tf.reset_default_graph()


@question("DEF-3")
def reset_default_graph_with_an_idle_session(tf: Any) -> Any:
    a = tf.constant(5)
    sess = tf.Session()
    tf.reset_default_graph()
    return [int(sess.run(a)), sess.graph is a.graph, sess.graph is tf.get_default_graph()]


@question("DEF-5")
def no_default_session_at_first(tf: Any) -> Any:
    return tf.get_default_session()


@question("DEF-5")
def constructing_a_session_does_not_make_it_default(tf: Any) -> Any:
    tf.Session()
    return tf.get_default_session()


@question("DEF-7")
def session_context_makes_it_default(tf: Any) -> Any:
    with tf.Session() as sess:
        inside = tf.get_default_session() is sess
    return [inside, tf.get_default_session()]


@question("DEF-4")
def sessions_nest(tf: Any) -> Any:
    outer, inner = tf.Session(), tf.Session()
    with outer.as_default():
        with inner.as_default():
            first = tf.get_default_session() is inner
        second = tf.get_default_session() is outer
    return [first, second, tf.get_default_session()]


@question("DEF-6")
def as_default_yields_the_session(tf: Any) -> Any:
    sess = tf.Session()
    with sess.as_default() as entered:
        return entered is sess


@question("DEF-6")
def as_default_does_not_close(tf: Any) -> Any:
    c = tf.constant(5)
    sess = tf.Session()
    with sess.as_default():
        first = int(c.eval())
    with sess.as_default():
        second = int(c.eval())
    return [first, second, int(sess.run(c))]


@question("DEF-7", "SES-5")
def session_context_closes(tf: Any) -> Any:
    c = tf.constant(5)
    with tf.Session() as sess:
        sess.run(c)
    sess.run(c)


@question("DEF-7", "SES-5")
def session_context_closes_with_an_error(tf: Any) -> Any:
    c = tf.constant(5)
    try:
        with tf.Session() as sess:
            raise KeyError
    except KeyError:
        pass
    sess.run(c)


@question("DEF-7")
def session_context_makes_its_graph_default(tf: Any) -> Any:
    graph = tf.Graph()
    with tf.Session(graph=graph):
        inside = tf.get_default_graph() is graph
    return [inside, tf.get_default_graph() is graph]


@question("DEF-6")
def as_default_leaves_the_default_graph(tf: Any) -> Any:
    graph = tf.Graph()
    with tf.Session(graph=graph).as_default():
        return tf.get_default_graph() is graph


@question("DEF-6")
def session_as_default_then_its_graph(tf: Any) -> Any:
    graph = tf.Graph()
    sess = tf.Session(graph=graph)
    with sess.as_default(), sess.graph.as_default():
        return int(tf.constant(5).eval())


@question("DEF-9")
def eval_in_a_default_session_of_another_graph(tf: Any) -> Any:
    c = tf.constant(5)
    with tf.Session(graph=tf.Graph()):
        return c.eval()


@question("DEF-9")
def operation_run_in_a_default_session_of_another_graph(tf: Any) -> Any:
    n = tf.no_op()
    with tf.Session(graph=tf.Graph()):
        return n.run()


@question("DEF-9")
def eval_without_a_session(tf: Any) -> Any:
    return tf.constant(5).eval()


@question("DEF-9")
def operation_run_without_a_session(tf: Any) -> Any:
    return tf.no_op().run()


@question("DEF-9")
def variable_eval_without_a_session(tf: Any) -> Any:
    return tf.Variable(5).eval()


@question("DEF-9")
def eval_with_an_explicit_session(tf: Any) -> Any:
    c = tf.constant(5)
    sess = tf.Session()
    return [int(c.eval(session=sess)), c.op.run(session=sess)]


@question("DEF-9")
def eval_with_a_session_of_another_graph(tf: Any) -> Any:
    c = tf.constant(5)
    return c.eval(session=tf.Session(graph=tf.Graph()))


@question("DEF-9")
def operation_run_with_a_session_of_another_graph(tf: Any) -> Any:
    return tf.no_op().run(session=tf.Session(graph=tf.Graph()))


@question("DEF-9")
def eval_takes_feeds(tf: Any) -> Any:
    p = tf.placeholder(tf.int32)
    with tf.Session():
        return int((p + 1).eval({p: 41}))


@question("DEF-9")
def operation_run_takes_feeds(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [])
    v = tf.Variable(1)
    assign = v.assign(p)
    with tf.Session() as sess:
        assign.op.run({p: 41})
        return int(sess.run(v))


@question("DEF-8")
def session_entered_again_after_it_was_left(tf: Any) -> Any:
    sess = tf.Session()
    with sess as first:
        pass
    with sess as second:
        return [first is sess, second is sess, tf.get_default_session() is sess]


@question("DEF-8")
def session_entered_inside_itself(tf: Any) -> Any:
    sess = tf.Session()
    with sess:
        return refusal(sess.__enter__)


@question("DEF-6")
def session_as_default_inside_itself(tf: Any) -> Any:
    sess = tf.Session()
    with sess, sess.as_default(), sess.as_default():
        return [tf.get_default_session() is sess, int(tf.constant(5).eval())]


@question("DEF-4")
def session_contexts_left_out_of_order(tf: Any) -> Any:
    first, second = tf.Session().as_default(), tf.Session().as_default()
    first.__enter__()
    second.__enter__()
    try:
        return refusal(lambda: first.__exit__(None, None, None))
    finally:
        second.__exit__(None, None, None)


@question("DEF-8")
def leaving_a_session_twice(tf: Any) -> Any:
    sess = tf.Session()
    with sess:
        pass
    return refusal(lambda: sess.__exit__(None, None, None))[0]


@question("DEF-10")
def interactive_session_is_default_at_once(tf: Any) -> Any:
    sess = tf.InteractiveSession()
    inside = tf.get_default_session() is sess
    value = int(tf.constant(5).eval())
    sess.close()
    return [inside, value, tf.get_default_session()]


@question("DEF-10")
def interactive_session_enters_a_graph_that_it_was_given(tf: Any) -> Any:
    graph, outside = tf.Graph(), tf.get_default_graph()
    sess = tf.InteractiveSession(graph=graph)
    inside = tf.get_default_graph() is graph
    sess.close()
    return [inside, tf.get_default_graph() is outside]


@question("DEF-10")
def interactive_session_of_the_default_graph_keeps_it(tf: Any) -> Any:
    graph = tf.get_default_graph()
    sess = tf.InteractiveSession()
    same = [sess.graph is graph, tf.get_default_graph() is graph]
    sess.close()
    return same


@question("DEF-11")
def interactive_session_warns_when_another_is_open(tf: Any) -> Any:
    first = tf.InteractiveSession()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        second = tf.InteractiveSession()
    second.close()
    first.close()
    return [[w.category.__name__, str(w.message)] for w in caught]


@question("DEF-11")
def interactive_session_does_not_warn_after_closing(tf: Any) -> Any:
    tf.InteractiveSession().close()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tf.InteractiveSession().close()
    return [str(w.message) for w in caught]


@question("DEF-12")
def interactive_sessions_closed_in_the_wrong_order(tf: Any) -> Any:
    first, second = tf.InteractiveSession(), tf.InteractiveSession()
    seen = [refusal(first.close), tf.get_default_session() is second]
    return [*seen, refusal(second.close), tf.get_default_session() is first]


@question("DEF-12")
def interactive_session_closed_inside_another_session(tf: Any) -> Any:
    sess = tf.InteractiveSession()
    with tf.Session() as inner:
        return [refusal(sess.close), tf.get_default_session() is inner]


@question("DEF-12")
def interactive_session_closed_twice(tf: Any) -> Any:
    sess = tf.InteractiveSession()
    sess.close()
    return [refusal(sess.close), tf.get_default_session()]


@question("DEF-10")
def interactive_session_is_no_context_manager(tf: Any) -> Any:
    sess = tf.InteractiveSession()
    try:
        return [hasattr(sess, "__enter__"), hasattr(sess, "__exit__")]
    finally:
        sess.close()


@question("DEF-12", "SES-8")
def interactive_session_after_close(tf: Any) -> Any:
    c = tf.constant(5)
    sess = tf.InteractiveSession()
    sess.close()
    sess.run(c)


@question("DEF-3", "DEF-10")
def interactive_session_with_a_graph_blocks_reset(tf: Any) -> Any:
    sess = tf.InteractiveSession(graph=tf.Graph())
    try:
        return refusal(tf.reset_default_graph)
    finally:
        sess.close()


@question("DEF-3", "DEF-10")
def interactive_session_does_not_block_reset_otherwise(tf: Any) -> Any:
    sess = tf.InteractiveSession()
    try:
        return refusal(tf.reset_default_graph)
    finally:
        sess.close()


@question("DEF-13")
def the_session_of_keras(tf: Any) -> Any:
    get_session = tf.keras.backend.get_session
    kept = get_session()
    same = [get_session() is kept, kept.graph is tf.get_default_graph(), tf.get_default_session()]
    with tf.Session(graph=tf.Graph()).as_default() as session:
        same.append(get_session() is session)
    kept.close()
    same.append(get_session() is kept)
    with tf.Graph().as_default() as graph:
        other = get_session()
        same += [other is kept, other.graph is graph]
    return [*same, get_session() is kept, get_session() is other]


@question("DEF-13")
def the_session_of_keras_in_another_thread(tf: Any) -> Any:
    kept = tf.keras.backend.get_session()

    def work() -> Any:
        with kept.graph.as_default():
            own = tf.keras.backend.get_session()
            return [own is kept, own.graph is kept.graph]

    return in_another_thread(work)


@question("DEF-13")
def the_session_of_keras_runs(tf: Any) -> Any:
    with tf.device("/gpu:0"):
        number = tf.constant(5)
    variable = tf.Variable(1, name="v")
    sess = tf.keras.backend.get_session()
    return [sess.run(number), refusal(lambda: sess.run(variable)), refusal(lambda: number.eval())]


@question("DEF-13")
def the_session_of_keras_is_set(tf: Any) -> Any:
    get_session, set_session = tf.keras.backend.get_session, tf.keras.backend.set_session
    mine, others = tf.Session(), tf.Session(graph=tf.Graph())
    seen = [set_session(mine), get_session() is mine]
    with tf.Session() as inner:
        seen.append(get_session() is inner)
    set_session(None)
    seen.append(get_session() is mine)
    set_session(others)
    with others.graph.as_default():
        seen.append(get_session() is others)
    return [*seen, get_session() is others]
