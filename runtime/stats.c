/* See stats.h. Rows of all threads lie in two tables that grow; a thread finds its own by an index of
 * its own. What a row is of is written before it's counted as there. */
#include "stats.h"
#include "clock.h"
#include "notice.h"
#include "pool.h"
#include "role.h"
#include "stack.h"

enum { FIRST_ROWS = 32, FIRST_INDEXES = 16, INDEX_SIZE = 512 };

/* Of one thread: by a hash, which row is whose, plus 1. It's the thread record's, and stays when the
 * record is used again: rows are added up, so whose they were does not matter. */
struct index {
  uint32_t row[INDEX_SIZE], access[INDEX_SIZE];
};

atomic_uint custody_stats_level;

static struct custody_stats_row first_rows[FIRST_ROWS];
static struct custody_stats_access first_accesses[FIRST_ROWS];
static struct index first_indexes[FIRST_INDEXES];
static struct custody_pool rows = CUSTODY_POOL(first_rows);
static struct custody_pool accesses = CUSTODY_POOL(first_accesses);
static struct custody_pool indexes = CUSTODY_POOL(first_indexes);
static atomic_uint row_count, access_count, index_count;

uint64_t custody_stats_now(void) { return custody_now(); }

void custody_stats_begin(enum custody_stats_level level) {
  if (atomic_load(&custody_stats_level) < (unsigned)level)
    atomic_store(&custody_stats_level, level);
  for (uint32_t i = 0; i < custody_thread_count(); i++)
    __atomic_store_n(&custody_thread_at(i)->held.quick, 0, __ATOMIC_RELAXED);
}

static uint32_t take(struct custody_pool *pool, atomic_uint *count) {
  uint32_t row = custody_pool_take(pool, count);
  if (row == UINT32_MAX) custody_notice(CUSTODY_NOTICE_STATS);
  return row;
}

static struct index *index_of(struct custody_thread *self) {
  if (!self->stats) {
    uint32_t row = take(&indexes, &index_count);
    if (row == UINT32_MAX) return NULL;
    self->stats = row + 1;
  }
  return custody_pool_row(&indexes, self->stats - 1);
}

static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15;
  return hash ^ hash >> 32;
}

/* -- times ----------------------------------------------------------------------------------- */

static unsigned part_of(uint64_t time) {
  enum { BITS = 3 };
  unsigned power = 63 - (unsigned)__builtin_clzll(time | 1);
  if (power < BITS) return (unsigned)time;
  unsigned part = (power - BITS + 1) * CUSTODY_STATS_PARTS +
                  (unsigned)(time >> (power - BITS) & (CUSTODY_STATS_PARTS - 1));
  return part < CUSTODY_STATS_TIMES_KEPT ? part : CUSTODY_STATS_TIMES_KEPT - 1;
}

/* The longest time of a part. */
static uint64_t end_of(unsigned part) {
  if (part < CUSTODY_STATS_PARTS) return part;
  unsigned shift = part / CUSTODY_STATS_PARTS - 1;
  return ((uint64_t)(CUSTODY_STATS_PARTS + part % CUSTODY_STATS_PARTS + 1) << shift) - 1;
}

static void add(_Atomic uint64_t *sum, uint64_t more) {
  atomic_store_explicit(sum, atomic_load_explicit(sum, memory_order_relaxed) + more,
                        memory_order_relaxed);
}

/* Returns 1 if none was longer. */
static int count(struct custody_stats_times *times, uint64_t time) {
  atomic_uint *kept = &times->kept[part_of(time)];
  atomic_store_explicit(kept, atomic_load_explicit(kept, memory_order_relaxed) + 1,
                        memory_order_relaxed);
  add(&times->count, 1);
  add(&times->sum, time);
  if (time <= atomic_load_explicit(&times->longest, memory_order_relaxed)) return 0;
  atomic_store_explicit(&times->longest, time, memory_order_relaxed);
  return 1;
}

uint64_t custody_stats_at(const struct custody_stats_times *times, unsigned percent) {
  uint64_t all = 0, sum = 0, longest = atomic_load(&times->longest);
  for (unsigned i = 0; i < CUSTODY_STATS_TIMES_KEPT; i++) all += atomic_load(&times->kept[i]);
  for (unsigned i = 0; i < CUSTODY_STATS_TIMES_KEPT; i++) {
    sum += atomic_load(&times->kept[i]);
    if (sum && sum * 100 >= all * percent) return end_of(i) < longest ? end_of(i) : longest;
  }
  return longest;
}

/* -- locks and loops ------------------------------------------------------------------------- */

static struct custody_stats_row *row_named(struct custody_thread *self, unsigned kind,
                                           const char *name, const void *lock) {
  struct index *index = index_of(self);
  if (!index) return NULL;
  uint64_t hash = mix(mix(kind, (uintptr_t)name), (uintptr_t)lock);
  for (uint32_t tried = 0; tried < INDEX_SIZE; tried++) {
    uint32_t *at = &index->row[(hash + tried) % INDEX_SIZE];
    if (!*at) {
      uint32_t row = take(&rows, &row_count);
      if (row == UINT32_MAX) return NULL;
      struct custody_stats_row *new = custody_pool_row(&rows, row);
      new->name = name;
      new->lock = lock;
      atomic_store_explicit(&new->kind, kind, memory_order_release);
      *at = row + 1;
      return new;
    }
    struct custody_stats_row *row = custody_pool_row(&rows, *at - 1);
    if (row->name == name && row->lock == lock && row->kind == kind) return row;
  }
  custody_notice(CUSTODY_NOTICE_STATS);
  return NULL;
}

