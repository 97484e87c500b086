"""Start kernels for lessons, and end them all together."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from treasurybook.press.errors import PressError
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.run.nursery import LONGEST_MESSAGE, NETWORK, OPEN
from treasurybook.snapshot.choosing import KNOWN_VARIABLE

_MODULE = "treasurybook.press.run"
_REMARKS = {
    OPEN: "this system gives lessons no namespaces of their own: Python code in them is kept from "
    "the network and from writing files, the programs that it starts are not",
    NETWORK: "this system closes the network to lessons, but not the disk: Python code in them is "
    "kept from writing files, the programs that it starts are not",
}


class Kernels:
    """The kernels of one build, as a context that ends them all.

    On Linux they are forked by one `nursery`; elsewhere each is started afresh.

    Parameters
    ----------
    project : Project
        The project whose lessons will run.
    modules : iterable of str
        What the lessons import, to be imported once for all.
    """

    def __init__(self, project: Project, modules: Iterable[str] = ()) -> None:
        self._project = project
        self._nursery = _Nursery(project, modules) if sys.platform == "linux" else None

    def __enter__(self) -> Kernels:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End all kernels at once, with all that they have started."""
        if self._nursery:
            self._nursery.stop()

    @property
    def remark(self) -> str | None:
        """What this system does not keep lessons from; None if nothing, or before the first."""
        closed = self._nursery.closed if self._nursery else OPEN
        return _REMARKS.get(closed) if closed else None

    def manager_for(
        self, lesson: Lesson, scratch: Path, *, is_trial: bool, known: str = ""
    ) -> type[AsyncKernelManager]:
        """Return a manager that starts a kernel with the interpreter in use.

        A kernel chosen by name could belong to another environment than the one that builds the
        book. It is spoken to through files in `scratch`: ports, which are picked before they are
        taken, may be taken by another kernel in between. Windows has only ports. In a trial, a run
        with parameters of the reader's, conclusions that fail are told and do not stop it. A day
        for `known` sets the clock of the data back.
        """
        spec = KernelSpec(
            argv=[sys.executable, "-m", f"{_MODULE}.kernel", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            env={
                **environment_for(self._project),
                "TREASURYBOOK_LESSON": lesson.stem,
                "TREASURYBOOK_GUARDS": "tell" if is_trial else "stop",
                KNOWN_VARIABLE: known,
                "TREASURYBOOK_SCRATCH": str(scratch),
                "TMPDIR": str(scratch),
                "IPYTHONDIR": str(scratch / "ipython"),
            },
        )
        place = {} if os.name == "nt" else {"transport": "ipc", "ip": str(scratch / "kernel")}
        nursery = self._nursery

        class LessonKernelManager(AsyncKernelManager):
            def __init__(self, **traits: Any) -> None:
                super().__init__(**traits | place)
                if nursery:
                    self.provisioner = _ForkingProvisioner(
                        nursery, kernel_id=self.kernel_id, kernel_spec=spec, parent=self
                    )

            @property
            def kernel_spec(self) -> KernelSpec:
                return spec

        return LessonKernelManager


def environment_for(project: Project) -> dict[str, str]:
    """Return the variables by which a child process finds the package in use and the project."""
    search_path = [str(project.package.parent), os.environ.get("PYTHONPATH", "")]
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, search_path)),
        "TREASURYBOOK_ROOT": str(project.root),
    }


class _Nursery:
    """The asking end of a `nursery` process."""

    def __init__(self, project: Project, modules: Iterable[str]) -> None:
        self._asking = Lock()
        self.closed = b""
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", f"{_MODULE}.nursery", str(theirs.fileno()), *modules],
                env=os.environ | environment_for(project),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us, and we end it
            )

    def fork(self, arguments: list[str], environment: dict[str, str], folder: str) -> _Kernel:
        """Return a new kernel.

        Raises
        ------
        PressError
            If the nursery has ended.
        """
        wanted = {"arguments": arguments, "environment": environment, "folder": folder}
        told, theirs = socket.socketpair()
        with theirs, self._asking:
            try:
                socket.send_fds(self._socket, [json.dumps(wanted).encode()], [theirs.fileno()])
            except OSError as error:
                raise PressError("the process that starts kernels has ended") from error
        kernel = _Kernel(told)
        self.closed = kernel.closed
        return kernel

    def stop(self) -> None:
        self._socket.close()
        self._process.wait()


class _Kernel:
    """A forked kernel, in the form in which jupyter_client handles a process."""

    stdin = stdout = stderr = None

    def __init__(self, told: socket.socket) -> None:
        self._told = told
        answer = told.recv(LONGEST_MESSAGE)
        if not answer:
            raise PressError("the process that starts kernels has ended")
        begun = json.loads(answer)
        self.pid: int = begun["process"]
        self.closed: bytes = begun["closed"].encode()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        if self.returncode is None and not select.select([self._told], [], [], 0)[0]:
            return None
        return self.wait()

    def wait(self) -> int:
        """Return the exit code when it has ended."""
        if self.returncode is None:
            answer = self._told.recv(LONGEST_MESSAGE)
            self.returncode = json.loads(answer)["code"] if answer else -signal.SIGKILL
            self._told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    terminate = kill


class _ForkingProvisioner(LocalProvisioner):
    """Starts a kernel by forking the nursery."""

    def __init__(self, nursery: _Nursery, **traits: Any) -> None:
        super().__init__(**traits)
        self._nursery = nursery

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        options = cmd[cmd.index("-f") :]
        kernel = self._nursery.fork(options, kwargs["env"], str(kwargs["cwd"]))
        self.process = cast("subprocess.Popen[bytes]", kernel)
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info
