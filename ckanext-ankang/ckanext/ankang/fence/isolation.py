"""Namespaces of the child's own: no network device, and no process that outlives it.

A grandchild may leave its process group and session (`setsid`) and so escape a kill of the group;
nothing leaves a PID namespace, and the kernel ends all in it with its first process
(pid_namespaces(7)).
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
# A process that a signal ended, as shells write it: the first of a namespace can kill itself by none.
BY_SIGNAL = 128

_libc = ctypes.CDLL(None, use_errno=True)
_isolated = False


def isolate() -> bool:
    """Have what this process forks live in namespaces of its own; False where the kernel forbids it."""
    global _isolated
    ours = CLONE_NEWNET | CLONE_NEWPID
    # An administrator needs no user namespace, in which he could not read the accounts' files.
    _isolated = any(_libc.unshare(kind) == 0 for kind in (ours, CLONE_NEWUSER | ours))
    return _isolated


def is_isolated() -> bool:
    """Whether this process was cut off from network and other processes."""
    return _isolated


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however that ends."""
    # After `isolate`: a new user namespace forgets it (prctl(2)).
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def leave(code: int) -> NoReturn:
    """End a fork without taking down the interpreter, which would copy all that it shares."""
    sys.stderr.flush()
    os._exit(code)


def in_child(work: Callable[[], int]) -> int:
    """Do the work in a forked process and return its exit code, 128 + n where signal n ended it."""
    child = os.fork()
    if child == 0:
        die_with_parent()
        leave(work())
    # The first process of a namespace also inherits those whose parents ended.
    while (ended := os.wait())[0] != child:
        pass
    code = os.waitstatus_to_exitcode(ended[1])
    return code if code >= 0 else BY_SIGNAL - code
