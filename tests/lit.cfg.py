# How lit runs tests/check; program_format.py says what a test is.
import os
import sys

sys.path.insert(0, os.path.join(config.custody_source, "tests"))
from program_format import ProgramOrShell

config.excludes = ["Inputs"]
config.name = "custody"
config.test_source_root = os.path.join(config.custody_source, "tests", "check")
config.test_exec_root = os.path.join(config.custody_build, "tests", "check")
config.test_format = ProgramOrShell(os.path.join(config.test_source_root, "whole"),
                                    config.custody_build)

plugin = os.path.join(config.custody_build, "lib", "custody.so")
headers = os.path.join(config.custody_source, "annotations")
loaded = f"-fplugin={plugin} -fpass-plugin={plugin} -I{headers}"
llvm = config.custody_llvm_version
config.substitutions += [
    ("%clang_custody", f"clang-{llvm} {loaded}"),
    ("%clangxx_custody", f"clang++-{llvm} {loaded}"),
    ("%clang_plain", f"clang-{llvm} -I{headers}"),
    ("%custody", os.path.join(config.custody_build, "bin", "custody")),
    ("%runtime", os.path.join(config.custody_build, "lib", "libcustody.a") + " -pthread"),
    ("%FileCheck", f"FileCheck-{llvm}"),
    ("%not", f"not-{llvm}"),
]
