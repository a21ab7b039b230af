/* See tally.h. A hash table with open addresses; a row is claimed by its key's hash and never freed,
 * so it needs no lock. Two keys with the same 64 bits of hash would be one. */
#include "tally.h"
#include "notice.h"
#include "options.h"
#include "suppressions.h"

enum { STATE_MASK = 2 * CUSTODY_TALLY_SIZE - 1, TEXTS_SIZE = 1 << 19 };
static struct custody_tally_key keys[CUSTODY_TALLY_SIZE];
static char texts[TEXTS_SIZE];
static atomic_uint texts_used;
static _Atomic uint64_t reports, keys_counted;

/* FNV-1a, by Fowler, Noll and Vo. */
static uint64_t hash_of(const char *key) {
  uint64_t hash = 0xcbf29ce484222325;
  for (; *key != '\0'; key++) hash = (hash ^ (unsigned char)*key) * 0x100000001b3;
  return hash ? hash : 1;
}

/* A copy that stays when the library that the names are in is unloaded. */
static const char *keep(const char *key) {
  unsigned length = 0;
  while (key[length] != '\0') length++;
  unsigned at = atomic_fetch_add(&texts_used, length + 1);
  if (at > TEXTS_SIZE || length + 1 > TEXTS_SIZE - at) return NULL;
  custody_text_copy(texts + at, key, length + 1);
  return texts + at;
}

static struct custody_tally_key *row_of(uint64_t hash, const char *text) {
  uint64_t start = hash * 0x9e3779b97f4a7c15u >> 52;
  for (uint64_t i = 0; i < CUSTODY_TALLY_SIZE; i++) {
    struct custody_tally_key *key = &keys[(start + i) % CUSTODY_TALLY_SIZE];
    uint64_t there = 0;
    if (atomic_compare_exchange_strong(&key->hash, &there, hash)) {
      atomic_store(&key->text, keep(text));
      return key;
    }
    if (there == hash) return key;
  }
  return NULL;
}

struct custody_tally_key *custody_tally_remembered(enum custody_finding finding,
                                                   const uint32_t *state) {
  uint32_t number = state ? __atomic_load_n(state, __ATOMIC_ACQUIRE) & STATE_MASK : 0;
  if (number == 0 || number > CUSTODY_TALLY_SIZE) return NULL;
  struct custody_tally_key *key = &keys[number - 1];
  return atomic_load(&key->finding) == (unsigned)finding ? key : NULL;
}

/* The bits above are somebody else's, who may be setting them now. */
static void remember(const struct custody_tally_key *key, uint32_t *state) {
  uint32_t there = __atomic_load_n(state, __ATOMIC_RELAXED);
  while ((there & STATE_MASK) == 0)
    if (__atomic_compare_exchange_n(state, &there, there | ((uint32_t)(key - keys) + 1), 0,
                                    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
      return;
}

/* Every thread that comes here with this key stores the same. */
struct custody_tally_key *custody_tally_find(const char *text, enum custody_finding finding,
                                             const struct custody_rt_place *place,
                                             uint32_t *state) {
  uint64_t place_hash = custody_options.report_places ? (uintptr_t)place * 0x9e3779b97f4a7c15u : 0;
  struct custody_tally_key *key = row_of(hash_of(text) ^ place_hash, text);
  if (!key) {
    custody_notice(CUSTODY_NOTICE_KEYS);
    return NULL;
  }
  const struct custody_rt_place *nobody = NULL;
  atomic_compare_exchange_strong(&key->place, &nobody, place);
  atomic_store(&key->finding, (unsigned)finding);
  atomic_store(&key->suppression, custody_suppressions_match(text));
  if (state) remember(key, state);
  return key;
}

int custody_tally_count(struct custody_tally_key *key) {
  atomic_fetch_add(&reports, 1);
  if (!key) return 0;
  if (atomic_fetch_add(&key->count, 1) == 0) atomic_fetch_add(&keys_counted, 1);
  return atomic_exchange(&key->is_told, 1) == 0;
}

uint64_t custody_tally_reports(void) { return atomic_load(&reports); }
uint64_t custody_tally_keys(void) { return atomic_load(&keys_counted); }

void custody_tally_restart(void) {
  for (int i = 0; i < CUSTODY_TALLY_SIZE; i++) atomic_store(&keys[i].count, 0);
  atomic_store(&reports, 0);
  atomic_store(&keys_counted, 0);
}

void custody_tally_each(void (*line)(const struct custody_tally_key *)) {
  for (int i = 0; i < CUSTODY_TALLY_SIZE; i++)
    if (atomic_load(&keys[i].count) > 0) line(&keys[i]);
}
