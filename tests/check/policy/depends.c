/* The object depends on the policy, and facts name it as the prefix maps make it. */
// RUN: %clang_custody -c %s -o %t.o -MMD -MF %t.d -ffile-prefix-map=%S=. -fplugin-arg-custody-policy=%S/Inputs/roles.yaml
// RUN: %FileCheck --check-prefix=DEPENDS --input-file=%t.d %s
// RUN: %custody facts %t.o | %FileCheck %s
// DEPENDS: depends.c
// DEPENDS: Inputs/roles.yaml
// CHECK: file thread_role(main) @ ./Inputs/roles.yaml:2:9
int main(void) { return 0; }
