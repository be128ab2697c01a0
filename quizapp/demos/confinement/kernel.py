"""The few calls of the Linux kernel that Python has no function for."""

from __future__ import annotations

import ctypes
import os
import struct
from functools import cache
from typing import Any

NO_NEW_PRIVILEGES = 38
DIE_WITH_PARENT = 1
SET_SECCOMP = 22
SECCOMP_FILTER = 2

_CAPABILITIES_VERSION = 0x20080522
_CAPSET = {"x86_64": 126, "aarch64": 91}


@cache
def _libc() -> Any:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def syscall(number: int, *arguments: object) -> int:
    """A system call by its number; whole numbers must come as ctypes values of their size.

    Raises OSError.
    """
    result = int(_libc().syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        raise _failure(f"system call {number}")
    return result


def prctl(option: int, value: int, pointer: object = None) -> None:
    """Change a property of this process. Raises OSError."""
    zero = ctypes.c_ulong(0)
    if _libc().prctl(ctypes.c_int(option), ctypes.c_ulong(value), pointer, zero, zero):
        raise _failure(f"prctl {option}")


def drop_capabilities() -> None:
    """Give up root's powers for good: without them root could raise its own limits again.

    Needs no rights; where there are no powers, nothing changes. Raises OSError.
    """
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITIES_VERSION, 0))
    none = ctypes.create_string_buffer(24)
    syscall(_CAPSET[os.uname().machine], header, none)


def _failure(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
