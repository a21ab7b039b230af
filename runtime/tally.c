/* See tally.h. A hash table with open addresses; a slot is claimed by its key and never freed, so
 * it needs no lock. */
#include "tally.h"
#include "notice.h"
#include <stdatomic.h>

struct slot {
  _Atomic uint64_t key; /**< address and finding, or 0 */
  _Atomic(const struct custody_rt_place *) place;
  atomic_uint count;
};

enum { STATE_MASK = 2 * CUSTODY_TALLY_SIZE - 1 };
static struct slot slots[CUSTODY_TALLY_SIZE];
static _Atomic uint64_t reports, places;

/* User addresses have 57 bits at most; the finding takes the rest. */
static uint64_t key_of(const void *descriptor, enum custody_finding finding) {
  return (uint64_t)(uintptr_t)descriptor << 6 | (uint64_t)finding;
}

static enum custody_finding finding_of(uint64_t key) { return (enum custody_finding)(key & 63); }

/* The key's slot, claimed now if it is new; null when all are taken by others. */
static struct slot *slot_of(uint64_t key) {
  uint64_t start = key * 0x9e3779b97f4a7c15u >> 52;
  for (uint64_t i = 0; i < CUSTODY_TALLY_SIZE; i++) {
    struct slot *slot = &slots[(start + i) % CUSTODY_TALLY_SIZE];
    uint64_t there = 0;
    if (atomic_compare_exchange_strong(&slot->key, &there, key) || there == key) return slot;
  }
  return NULL;
}

/* The descriptor remembers its first slot in the low bits of its state, so that a fault in a loop
 * costs no search. Two threads that come first together may leave a wrong number there: it's the
 * slot's key that counts. */
static struct slot *remembered(uint64_t key, uint32_t *state) {
  uint32_t number = state ? __atomic_load_n(state, __ATOMIC_RELAXED) & STATE_MASK : 0;
  if (number > 0 && number <= CUSTODY_TALLY_SIZE && atomic_load(&slots[number - 1].key) == key)
    return &slots[number - 1];
  struct slot *slot = slot_of(key);
  if (slot && state && number == 0)
    __atomic_fetch_or(state, (uint32_t)(slot - slots) + 1, __ATOMIC_RELAXED);
  return slot;
}

enum custody_tally custody_tally_count(const void *descriptor, enum custody_finding finding,
                                       const struct custody_rt_place *place, uint32_t *state) {
  atomic_fetch_add(&reports, 1);
  struct slot *slot = remembered(key_of(descriptor, finding), state);
  if (!slot) {
    custody_notice(CUSTODY_NOTICE_PLACES);
    return CUSTODY_TALLY_FULL;
  }
  const struct custody_rt_place *nobody = NULL;
  int is_new = atomic_compare_exchange_strong(&slot->place, &nobody, place);
  if (atomic_fetch_add(&slot->count, 1) == 0) atomic_fetch_add(&places, 1);
  return is_new ? CUSTODY_TALLY_FIRST : CUSTODY_TALLY_AGAIN;
}

uint64_t custody_tally_reports(void) { return atomic_load(&reports); }
uint64_t custody_tally_places(void) { return atomic_load(&places); }

void custody_tally_restart(void) {
  for (int i = 0; i < CUSTODY_TALLY_SIZE; i++) atomic_store(&slots[i].count, 0);
  atomic_store(&reports, 0);
  atomic_store(&places, 0);
}

void custody_tally_each(void (*line)(enum custody_finding, const struct custody_rt_place *,
                                     uint32_t)) {
  for (int i = 0; i < CUSTODY_TALLY_SIZE; i++) {
    uint32_t count = atomic_load(&slots[i].count);
    if (count > 0)
      line(finding_of(atomic_load(&slots[i].key)), atomic_load(&slots[i].place), count);
  }
}
