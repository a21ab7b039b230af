/* See order_class.h. */
#include "order_class.h"
#include "order_graph.h"
#include "text.h"
#include "variables.h"

enum {
  LATELY = 256,
  TEXT_BUCKETS = 1 << 12,
  LOCK_BUCKETS = 1 << 16,
  FIRST_CLASSES = 256,
  FIRST_LOCKS = 256
};

/* What is known of the lock at an address. */
struct known_lock {
  uintptr_t address;
  uint32_t class; /* 0: it may have one of its own, and was not asked for */
  uint32_t next;  /* with the same hash, or free */
};

static struct custody_order_class first_classes[FIRST_CLASSES];
static struct custody_pool classes = CUSTODY_POOL(first_classes);
static uint32_t class_count = 1, free_class, by_text[TEXT_BUCKETS];

static struct known_lock first_locks[FIRST_LOCKS];
static struct custody_pool locks = CUSTODY_POOL(first_locks);
static uint32_t lock_count = 1, free_lock, by_address[LOCK_BUCKETS];

atomic_uint custody_order_ended;

struct custody_order_class *custody_order_class_at(uint32_t number) {
  return custody_pool_row(&classes, number);
}

const char *custody_order_class_name(uint32_t number) {
  const struct custody_order_class *class = custody_order_class_at(number);
  return class->text ? class->text : class->name;
}

static uint32_t new_class(const char *text) {
  uint32_t number = free_class;
  if (number) free_class = custody_order_class_at(number)->next;
  else if (class_count < custody_pool_rows(&classes) || custody_pool_grow(&classes))
    number = class_count++;
  else return 0;
  *custody_order_class_at(number) = (struct custody_order_class){.text = text};
  return number;
}

/* FNV-1a. */
static uint32_t hash_of(const char *text) {
  uint32_t hash = 2166136261u;
  for (; *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * 16777619u;
  return (hash ^ hash >> 16) % TEXT_BUCKETS;
}

static uint32_t class_of_text(const char *text) {
  uint32_t *first = &by_text[hash_of(text)];
  for (uint32_t i = *first; i; i = custody_order_class_at(i)->next)
    if (custody_text_equal(custody_order_class_at(i)->text, text)) return i;
  uint32_t number = new_class(text);
  if (!number) return 0;
  custody_order_class_at(number)->next = *first;
  return *first = number;
}

/* Mostly the text is one that was asked for before, at the same address: a class with a text stays. */
uint32_t custody_order_class(const char *text) {
  static struct {
    const char *text;
    uint32_t class;
  } lately[LATELY];
  unsigned at = (uint64_t)(uintptr_t)text * 0x9e3779b97f4a7c15 >> 56;
  if (lately[at].text == text) return lately[at].class;
  uint32_t number = class_of_text(text);
  if (!number) return 0;
  lately[at].text = text;
  return lately[at].class = number;
}

uint32_t custody_order_half(uint32_t number, int is_higher) {
  uint32_t half = custody_order_class_at(number)->half[is_higher];
  if (half) return half;
  half = new_class(custody_order_class_name(number));
  if (half) custody_order_class_at(half)->is_half = 1;
  return custody_order_class_at(number)->half[is_higher] = half;
}

int custody_order_is_half(uint32_t number) { return (int)custody_order_class_at(number)->is_half; }

/* -- locks by address ---------------------------------------------------------------------- */

static struct known_lock *lock_at(uint32_t number) { return custody_pool_row(&locks, number); }

static uint32_t *bucket_of(uintptr_t address) {
  return &by_address[(uint64_t)address * 0x9e3779b97f4a7c15 >> 48];
}

static uint32_t *link_to(uintptr_t address) {
  uint32_t *link = bucket_of(address);
  while (*link && lock_at(*link)->address != address) link = &lock_at(*link)->next;
  return link;
}

static struct known_lock *new_lock(uintptr_t address) {
  uint32_t number = free_lock, *first = bucket_of(address);
  if (number) free_lock = lock_at(number)->next;
  else if (lock_count < custody_pool_rows(&locks) || custody_pool_grow(&locks))
    number = lock_count++;
  else return NULL;
  *lock_at(number) = (struct known_lock){address, 0, *first};
  *first = number;
  return lock_at(number);
}

static void end_class(uint32_t number) {
  struct custody_order_class *class = custody_order_class_at(number);
  if (class->out || class->in) atomic_fetch_add(&custody_order_ended, 1);
  custody_order_drop(number);
  class->next = free_class;
  free_class = number;
}

void custody_order_lock_ends(const void *lock) {
  uint32_t *link = link_to((uintptr_t)lock), number = *link;
  if (!number) return;
  struct known_lock *known = lock_at(number);
  if (known->class && !custody_order_class_at(known->class)->text) end_class(known->class);
  *link = known->next;
  known->next = free_lock;
  free_lock = number;
}

void custody_order_lock_begins(const void *lock, const char *text) {
  custody_order_lock_ends(lock);
  struct known_lock *known = new_lock((uintptr_t)lock);
  if (known && text) known->class = custody_order_class(text);
}

/* -- locks of both kinds ------------------------------------------------------------------- */

/* It had no name so far, and an order. */
static void give_name(struct known_lock *known, uint32_t named) {
  uint32_t own = known->class;
  if (own == named || (own && custody_order_class_at(own)->text)) return;
  known->class = named;
  if (!own) return;
  custody_order_move(own, named);
  end_class(own);
}

static uint32_t class_of_named(uintptr_t address, const char *text) {
  uint32_t named = custody_order_class(text), number = *link_to(address);
  if (!named || (!number && !custody_variables_have(address))) return named;
  struct known_lock *known = number ? lock_at(number) : new_lock(address);
  if (known) give_name(known, named);
  return named;
}

static uint32_t own_class(uintptr_t address) {
  uint32_t number = new_class(NULL);
  if (!number) return 0;
  struct custody_order_class *class = custody_order_class_at(number);
  struct custody_text text = custody_text_in(class->name, sizeof class->name);
  class->address = address;
  custody_text_add(&text, "lock ");
  custody_text_hex(&text, address);
  return number;
}

uint32_t custody_order_class_of_lock(const void *lock, const char *text) {
  uintptr_t address = (uintptr_t)lock;
  if (text) return class_of_named(address, text);
  uint32_t number = *link_to(address);
  if (!number && !custody_variables_look(address)) return 0;
  struct known_lock *known = number ? lock_at(number) : new_lock(address);
  if (known && !known->class) known->class = own_class(address);
  return known ? known->class : 0;
}
