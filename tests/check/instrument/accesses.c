// What is an access, of which kind, and where its descriptors say it is; the same at every level of
// optimisation.
// RUN: %clang_plain -c %S/Inputs/print_runtime.c -o %t.runtime.o
// RUN: %clang_custody -fplugin-arg-custody-runtime=all -w -O0 %s %t.runtime.o -o %t && %t | %FileCheck %s
// RUN: %clang_custody -fplugin-arg-custody-runtime=all -w -O2 %s %t.runtime.o -o %t && %t | %FileCheck %s
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

THREAD_ROLE(main);
pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;

struct part {
  pthread_mutex_t lock;
  int inner GUARDED_BY(lock);
};

struct whole {
  pthread_mutex_t *far;
  pthread_mutex_t lock;
  pthread_mutex_t several[4];
  int plain GUARDED_BY(lock);
  unsigned low : 3 GUARDED_BY(lock);
  unsigned high : 5 GUARDED_BY(lock);
  int array[4] GUARDED_BY(several[]);
  struct {
    union {
      int anonymous GUARDED_BY(lock);
      float other;
    };
  };
  _Atomic int counter ATOMIC;
  int (*function)(int) OWNED_BY(main, lock);
  struct part part;
  int free;
};

struct __attribute__((packed)) packed {
  char c;
  struct part part;
};

int global GUARDED_BY(big);
static _Thread_local int local OWNED_BY(main);
static int row[8] GUARDED_BY(big);
static struct whole *object;
static struct packed *misaligned;

static int twice(int x) { return 2 * x; }

int main(void) {
  object = calloc(2, sizeof *object);
  misaligned = calloc(2, sizeof *misaligned);
  // CHECK: fresh 608
  // CHECK-NEXT: stored
  // CHECK-NEXT: fresh 98
  // CHECK-NEXT: stored

  object->plain = 1;
  // CHECK-NEXT: write whole.plain at accesses.c:[[@LINE-1]]:11 in main; GUARDED_BY(lock) line 25 kind 3 role none lock 'lock' kind 0 +8 state 0
  object->plain++;
  // CHECK-NEXT: write whole.plain at accesses.c:[[@LINE-1]]:11
  object->low = 3, object->high += object->low;
  // CHECK-NEXT: write whole.low at accesses.c:[[@LINE-1]]:11
  // CHECK-NEXT: read whole.low at accesses.c:[[@LINE-2]]:44
  // CHECK-NEXT: write whole.high at accesses.c:[[@LINE-3]]:28
  object[1].array[object->low] = *(object->array + 1);
  // CHECK-NEXT: read whole.array at {{.*}} lock 'several[]' kind 2 span 160 +48 state 0
  // CHECK-NEXT: write whole.array at
  // CHECK-NEXT: read whole.low at
  object->anonymous = 4;
  // CHECK-NEXT: write whole.anonymous at {{.*}} lock 'lock' kind 0 +8 state 0
  object->counter += 1;
  // CHECK-NEXT: atomic write whole.counter at {{.*}}; ATOMIC line 35 kind 6 role none state 0
  atomic_store(&object->counter, atomic_load(&object->counter));
  // CHECK-NEXT: atomic {{write|read}} whole.counter
  // CHECK-NEXT: atomic {{write|read}} whole.counter
  __atomic_fetch_add(&object->plain, 1, __ATOMIC_RELAXED);
  // CHECK-NEXT: atomic write whole.plain
  __sync_fetch_and_add(&object->plain, 1);
  // CHECK-NEXT: atomic write whole.plain
  object->function = twice;
  // CHECK-NEXT: write whole.function at {{.*}}; OWNED_BY(main, lock) line 36 kind 2 role main lock 'lock' kind 0 +8 state 0
  int value = object->function(object->plain);
  // CHECK-NEXT: read whole.function
  // CHECK-NEXT: read whole.plain
  (*object).part.inner = value;
  // CHECK-NEXT: write part.inner at {{.*}} lock 'lock' kind 0 state 0
  misaligned[1].part.inner = 5;
  // CHECK-NEXT: write part.inner

  // Whole objects: every field with a rule in them.
  object[1].part = object[0].part;
  // CHECK-DAG: read part.inner at accesses.c:[[@LINE-1]]
  // CHECK-DAG: write part.inner at accesses.c:[[@LINE-2]]
  memset(&object->part, 0, sizeof object->part);
  // CHECK-NEXT: write part.inner at accesses.c:[[@LINE-1]]
  struct part *pointer = &object->part;
  memset(pointer, 0, sizeof *pointer);
  // CHECK-NEXT: write part.inner at accesses.c:[[@LINE-1]]
  memcpy(object->array, row, sizeof row / 2);
  // CHECK-DAG: write whole.array at accesses.c:[[@LINE-1]]
  // CHECK-DAG: read row at accesses.c:[[@LINE-2]]

  // Variables.
  global += row[1];
  // CHECK-NEXT: read row at {{.*}} lock 'big' kind 1 global state 0
  // CHECK-NEXT: write global at accesses.c:[[@LINE-2]]:3 in main; GUARDED_BY(big) line {{[0-9]+}} kind 3 role none lock 'big' kind 1 global state 0
  local = 1;
  // CHECK-NEXT: write local at {{.*}}; OWNED_BY(main) line {{[0-9]+}} kind 1 role main state 0

  // Forms of the language.
  value = ({
    int x = object->plain;
    0 * x;
  })
              ?: object->low;
  // CHECK-NEXT: read whole.plain
  // CHECK-NEXT: read whole.low
  int variable[object->plain + 1];
  // CHECK-NEXT: read whole.plain
  int list[] = {[0 ... 2] = object->plain, 4};
  // CHECK-NEXT: read whole.plain
  // CHECK: read whole.plain
  // CHECK: read whole.plain
  __asm__ volatile("" : "+m"(object->plain) : "r"(object->low), "m"(global));
  // CHECK-DAG: write whole.plain at accesses.c:[[@LINE-1]]
  // CHECK-DAG: read whole.low at accesses.c:[[@LINE-2]]
  // CHECK-DAG: read global at accesses.c:[[@LINE-3]]
  value = _Generic(object->plain, int: object->high, default: object->low);
  // CHECK-NEXT: read whole.high
  value = __builtin_choose_expr(1, object->high, object->low);
  // CHECK-NEXT: read whole.high
  switch (object->plain) {
  // CHECK-NEXT: read whole.plain
  case 7: object->low = 1;
  default:
    object->high = 1;
    // CHECK-NEXT: write whole.high
  }

  // No access: nothing is read or written.
  int *address = &object->plain, *begin = object->array;
  value = sizeof object->plain + offsetof(struct whole, plain) + sizeof(typeof(object->plain));
  value += __builtin_constant_p(object->plain) + _Alignof(object->plain);
  object->free = 1;
  global = 1;
  // CHECK-NEXT: write global at accesses.c:[[@LINE-1]]
  return 0;
}
