# ThreadSanitizer's own tests of mutexes and races, by one of two compilers.
import lit.formats
import os

config.name = "tsan, " + lit_config.params["kind"]
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = lit_config.params["work"]
config.available_features.update(["linux", "x86_64-target-arch", "glibc-2.30", "compiler-rt-optimized"])
config.environment["PATH"] = lit_config.params["tools"] + os.pathsep + os.environ["PATH"]
# What a report of custody's would add is asked for here: nothing, since these tests have no annotation.
options = "ignore_noninstrumented_modules=0:ignore_interceptors_accesses=0:atexit_sleep_ms=0"
config.environment["TSAN_OPTIONS"] = options
flags = " -fsanitize=thread -Wall -gline-tables-only -I%s/.. " % lit_config.params["source"]
config.substitutions += [
    ("%clang_tsan ", lit_config.params["cc"] + flags),
    ("%clangxx_tsan ", lit_config.params["cxx"] + flags + "-std=c++11 "),
    ("%env_tsan_opts=", "env TSAN_OPTIONS=" + options + ":"),
    ("%link_libcxx_tsan", ""),
    ("%deflake ", config.test_source_root + "/deflake.bash 10 "),
    ("%run ", ""),
    ("CHECK-%os", "CHECK-Linux"),
]
