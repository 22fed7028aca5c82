"""The fork server: imports what reads and judges files once, and forks for each order.

A new interpreter for each file would spend up to 0.8 s on imports. This process opens nobody's file
and was given nothing but a socket, so a fork of it knows no more than a new interpreter would. It
ends with its client, or when nobody orders anything for a while.
"""

import gc
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

from . import child, isolation
from .orders import BEGUN, DESCRIPTORS, MODULE_BYTES

IDLE_SECONDS = 300


class Fork:
    """A child; not reaped before its client lets go of it, so that nobody else gets its number."""

    def __init__(self, pid: int, leash: int) -> None:
        self.pid = pid
        self.leash = socket.socket(fileno=leash)
        self.ending = os.pidfd_open(pid)

    def tell_end(self) -> None:
        """Give the client the exit code, -n where signal n ended it."""
        found = os.waitid(os.P_PIDFD, self.ending, os.WEXITED | os.WNOWAIT)
        if found:
            code = found.si_status if found.si_code == os.CLD_EXITED else -found.si_status
            with suppress(BrokenPipeError):
                self.leash.send(str(code).encode())

    def end(self) -> None:
        """End the child and whatever it started, also where the child itself has ended."""
        os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.ending)
        self.leash.close()


class ForkServer:
    """Takes orders from one socket and watches the forks that carry them out."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._forks: set[Fork] = set()
        # Not epoll, whose state would be shared with the forks.
        self._events = selectors.PollSelector()
        self._events.register(control, selectors.EVENT_READ)

    def serve(self) -> list[int] | None:
        """Return, in each fork, the descriptors of its order; here None, when all is over."""
        while self._events.get_map():
            ready = self._events.select(None if self._forks else IDLE_SECONDS)
            if not ready:
                return None
            # One at a time: it may close a descriptor, and the next take over its number.
            key = ready[0][0]
            if key.fileobj is self._control:
                descriptors = self._take()
                if descriptors:
                    return descriptors
            elif key.fd == key.data.ending:
                self._events.unregister(key.fd)
                key.data.tell_end()
            else:
                self._end(key.data)
        return None

    def _take(self) -> list[int] | None:
        """Fork for an order; return its descriptors in the fork alone."""
        message, descriptors, _, _ = socket.recv_fds(self._control, MODULE_BYTES, DESCRIPTORS)
        if not message:
            self._events.unregister(self._control)
            return None
        leash, *order = descriptors
        with suppress(BrokenPipeError):
            os.write(leash, BEGUN)
        _import(message.decode())
        pid = os.fork()
        # Both say it, so that neither can come too late.
        os.setpgid(pid, pid)
        if pid == 0:
            # Its map and the selector hold each other, and so the sockets that a fork must not keep.
            self._events.close()
            return order
        for descriptor in order:
            os.close(descriptor)
        fork = Fork(pid, leash)
        self._forks.add(fork)
        self._events.register(fork.leash, selectors.EVENT_READ, fork)
        self._events.register(fork.ending, selectors.EVENT_READ, fork)
        return None

    def _end(self, fork: Fork) -> None:
        self._forks.remove(fork)
        self._events.unregister(fork.leash)
        with suppress(KeyError):
            self._events.unregister(fork.ending)
        fork.end()


def _import(module: str) -> None:
    """Import a module once for all forks, and have it load what it would load in each."""
    if module in sys.modules:
        return
    # What goes wrong here goes wrong in the fork, too, which reports it.
    with suppress(ImportError, OSError):
        getattr(import_module(module), "warm_up", lambda: None)()
        # The forks' collectors need not touch, and so copy, what is here to stay.
        gc.freeze()


def main() -> None:
    """Serve the socket at the place of stdin."""
    order = ForkServer(socket.socket(fileno=os.dup(0))).serve()
    if order:
        isolation.leave(child.main(order))


if __name__ == "__main__":
    main()
