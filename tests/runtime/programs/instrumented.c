/* What the pass makes of a program: every access and lock call comes with its descriptor. Four
 * threads at once, so that the sanitizers look at the runtime too: all accesses are right (`good`),
 * or each thread also reports in functions of its own (`bad`), of which the sanitizers must see
 * nothing. */
#include "../../../runtime/abi.h"
#include "../../../runtime/wrapped.h"
#include <custody/judge.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, ROUNDS = 2000, PLACES = 20 };

struct table {
  pthread_rwlock_t lock;
  pthread_mutex_t count_lock;
  int entries;
  int *counts;
};

static struct table *table;
static int is_bad;
static struct custody_rt_role worker = {"worker", 1, 0}, main_role = {"main", 0, 0};
static const struct custody_rt_step lock_step[] = {{offsetof(struct table, lock), 0}};
static const struct custody_rt_lock lock = {"lock", NULL, lock_step, 1, CUSTODY_RT_LOCK_PATH, 0};
static const struct custody_rt_step count_step[] = {{offsetof(struct table, count_lock), 0}};
static const struct custody_rt_lock count_lock = {"count_lock",         NULL, count_step, 1,
                                                  CUSTODY_RT_LOCK_PATH, 0};
static const struct custody_rt_rule entries_rule = {"table.entries",
                                                    "OWNED_BY(main, lock)",
                                                    __FILE__,
                                                    20,
                                                    CUSTODY_RULE_OWNED_BY_LOCKED,
                                                    1,
                                                    &main_role,
                                                    &lock};
static const struct custody_rt_rule counts_rule = {
    "table.counts", "GUARDED_BY(count_lock)", __FILE__, 21, CUSTODY_RULE_GUARDED_BY, 1, NULL,
    &count_lock};

#define PLACE(name) static const struct custody_rt_place name = {__FILE__, __func__, __LINE__, 1}

static void check(const struct custody_rt_rule *rule, struct custody_rt_site *site,
                  enum custody_access access) {
  site->rule = rule;
  site->access = access;
  custody_rt_access(table, site);
}

static int read_entries(void) {
  static struct custody_rt_site site = {
      &entries_rule, {__FILE__, "read_entries", __LINE__, 1}, CUSTODY_READ, 0};
  PLACE(place);
  custody_rt_pthread_rwlock_rdlock(&table->lock, &place, "table.lock");
  custody_rt_access(table, &site);
  int entries = table->entries;
  custody_rt_pthread_rwlock_unlock(&table->lock, &place, "table.lock");
  return entries;
}

static void count(int i) {
  static struct custody_rt_site site = {
      &counts_rule, {__FILE__, "count", __LINE__, 1}, CUSTODY_WRITE, 0};
  PLACE(place);
  custody_rt_pthread_mutex_lock(&table->count_lock, &place, "table.count_lock");
  custody_rt_access(table, &site);
  table->counts[i % 16]++;
  custody_rt_pthread_mutex_unlock(&table->count_lock, &place, "table.count_lock");
}

/* A local variable is being built by its thread; AddressSanitizer keeps it apart from the stack. */
static int fill_local(int i) {
  static struct custody_rt_site site = {
      &counts_rule, {__FILE__, "fill_local", __LINE__, 1}, CUSTODY_WRITE, 0};
  struct table local;
  memset(&local, i, sizeof local);
  custody_rt_access(&local, &site);
  return local.entries;
}

/* The check alone: a real race would be the program's, and the sanitizers' to report. */
static void report_without_racing(struct custody_rt_site *sites) {
  for (int i = 0; i < PLACES; i++)
    check(i % 2 ? &entries_rule : &counts_rule, &sites[i], CUSTODY_WRITE);
}

static void *work(void *sites) {
  static struct custody_rt_contract entry = {
      {__FILE__, "work", __LINE__, 1}, "THREAD_ENTRY(worker)", 0, 0, NULL, NULL, 0};
  custody_rt_thread_entry((const void *)(uintptr_t)work, &worker, &entry);
  for (int i = 0; i < ROUNDS; i++) count(fill_local(i % 16) & (i + read_entries()));
  if (is_bad) report_without_racing(sites);
  return NULL;
}

static struct table *make_table(void) {
  PLACE(place);
  static struct custody_rt_site site = {
      &counts_rule, {__FILE__, "make_table", __LINE__, 1}, CUSTODY_WRITE, 0};
  struct table *made = calloc(1, sizeof *made);
  custody_rt_fresh(made, sizeof *made);
  pthread_rwlock_init(&made->lock, NULL);
  pthread_mutex_init(&made->count_lock, NULL);
  custody_rt_access(made, &site);
  made->counts = custody_rt_realloc(NULL, 16 * sizeof(int), &place);
  custody_rt_stored(&made->counts, made->counts);
  memset(made->counts, 0, 16 * sizeof(int));
  return made;
}

static void write_entries(void) {
  static struct custody_rt_site site = {
      &entries_rule, {__FILE__, "write_entries", __LINE__, 1}, CUSTODY_WRITE, 0};
  PLACE(place);
  custody_rt_pthread_rwlock_wrlock(&table->lock, &place, "table.lock");
  custody_rt_access(table, &site);
  table->entries++;
  custody_rt_pthread_rwlock_unlock(&table->lock, &place, "table.lock");
}

int main(int count, char **arguments) {
  static struct custody_rt_site sites[THREADS][PLACES];
  static char names[THREADS][PLACES][16];
  PLACE(place);
  pthread_t thread[THREADS];
  is_bad = count > 1 && strcmp(arguments[1], "bad") == 0;
  table = make_table();
  custody_rt_stored(&table, table);
  for (int i = 0; i < THREADS; i++)
    for (int k = 0; k < PLACES; k++) {
      snprintf(names[i][k], sizeof names[i][k], "function_%d", i * PLACES + k);
      sites[i][k].place.function = names[i][k];
    }
  for (int i = 0; i < THREADS; i++)
    custody_rt_pthread_create(&thread[i], NULL, work, sites[i], &place);
  for (int i = 0; i < ROUNDS; i++) write_entries();
  for (int i = 0; i < THREADS; i++) custody_rt_pthread_join(thread[i], NULL, &place);
  printf("%d entries\n", table->entries);
  custody_rt_freed(table->counts);
  free(table->counts);
  free(table);
  return 0;
}
