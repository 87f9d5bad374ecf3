"""Runs a command and tells its time, its processor time and its memory, quarter by quarter.

    python3 benches/batches/measure.py tamis clean big.warc.gz -o texts.jsonl.gz

Memory is the resident set (VmRSS), looked at ten times a second (Linux). A run whose memory grows
with its input shows a last quarter above the second one.
"""

import os
import subprocess
import sys
import time


def resident_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1000
    return None


def main():
    started = time.monotonic()
    child = subprocess.Popen(sys.argv[1:])
    samples = []
    while True:
        # The child stays a zombie until it is waited for, so its number is not another's.
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        seen = resident_mb(child.pid)
        if seen is not None:
            samples.append(seen)
        time.sleep(0.1)
    wall = time.monotonic() - started
    cpu = usage.ru_utime + usage.ru_stime
    print(f"exit {os.waitstatus_to_exitcode(status)}, {wall:.1f} s, processor {cpu:.1f} s, "
          f"peak {usage.ru_maxrss / 1000:.0f} MB")
    n = len(samples) // 4
    for number in range(4 if n else 0):
        part = samples[number * n : (number + 1) * n]
        print(f"  quarter {number + 1}: mean {sum(part) / n:.1f} MB, most {max(part):.1f} MB")


if __name__ == "__main__":
    main()
