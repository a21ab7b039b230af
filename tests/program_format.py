# lit's test format of tests/check. A test is one of three:
#   a .c or .cpp file with RUN lines      lit's own kind
#   a .c file without                     one whole program, held to its marks by tests/check/whole
#   a folder whose name begins with       the same, of several files
#   good-, bad-, miss- or alarm-, or
#   that holds a main.c
# A module of its own, since lit hands tests to other processes.
import os
import subprocess

import lit.formats
import lit.Test

PROGRAM_FOLDERS = ("good-", "bad-", "miss-", "alarm-")


def is_program(folder):
    if not os.path.isdir(folder):
        return False
    name = os.path.basename(folder)
    return name.startswith(PROGRAM_FOLDERS) or os.path.isfile(os.path.join(folder, "main.c"))


class ProgramOrShell(lit.formats.ShTest):
    def __init__(self, whole, build):
        super().__init__(execute_external=False)
        self.whole = whole
        self.build = build

    def getTestsInDirectory(self, suite, path_in_suite, lit_config, local_config):
        folder = suite.getSourcePath(path_in_suite)
        if path_in_suite and is_program(folder):
            return
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if is_program(path) or name.endswith((".c", ".cpp", ".test")):
                yield lit.Test.Test(suite, path_in_suite + (name,), local_config)

    def execute(self, test, lit_config):
        path = test.getSourcePath()
        if os.path.isfile(path):
            with open(path, encoding="utf-8", errors="replace") as source:
                if "RUN:" in source.read():
                    return super().execute(test, lit_config)
        command = [self.whole, self.build, test.getExecPath() + ".work", path]
        result = subprocess.run(command, capture_output=True, text=True, errors="replace",
                                timeout=120)
        if result.returncode == 0:
            return lit.Test.PASS, ""
        return lit.Test.FAIL, result.stdout + result.stderr
