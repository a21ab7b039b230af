/* See tsan.h. */
#include "tsan.h"
#include "pool.h"
#include "text.h"

extern void __tsan_init(void) __attribute__((weak));
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

extern void *__tsan_external_register_tag(const char *object_type) __attribute__((weak));
extern void __tsan_external_read(void *address, void *caller, void *tag) __attribute__((weak));
extern void __tsan_external_write(void *address, void *caller, void *tag) __attribute__((weak));

enum { FIRST = 1, TYPES = 64 /* it has room for a thousand, and ends the program at the next */ };
static struct custody_touches first[FIRST];
static struct custody_pool tables = CUSTODY_POOL(first);
static atomic_uint count;

int custody_tsan_is_here(void) { return __tsan_init != NULL; }

struct custody_touches *custody_tsan_touches(void) {
  if (!custody_tsan_is_here()) return NULL;
  uint32_t row = custody_pool_take(&tables, &count);
  if (row == UINT32_MAX) return NULL;
  return custody_pool_row(&tables, row);
}

extern void __tsan_func_entry(void *caller) __attribute__((weak));
extern void __tsan_func_exit(void) __attribute__((weak));

void custody_tsan_enter(const void *caller) {
  if (__tsan_func_entry) __tsan_func_entry((void *)(uintptr_t)caller);
}

void custody_tsan_leave(void) {
  if (__tsan_func_exit) __tsan_func_exit();
}

void custody_tsan_release(const void *address) {
  if (__tsan_release && address) __tsan_release((void *)(uintptr_t)address);
}

void custody_tsan_acquire(const void *address) {
  if (__tsan_acquire && address) __tsan_acquire((void *)(uintptr_t)address);
}

static struct {
  _Atomic(const char *) name;
  _Atomic(void *) tag;
} types[TYPES];

/* Null while another thread is about to give the type its tag, and for types without room. */
static void *tag_of(const char *type) {
  for (int i = 0; i < TYPES; i++) {
    const char *name = atomic_load(&types[i].name);
    if (!name && atomic_compare_exchange_strong(&types[i].name, &name, type)) {
      void *tag = __tsan_external_register_tag(type);
      atomic_store(&types[i].tag, tag);
      return tag;
    }
    if (name == type || custody_text_equal(name, type)) return atomic_load(&types[i].tag);
  }
  return NULL;
}

void custody_rt_opaque(const void *object, const char *type, uint32_t writes) {
  if (!object || !__tsan_external_register_tag || !__tsan_external_write) return;
  void *tag = tag_of(type), *address = (void *)(uintptr_t)object;
  if (!tag) return;
  if (writes) __tsan_external_write(address, NULL, tag);
  else __tsan_external_read(address, NULL, tag);
}
