"""Landlock: from here on the process opens the named files only, and no TCP connection.

It needs no rights and no helper program, but acts on the calling thread alone: a thread started
before keeps its rights, so the process must still be single-threaded. It covers neither UDP, nor
Unix sockets, nor the modes and times of files: seccomp refuses those. Reference: Linux,
Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from quizapp.demos.confinement.kernel import syscall

LEAST = 3
"""The first version (Linux 6.2) that keeps a process from emptying files: before, `O_TRUNC` did."""

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_FILES = (1 << 15) - 1
"""Every right of version 3: to execute, read, write, make, remove, move and truncate."""
_IOCTL = 1 << 15  # of devices, since version 5
_TCP = 0b11  # bind and connect, since version 4
_SCOPES = 0b11  # abstract Unix sockets and signals, since version 6


def abi() -> int:
    """The version of Landlock that this kernel offers; 0: none."""
    try:
        return syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    except OSError:
        return 0


def restrict(readable: Iterable[Path], devices: Iterable[Path]) -> None:
    """Leave only reading beneath `readable`, and reading and writing `devices`, for good.

    Needs no-new-privileges to be set. Raises OSError where the kernel refuses.
    """
    rules = _ruleset(abi())
    try:
        for path in readable:
            _allow(rules, path, _READ_FILE | (_READ_DIR if path.is_dir() else 0))
        for path in devices:
            _allow(rules, path, _READ_FILE | _WRITE_FILE)
        syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _ruleset(version: int) -> int:
    """A ruleset that handles, and so refuses, all that this version knows."""
    files = _FILES | (_IOCTL if version >= 5 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    packed = struct.pack("=QQQ", files, _TCP, _SCOPES)
    attributes = ctypes.create_string_buffer(packed[:size], size)
    return syscall(_CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))


def _allow(rules: int, path: Path, rights: int) -> None:
    """Grant rights beneath a path; what is not there needs none."""
    try:
        file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, file), 12)
        syscall(_ADD, ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(file)
