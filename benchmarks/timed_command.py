"""Run one command in a folder, and print as JSON what it and its children took.

    python -I benchmarks/timed_command.py FOLDER PROGRAM [ARGUMENT ...]

The system counts what a process had in memory before it became another program. So this one stays small, and
imports nothing of ours.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

KILOBYTES = 1 if sys.platform != "darwin" else 1_000

with tempfile.TemporaryFile() as said:
    start = time.perf_counter()
    process = subprocess.Popen(sys.argv[2:], cwd=sys.argv[1], stdout=said, stderr=subprocess.STDOUT)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    said.seek(0)
    sys.stdout.write(
        json.dumps(
            {
                "code": process.returncode,
                "wall": wall,
                "processor": used.ru_utime + used.ru_stime,
                "peak_mb": used.ru_maxrss / KILOBYTES / 1_000,
                "said": said.read().decode("utf-8", errors="replace"),
            }
        )
    )
