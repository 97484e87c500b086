"""Where a sweep runs: on this machine, or on a Dask cluster. Both are executors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from treasurybook.press.errors import UnusableSweep
from treasurybook.press.sweep.runs import end_kernels

ANSWER_SECONDS = 10
"""How long a scheduler may take to answer."""


@contextmanager
def this_machine(workers: int) -> Iterator[Executor]:
    """Give an executor of so many threads; each lesson computes in a kernel process of its own."""
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        yield pool
    except BaseException:
        end_kernels()  # Ctrl-C: what runs ends with its kernel
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        end_kernels()


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give an executor that runs on the workers of a Dask scheduler.

    A job whose worker is lost runs again on another. The workers need the checkout in the same
    folder, and the same packages.

    Raises
    ------
    UnusableSweep
        If dask.distributed is not installed, or nobody answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UnusableSweep(
            "--scheduler needs dask.distributed: pip install 'treasurybook[sweep]'"
        ) from None
    try:
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        raise UnusableSweep(
            f"no Dask scheduler answers at {address}: start one with `dask scheduler` and name its "
            "address, or leave --scheduler out to run here"
        ) from None
    with client:
        yield client.get_executor(pure=False)
