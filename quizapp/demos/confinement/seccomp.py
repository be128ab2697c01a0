"""A system-call filter: no sockets, no new processes or programs, no reaching into other processes.

A classic BPF program through prctl, so nothing has to be installed. What is refused answers EPERM,
which Python shows as a PermissionError. One process a job makes per-process limits mean something
and leaves no way to a fork bomb or a daemon. Reference: Linux, Documentation/userspace-api/
seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

from quizapp.demos.confinement import calls
from quizapp.demos.confinement.kernel import (
    DIE_WITH_PARENT,
    SECCOMP_FILTER,
    SET_SECCOMP,
    prctl,
)

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
"""Numbers from here on belong to another calling convention of x86-64; aarch64 has none so high."""
_CLONE_THREAD = 0x00010000
_NAMESPACES = 0x7E020000  # every CLONE_NEW* of `clone`
_SIGNAL_OWNERS = (8, 15)
"""F_SETOWN and F_SETOWN_EX: whom the kernel sends a signal of our choice for a file of ours."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_REFUSE, _ABSENT = 0x00050000 | 1, 0x00050000 | 38  # EPERM, ENOSYS

_Instruction = tuple[int, int, int, int]
"""Code, instructions to skip if true and if false, operand."""


def supported() -> bool:
    """Whether we know this processor's system calls."""
    return platform.system() == "Linux" and platform.machine() in _AUDIT


def restrict() -> None:
    """Refuse the calls above, for good. Needs no-new-privileges to be set. Raises OSError."""
    filter_ = program(platform.machine(), os.getpid())
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in filter_))
    header = struct.pack("HxxxxxxP", len(filter_), ctypes.addressof(code))
    prctl(SET_SECCOMP, SECCOMP_FILTER, ctypes.create_string_buffer(header))


def program(machine: str, pid: int) -> list[_Instruction]:
    """What decides about a call of the process `pid` on a processor: classic BPF."""
    parts: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _AUDIT[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for number in calls.REFUSED[machine].values():
        parts += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    # clone3 hides its flags behind a pointer: without it, libc falls back to clone.
    parts += [(_EQUAL, 0, 1, calls.CLONE3), (_RETURN, 0, 0, _ABSENT)]
    for number in calls.OWN[machine].values():
        parts += _when(number, _FIRST, [*_unless_any(pid, 0), _refuse()])
    # The kernel kills a demo whose host has died; a demo must not call that off.
    parts += _when(calls.PRCTL[machine], _FIRST, _if_any(DIE_WITH_PARENT))
    parts += _when(calls.FCNTL[machine], _SECOND, _if_any(*_SIGNAL_OWNERS))
    threads_only: list[_Instruction] = [
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        _refuse(),
        (_ANY_BIT, 0, 1, _NAMESPACES),
        _refuse(),
    ]
    parts += _when(calls.CLONE[machine], _FIRST, threads_only)
    return [*parts, (_RETURN, 0, 0, _ALLOW)]


def _when(number: int, argument: int, judge: list[_Instruction]) -> list[_Instruction]:
    """For the call `number`: judge the low half of an argument, and allow what is not refused.

    Every argument that is judged is an int or a flag of the low half, which is all that the kernel
    reads of it.
    """
    inside: list[_Instruction] = [(_LOAD, 0, 0, argument), *judge, (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, len(inside), number), *inside]


def _if_any(*values: int) -> list[_Instruction]:
    """Refuse the argument where it is one of the values."""
    return [part for value in values for part in ((_EQUAL, 0, 1, value), _refuse())]


def _unless_any(*values: int) -> list[_Instruction]:
    """Skip the instruction behind these where the argument is one of the values."""
    return [(_EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)]


def _refuse() -> _Instruction:
    return (_RETURN, 0, 0, _REFUSE)
