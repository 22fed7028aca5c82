"""The doctor says when the kernel lets the fence cut nothing off."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("most", "found"), [(0, "注意  隔离：这台机器不允许子进程离开网络"), (8, "正常  隔离：")]
)
def test_a_kernel_that_gives_no_namespaces_is_noted(most, found):
    limit = f"echo {most} > /proc/sys/user/max_pid_namespaces"
    look = "from ckanext.ankang.doctor.machine import fence; print(fence())"
    inner = f'{limit} && exec "{sys.executable}" -c "{look}"'

    said = subprocess.run(["unshare", "-Ur", "sh", "-c", inner], capture_output=True, text=True)

    assert said.stdout.startswith(found)
