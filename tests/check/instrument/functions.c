// Contracts at a function's entry; what is built there, until every return; local objects.
// RUN: %clang_plain -c %S/Inputs/print_runtime.c -o %t.runtime.o
// RUN: %clang_custody -fplugin-arg-custody-runtime=all -O0 %s %t.runtime.o -o %t && %t | %FileCheck %s
// RUN: %clang_custody -fplugin-arg-custody-runtime=all -O2 %s %t.runtime.o -o %t && %t | %FileCheck %s
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

struct server {
  pthread_rwlock_t lock;
  int users GUARDED_BY(lock);
};

struct user {
  struct server *server;
  int name GUARDED_BY(server->lock);
};

static pthread_mutex_t big;

static int roles(void) RUNS_ON(main, worker) { return 1; }
static int entry(void *argument) THREAD_ENTRY(worker) { return argument != NULL; }
static int required(int n, struct user *u) REQUIRES(u->server->lock, big) REQUIRES_SHARED(big) {
  return n + (u != NULL);
}
static int excluded(struct server *s) EXCLUDES(s->lock);
int excluded(struct server *s) { return s != NULL; }

static int init(int n, struct user *u) INIT(u);
static int init(int n, struct user *u) {
  if (n < 0) return -1;
  u->name = n;
  switch (n) {
  case 0: return 5;
  default: return u->name;
  }
}
static void fini(struct user *u) FINI(u) { u->name = 0; }
static int unchecked(struct user *u) NO_CHECK("a snapshot") { return u->name; }
static int fill(struct user *u, int n) { return u->name = n; }
static int by_value(struct user u) { return fill(&u, 1) + u.name; }
static int quiet(struct user u) { return u.name; }

int main(void) {
  struct server server = {.users = 1};
  struct user *known = &(struct user){.server = &server};
  // CHECK: fresh 64
  // CHECK-NEXT: fresh 16

  puts("contracts");
  // CHECK-NEXT: contracts
  roles();
  // CHECK-NEXT: enter RUNS_ON(main, worker) kind 0 of roles line 24 base null role main pool 0 index 0 role worker pool 0 index 0 state 0
  entry(&server);
  // CHECK-NEXT: role worker function set: thread entry THREAD_ENTRY(worker) kind 0 of entry line 25 base null role worker pool 0 index 0 state 0
  required(1, known);
  // CHECK-NEXT: enter REQUIRES(u->server->lock) kind 1 of required line 26 base set lock 'u->server->lock' kind 0 +0* state 0
  // CHECK-NEXT: enter REQUIRES(big) kind 1 of required line 26 base null lock 'big' kind 1 global state 0
  // CHECK-NEXT: enter REQUIRES_SHARED(big) kind 2 of required line 26 base null lock 'big' kind 1 global state 0
  excluded(&server);
  // CHECK-NEXT: enter EXCLUDES(s->lock) kind 3 of excluded line 30 base set lock 's->lock' kind 0 state 0

  puts("building");
  // CHECK-NEXT: building
  init(-1, known);
  // CHECK-NEXT: build begin 16
  // CHECK-NEXT: build end
  init(3, known);
  // CHECK-NEXT: build begin 16
  // CHECK-NEXT: write user.name
  // CHECK-NEXT: read user.name
  // CHECK-NEXT: build end
  fini(known);
  // CHECK-NEXT: build begin 16
  // CHECK-NEXT: write user.name
  // CHECK-NEXT: build end
  unchecked(known);

  puts("locals");
  // CHECK-NEXT: locals
  for (int i = 0; i < 2; i++) {
    struct user user, unseen;
    fill(&user, i);
    unseen.name = i;
    // CHECK-NEXT: fresh 16
    // CHECK-NEXT: write user.name
    // CHECK-NEXT: fresh 16
    // CHECK-NEXT: write user.name
  }
  by_value(*known);
  // CHECK-NEXT: read user.name at {{.*}} in main
  // CHECK-NEXT: fresh 16
  // CHECK-NEXT: write user.name
  // CHECK-NEXT: read user.name at {{.*}} in by_value
  // CHECK-NEXT: freed
  quiet((struct user){.name = 1});
  // CHECK-NEXT: read user.name at {{.*}} in main
  puts("end");
  // CHECK-NEXT: end
  // CHECK-NEXT: freed
  // CHECK-NEXT: freed
  // CHECK-NEXT: freed
  // CHECK-NOT: {{.}}
  return 0;
}
