/* What a run-time check costs, by kind, side by side in one run: nanoseconds (the best of several
 * rounds) and instructions (where the kernel lets us count them).
 *
 *     check_cost [CALLS-PER-ROUND [ROW]]        20 million unless given; one row from 0, or all
 *
 * Where the kernel counts no instructions callgrind does, one row at a time: what
 * `valgrind --tool=callgrind check_cost 200000 ROW` has more than with 100000, by 700000 calls.
 *
 * It never fails because something is slow: the numbers are the machine's. A second thread waits
 * all the while, since the C library takes shortcuts in a process with one. */
#include "../../runtime/abi.h"
#include "../../runtime/wrapped.h"
#include <custody/judge.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 7, MOST_LOCKS = 8 };

struct server {
  pthread_mutex_t lock;
};
struct user {
  struct server *server;
  int mute;
};

static struct server servers[MOST_LOCKS];
static struct user user = {&servers[0], 0};
static const struct custody_rt_place place = {"check_cost.c", "measure", 1, 1};
static struct custody_rt_role main_role = {"main", 0, 0};
static const struct custody_rt_step to_lock[] = {{offsetof(struct user, server), 1},
                                                 {offsetof(struct server, lock), 0}};
static const struct custody_rt_lock lock = {"server->lock",       NULL, to_lock, 2,
                                            CUSTODY_RT_LOCK_PATH, 0};
static const struct custody_rt_rule owned = {
    "user.mute", "OWNED_BY(main)", "user.h", 1, CUSTODY_RULE_OWNED_BY, 0, &main_role, NULL};
static const struct custody_rt_rule owned_locked = {"user.mute",
                                                    "OWNED_BY(main, server->lock)",
                                                    "user.h",
                                                    1,
                                                    CUSTODY_RULE_OWNED_BY_LOCKED,
                                                    1,
                                                    &main_role,
                                                    &lock};
static const struct custody_rt_rule guarded = {
    "user.mute", "GUARDED_BY(server->lock)", "user.h", 1, CUSTODY_RULE_GUARDED_BY, 1, NULL, &lock};

static const struct custody_rt_lock some_lock = {"server.lock",          NULL, NULL, 0,
                                                 CUSTODY_RT_LOCK_MEMBER, 0};
static const struct custody_rt_rule guarded_by_some = {
    "user.mute", "GUARDED_BY(struct server.lock)", "user.h", 1, CUSTODY_RULE_GUARDED_BY, 1, NULL,
    &some_lock};

static const struct custody_rt_lock any_of_them = {
    "locks[]", servers, NULL, 0, CUSTODY_RT_LOCK_ELEMENT, sizeof servers};
static const struct custody_rt_rule guarded_by_any = {
    "user.mute", "GUARDED_BY(locks[])", "user.h", 1, CUSTODY_RULE_GUARDED_BY, 1,
    NULL,        &any_of_them};
static const struct custody_rt_rule pinned = {"user.mute",         "PINNED", "user.h", 1,
                                              CUSTODY_RULE_PINNED, 0,        NULL,     NULL};

static __attribute__((noinline)) void empty_call(const void *object, struct custody_rt_site *site) {
  __asm__ volatile("" : : "r"(object), "r"(site) : "memory");
}

static void run_empty(unsigned long calls, struct custody_rt_site *site) {
  for (unsigned long i = 0; i < calls; i++) empty_call(&user, site);
}

static void run_check(unsigned long calls, struct custody_rt_site *site) {
  for (unsigned long i = 0; i < calls; i++) custody_rt_access(&user, site);
}

static void run_native_pair(unsigned long calls, struct custody_rt_site *site) {
  (void)site;
  for (unsigned long i = 0; i < calls; i++) {
    pthread_mutex_lock(&servers[0].lock);
    pthread_mutex_unlock(&servers[0].lock);
  }
}

static void run_wrapped_pair(unsigned long calls, struct custody_rt_site *site) {
  (void)site;
  for (unsigned long i = 0; i < calls; i++) {
    custody_rt_pthread_mutex_lock(&servers[0].lock, &place, "server.lock");
    custody_rt_pthread_mutex_unlock(&servers[0].lock, &place, "server.lock");
  }
}

static pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;

static void run_inner_pair(unsigned long calls, struct custody_rt_site *site) {
  (void)site;
  for (unsigned long i = 0; i < calls; i++) {
    custody_rt_pthread_mutex_lock(&inner, &place, "inner");
    custody_rt_pthread_mutex_unlock(&inner, &place, "inner");
  }
}

static pthread_rwlock_t readers = PTHREAD_RWLOCK_INITIALIZER;

static void run_native_readers(unsigned long calls, struct custody_rt_site *site) {
  (void)site;
  for (unsigned long i = 0; i < calls; i++) {
    pthread_rwlock_rdlock(&readers);
    pthread_rwlock_unlock(&readers);
  }
}

static void run_wrapped_readers(unsigned long calls, struct custody_rt_site *site) {
  (void)site;
  for (unsigned long i = 0; i < calls; i++) {
    custody_rt_pthread_rwlock_rdlock(&readers, &place, "readers");
    custody_rt_pthread_rwlock_unlock(&readers, &place, "readers");
  }
}

struct kind {
  const char *name;
  void (*run)(unsigned long calls, struct custody_rt_site *site);
  const struct custody_rt_rule *rule;
  enum custody_access access;
  int held;      /* locks held meanwhile; the one that is asked for was taken first */
  int compare_to; /* the row that it's compared with */
};

