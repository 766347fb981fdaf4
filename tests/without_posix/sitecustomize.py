"""Python that lacks what Windows lacks: with this folder in PYTHONPATH, and so in every child too.

`os.name` is that of Windows, so that whoever asks takes the branch that is taken there. Files,
sockets and child processes are still this computer's.
"""

import importlib
import os
import pathlib
import signal
import sys
import sysconfig
import time
from types import SimpleNamespace
from typing import Any

WITHOUT_MODULES = ("grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty")
WITHOUT_IN_OS = (
    *("O_CLOEXEC", "O_DIRECTORY", "O_DSYNC", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC"),
    *("chown", "chroot", "fchdir", "fchmod", "fchown", "fdatasync", "fork", "forkpty", "getegid"),
    *("geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getuid", "killpg", "lchown"),
    *("lockf", "mkfifo", "mknod", "nice", "openpty", "posix_fallocate", "pread", "preadv"),
    *("pwrite", "pwritev", "readv", "sched_getaffinity", "setegid", "seteuid"),
    *("setgid", "setpgid", "setsid", "setuid", "statvfs", "sync", "wait", "writev"),
)
WITHOUT_IN_SIGNAL = (*("SIGALRM", "SIGHUP", "SIGPIPE", "SIGUSR1", "SIGUSR2", "alarm", "setitimer"),)
ASK_ONLY_ONCE = (
    *("asyncio", "ctypes.util", "multiprocessing", "shutil", "subprocess", "tempfile"),
    "platformdirs",
)
"""What asks `sys.platform` for the system when it is imported: that stays this computer's."""

for name in ASK_ONLY_ONCE:
    importlib.import_module(name)
sysconfig.get_config_vars()  # kept by Python once it was asked for
modules: dict[str, Any] = sys.modules
modules["shutil"]._use_fd_functions = False  # Windows removes folders by path
for name in WITHOUT_MODULES:
    modules[name] = None
# The signer's lock is `msvcrt` where `sys.platform` says win32, and nobody else's business.
fcntl: Any = importlib.import_module("fcntl")
modules["fcntl"] = SimpleNamespace(flock=fcntl.flock, LOCK_EX=fcntl.LOCK_EX)
for name in WITHOUT_IN_OS:
    if hasattr(os, name):
        delattr(os, name)
for name in WITHOUT_IN_SIGNAL:
    delattr(signal, name)

paths = modules[pathlib.Path.__module__]
paths.WindowsPath, paths.PureWindowsPath = pathlib.PosixPath, pathlib.PurePosixPath
os.name = "nt"

_strftime = time.strftime


def _refuses(form: str, *moment: Any) -> str:
    if "%-" in form:
        raise ValueError("Invalid format string")
    return _strftime(form, *moment)


time.strftime = _refuses
