/* A policy that cannot be read is an error of the compiler, with its place and the next step. */
// RUN: %not %clang_custody -c %s -o %t.o -fplugin-arg-custody-policy=%S/Inputs/faulty.yaml 2>&1 | %FileCheck %s
// RUN: %not %clang_custody -c %s -o %t.o -fplugin-arg-custody-policy=%S/Inputs/gone.yaml 2>&1 | %FileCheck --check-prefix=GONE %s
// RUN: %not %clang_custody -c %s -o %t.o -fplugin-arg-custody-policy=linux-kernel-stile 2>&1 | %FileCheck --check-prefix=NEAR %s

// CHECK: faulty.yaml:3:9: error: custody has no annotation 'runs_no'
// CHECK-NEXT: opne: runs_no(main)
// CHECK: faulty.yaml:3:9: note: did you mean 'runs_on'?
// CHECK: faulty.yaml:4:1: error: a policy has no part 'feilds'
// CHECK: note: did you mean 'fields'?
// GONE: error: the policy '{{.*}}gone.yaml' cannot be read
// NEAR: error: the policy 'linux-kernel-stile' cannot be read; did you mean the shipped policy 'linux-kernel-style'?
int main(void) { return 0; }