static const struct kind kinds[] = {
    {"an empty call", run_empty, NULL, CUSTODY_READ, 0, 0},
    {"role: OWNED_BY(main), main writes", run_check, &owned, CUSTODY_WRITE, 0, 0},
    {"owner reads: OWNED_BY(main, lock)", run_check, &owned_locked, CUSTODY_READ, 0, 0},
    {"owner writes: the same, lock held", run_check, &owned_locked, CUSTODY_WRITE, 1, 0},
    {"GUARDED_BY(lock), 1 lock held", run_check, &guarded, CUSTODY_WRITE, 1, 0},
    {"GUARDED_BY(lock), 4 locks held", run_check, &guarded, CUSTODY_WRITE, 4, 0},
    {"GUARDED_BY(lock), 8 locks held", run_check, &guarded, CUSTODY_WRITE, 8, 0},
    {"GUARDED_BY(struct server.lock)", run_check, &guarded_by_some, CUSTODY_WRITE, 1, 0},
    {"pthread_mutex lock and unlock", run_native_pair, NULL, CUSTODY_READ, 0, 8},
    {"the same, wrapped", run_wrapped_pair, NULL, CUSTODY_READ, 0, 8},
    {"the same, 1 lock held: its order", run_inner_pair, NULL, CUSTODY_READ, 1, 8},
    {"the same, 4 locks held", run_inner_pair, NULL, CUSTODY_READ, 4, 8},
    {"GUARDED_BY(locks[])", run_check, &guarded_by_any, CUSTODY_WRITE, 1, 0},
    {"PINNED, touched by who holds it", run_check, &pinned, CUSTODY_WRITE, 0, 0},
    {"pthread_rwlock read lock and unlock", run_native_readers, NULL, CUSTODY_READ, 0, 14},
    {"the same, wrapped", run_wrapped_readers, NULL, CUSTODY_READ, 0, 14},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct cost {
  double nanoseconds, instructions;
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Instructions of this thread in user space; -1 and a sentence where that can't be had. */
static int open_counter(void) {
  struct perf_event_attr event;
  memset(&event, 0, sizeof event);
  event.size = sizeof event;
  event.type = PERF_TYPE_HARDWARE;
  event.config = PERF_COUNT_HW_INSTRUCTIONS;
  event.exclude_kernel = event.exclude_hv = 1;
  int counter = (int)syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);
  if (counter < 0)
    printf("instructions are not counted: perf_event_open: %s (callgrind counts them)\n\n",
           strerror(errno));
  return counter;
}

static double read_counter(int counter) {
  uint64_t value = 0;
  if (counter < 0 || read(counter, &value, sizeof value) != sizeof value) return 0;
  return (double)value;
}

static void hold(int count) {
  for (int i = 0; i < count; i++)
    custody_rt_pthread_mutex_lock(&servers[i].lock, &place, "server.lock");
}

static void let_go(int count) {
  for (int i = count; i-- > 0;)
    custody_rt_pthread_mutex_unlock(&servers[i].lock, &place, "server.lock");
}

static void measure(const struct kind *kind, unsigned long calls, int counter, struct cost *cost) {
  struct custody_rt_site site = {kind->rule, place, kind->access, 0};
  hold(kind->held);
  kind->run(1, &site);
  double instructions = read_counter(counter), start = now();
  kind->run(calls, &site);
  double took = (now() - start) / (double)calls;
  cost->instructions = (read_counter(counter) - instructions) / (double)calls;
  if (took < cost->nanoseconds) cost->nanoseconds = took;
  let_go(kind->held);
}

static void print(const struct cost *cost, int counts) {
  printf("%-36s %8s %10s %8s %14s\n", "kind", "ns", "over empty", "ratio", "instructions");
  for (int i = 0; i < KINDS; i++) {
    printf("%-36s %8.2f %10.2f %8.2f", kinds[i].name, cost[i].nanoseconds,
           cost[i].nanoseconds - cost[0].nanoseconds,
           cost[i].nanoseconds / cost[kinds[i].compare_to].nanoseconds);
    if (counts) printf(" %14.1f\n", cost[i].instructions);
    else printf(" %14s\n", "-");
  }
  printf(
      "\nns: a call, the best of %d rounds. ratio: to the empty call; of the pairs, to the native "
      "one.\n",
      ROUNDS);
}

static void *wait_to_leave(void *leave) {
  sem_wait(leave);
  return NULL;
}

int main(int count, char **arguments) {
  unsigned long calls = count > 1 ? strtoul(arguments[1], NULL, 10) : 20000000;
  int row = count > 2 ? atoi(arguments[2]) : -1;
  struct cost cost[KINDS];
  pthread_t company;
  sem_t leave;
  if (calls == 0) return fprintf(stderr, "usage: check_cost [CALLS-PER-ROUND [ROW]]\n"), 2;
  sem_init(&leave, 0, 0);
  custody_rt_pthread_create(&company, NULL, wait_to_leave, &leave, &place);
  for (int i = 0; i < MOST_LOCKS; i++) pthread_mutex_init(&servers[i].lock, NULL);
  for (int i = 0; i < KINDS; i++) cost[i] = (struct cost){1e30, 0};
  int counter = open_counter();
  for (int round = 0; round < ROUNDS; round++)
    for (int i = 0; i < KINDS; i++)
      if (row < 0 || row == i) measure(&kinds[i], calls, counter, &cost[i]);
  if (row < 0) print(cost, counter >= 0);
  sem_post(&leave);
  custody_rt_pthread_join(company, NULL, &place);
  return 0;
}
