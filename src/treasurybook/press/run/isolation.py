"""What a lesson may not do: reach other machines, write files, take all memory.

On Linux the kernel of a lesson gets namespaces of its own where the system allows it: a network
with nothing in it and a view of all files that can only be read, for whatever it starts as well.
Elsewhere Python's audit hooks refuse the same, to code written in Python only.
"""

from __future__ import annotations

import ctypes
import ipaddress
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

LARGEST_MEMORY = 2_500_000_000
"""Bytes that the kernel of a lesson may have."""

MOST_PRINTED = 1_000_000
"""Characters that a lesson may print."""

LARGEST_FILE = 200_000_000
"""Bytes of a file that a lesson may write into its temporary folder."""

_NEW_USER, _NEW_MOUNTS, _NEW_NETWORK = 0x10000000, 0x00020000, 0x40000000
_NEW_PROCESSES, _NEW_IPC = 0x20000000, 0x08000000
_MS_BIND, _MS_REC_PRIVATE = 4096, 0x4000 | 1 << 18
_SYS_MOUNT_SETATTR, _AT_FDCWD, _AT_RECURSIVE, _READ_ONLY = 442, -100, 0x8000, 1
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 24, 38
_CAPABILITIES, _VERSION_3 = 41, 0x20080522
_KEPT = 1 << 1 | 1 << 2  # reading what only root may read
_SIOCSIFFLAGS, _UP_AND_RUNNING = 0x8914, 0x41
_NAME_SERVICES = ("/run/nscd", "/run/systemd", "/run/dbus")


class NetworkClosed(OSError):
    """A lesson tried to reach another machine."""


class WritingRefused(OSError):
    """A lesson tried to write outside its temporary folder."""


def die_with_parent() -> None:
    """Let this process be killed when the one that started it ends."""
    _call("prctl", _PR_SET_PDEATHSIG, 9, 0, 0, 0)


def leave_namespaces() -> bool:
    """Leave the network, mounts and processes of the system; return whether that was possible.

    Whoever started this process must then call `map_users` for it.
    """
    try:
        _call("unshare", _NEW_USER | _NEW_MOUNTS | _NEW_NETWORK | _NEW_PROCESSES | _NEW_IPC)
    except OSError:
        return False
    return True


def map_users(process: int) -> None:
    """Let `process`, in a user namespace of its own, know the users that this process knows."""
    if os.geteuid() == 0:
        for kind in ("uid_map", "gid_map"):
            own = Path(f"/proc/self/{kind}").read_text().splitlines()
            ranges = [(line.split()[0], line.split()[2]) for line in own]
            lines = "".join(f"{first} {first} {count}\n" for first, count in ranges)
            Path(f"/proc/{process}/{kind}").write_text(lines)
        return
    Path(f"/proc/{process}/setgroups").write_text("deny")
    Path(f"/proc/{process}/uid_map").write_text(f"{os.geteuid()} {os.geteuid()} 1\n")
    Path(f"/proc/{process}/gid_map").write_text(f"{os.getegid()} {os.getegid()} 1\n")


def close_namespaces(writable: Path) -> bool:
    """Make every file but those in `writable` read-only, for good; return whether that worked.

    To be called after `leave_namespaces` and `map_users`. The loopback interface works.
    """
    _raise_loopback()
    folder = os.fsencode(writable)
    try:
        _call("mount", None, b"/", None, _MS_REC_PRIVATE, None)
        _call("mount", folder, folder, None, _MS_BIND, None)
        for service in filter(os.path.isdir, _NAME_SERVICES):  # they would look names up for us
            _call("mount", b"none", os.fsencode(service), b"tmpfs", 0, None)
        _set_mount(b"/", _AT_RECURSIVE, given=_READ_ONLY, taken=0)
        _set_mount(folder, 0, given=0, taken=_READ_ONLY)
        _give_up_capabilities()
    except OSError:
        return False
    return True


def limit_resources() -> None:
    """Limit memory and the size of files, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {resource.RLIMIT_DATA: LARGEST_MEMORY, resource.RLIMIT_FSIZE: LARGEST_FILE}
    for kind, limit in limits.items():
        _, hard = resource.getrlimit(kind)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# ---------------------------------------------------------------- audit hooks


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook that stops name look-ups and connections to other machines.

    Python reports these events from C before acting on them, so that no library written in Python
    gets round the hook, and a hook cannot be taken off again.
    """
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a path: a Unix socket
            return
        host = address[0]
    else:
        return
    if not is_local(host):
        raise NetworkClosed(
            f"lessons run with the network closed, and this cell asked for {host!r}: "
            "read the stored snapshot (treasurybook.snapshot) instead"
        )


def is_local(host: object) -> bool:
    """Return whether `host` means this machine (None and "" stand for the wildcard)."""
    if isinstance(host, bytes | bytearray):
        host = host.decode(errors="replace")
    if not host or str(host).lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:  # a name, and who knows where it leads
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


def refuse_writing(writable: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """Return an audit hook that lets nothing be written or deleted outside `writable`."""
    changes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    places = {"os.rename": 2, "os.link": 2, "os.symlink": 2}
    events = {"os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.chown", *places}
    # devices, and the one that Windows knows by a name alone
    allowed = (os.path.realpath(writable) + os.sep, "/dev/", os.path.realpath(os.devnull) + os.sep)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            flags = arguments[2]
            named = arguments[:1] if isinstance(flags, int) and flags & changes else ()
        elif event in events:
            named = arguments[: places.get(event, 1)]
        else:
            return
        for path in named:
            if isinstance(path, str | bytes | os.PathLike):
                where = os.path.realpath(os.fsdecode(path))
                if not (where + os.sep).startswith(allowed):
                    raise WritingRefused(
                        f"lessons write nothing but temporary files, and this cell wrote {where}"
                    )

    return hook


# ---------------------------------------------------------------- system calls


def _call(name: str, *arguments: Any) -> int:
    """Call a function of the C library.

    Raises
    ------
    OSError
        If there is none, or it fails.
    """
    library: Any = ctypes.CDLL(None, use_errno=True)
    function = getattr(library, name, None)
    if function is None:
        raise OSError(f"this system has no {name}")
    result = int(function(*arguments))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _set_mount(folder: bytes, flags: int, *, given: int, taken: int) -> None:
    attributes = struct.pack("QQQQ", given, taken, 0, 0)
    length = ctypes.c_size_t(len(attributes))
    _call("syscall", _SYS_MOUNT_SETATTR, _AT_FDCWD, folder, flags, attributes, length)


def _raise_loopback() -> None:
    import fcntl
    import socket

    request = struct.pack("16sh14x", b"lo", _UP_AND_RUNNING)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            fcntl.ioctl(one, _SIOCSIFFLAGS, request)
    except OSError:  # then not even this machine can be reached
        pass


def _give_up_capabilities() -> None:
    """Give up what could undo the above; a process in namespaces of its own has everything."""
    for capability in range(_CAPABILITIES):
        if not _KEPT >> capability & 1:
            _call("prctl", _PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = struct.pack("Ii", _VERSION_3, 0)
    _call("capset", header, struct.pack("6I", _KEPT, _KEPT, 0, 0, 0, 0))
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