static struct custody_stats_row *row_of(struct custody_thread *self,
                                        const struct custody_hold_entry *entry, const void *lock) {
  return row_named(self, CUSTODY_STATS_LOCK, entry->lock_class, entry->lock_class ? NULL : lock);
}

void custody_stats_taken(struct custody_thread *self, struct custody_hold_entry *entry,
                         const void *lock) {
  uint64_t now = custody_now(), since = self->waits_since;
  self->waits_since = 0;
  struct custody_stats_row *row = row_of(self, entry, lock);
  if (row && since) count(&row->waits, now - since);
  entry->since = now;
}

void custody_stats_given(struct custody_thread *self, struct custody_hold_entry *entry,
                         const void *lock, const void *caller) {
  struct custody_stats_row *row = row_of(self, entry, lock);
  uint64_t since = entry->since;
  entry->since = 0;
  if (!row || !count(&row->holds, custody_now() - since)) return;
  atomic_store(&row->place, entry->place);
  atomic_store(&row->stack, custody_stack_keep(caller));
}

static const char *loop_name(const struct custody_thread *self) {
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++)
    if (self->roles >> i & 1) return atomic_load(&custody_roles[i].name);
  return NULL;
}

void custody_stats_turned(struct custody_thread *self, uint64_t time,
                          const struct custody_rt_place *place, const void *caller) {
  struct custody_stats_row *row = row_named(self, CUSTODY_STATS_LOOP, loop_name(self), NULL);
  if (!row || !count(&row->holds, time)) return;
  atomic_store(&row->place, place);
  atomic_store(&row->stack, custody_stack_keep(caller));
}

/* -- accesses -------------------------------------------------------------------------------- */

static void note_held(struct custody_stats_access *a, const struct custody_held *held) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < held->count; i++) {
    const struct custody_hold_entry *row = custody_held_row(held, i);
    const char *name = row->lock_class;
    if (!row->lock) continue;
    if (n == CUSTODY_STATS_HELD || !name) {
      a->more = 1;
      continue;
    }
    uint32_t at = n++;
    for (; at > 0 && a->held[at - 1] > name; at--) {
      a->held[at] = a->held[at - 1];
      a->mode[at] = a->mode[at - 1];
    }
    a->held[at] = name;
    a->mode[at] = row->mode;
  }
}

static int is_same(const struct custody_stats_access *a, const struct custody_stats_access *b) {
  for (int i = 0; i < CUSTODY_STATS_HELD; i++)
    if (a->held[i] != b->held[i] || a->mode[i] != b->mode[i]) return 0;
  return a->rule == b->rule && a->roles == b->roles && a->access == b->access && a->more == b->more;
}

static struct custody_stats_access *find(struct custody_thread *self,
                                         const struct custody_stats_access *wanted) {
  struct index *index = index_of(self);
  if (!index) return NULL;
  uint64_t hash = mix(mix(wanted->access, (uintptr_t)wanted->rule), wanted->roles);
  for (int i = 0; i < CUSTODY_STATS_HELD; i++)
    hash = mix(hash, (uintptr_t)wanted->held[i] ^ wanted->mode[i]);
  for (uint32_t tried = 0; tried < INDEX_SIZE; tried++) {
    uint32_t *at = &index->access[(hash + tried) % INDEX_SIZE];
    if (!*at) {
      uint32_t row = take(&accesses, &access_count);
      if (row == UINT32_MAX) return NULL;
      struct custody_stats_access *new = custody_pool_row(&accesses, row);
      *new = *wanted;
      atomic_store_explicit(&new->is_there, 1, memory_order_release);
      *at = row + 1;
      return new;
    }
    struct custody_stats_access *row = custody_pool_row(&accesses, *at - 1);
    if (is_same(row, wanted)) return row;
  }
  custody_notice(CUSTODY_NOTICE_STATS);
  return NULL;
}

void custody_stats_accessed(struct custody_thread *self, const struct custody_rt_site *site) {
  struct custody_stats_access wanted = {.rule = site->rule,
                                        .roles = self->roles & ~(uint64_t)1,
                                        .access = site->access & CUSTODY_RT_SITE_ACCESS};
  if (self->unwatched) return;
  note_held(&wanted, &self->held);
  struct custody_stats_access *row = find(self, &wanted);
  if (row) add(&row->count, 1);
}

/* -- for who adds them up -------------------------------------------------------------------- */

uint32_t custody_stats_rows(void) { return atomic_load(&row_count); }

const struct custody_stats_row *custody_stats_row(uint32_t i) {
  return i < custody_pool_rows(&rows) ? custody_pool_row(&rows, i) : &first_rows[0];
}

uint32_t custody_stats_accesses(void) { return atomic_load(&access_count); }

const struct custody_stats_access *custody_stats_access(uint32_t i) {
  return i < custody_pool_rows(&accesses) ? custody_pool_row(&accesses, i) : &first_accesses[0];
}
