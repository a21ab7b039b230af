/* Stands in for the runtime: prints each call, and every member of the descriptors that it was
 * given, as runtime/abi.h lays them out. Compiled without the plugin. */
#include "../../../../runtime/abi.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

const char custody_rt_version_2 = 1;

static const char *last_part(const char *file) {
  const char *part = file;
  for (const char *c = file; *c; c++)
    if (*c == '/') part = c + 1;
  return part;
}

static void print_lock(const struct custody_rt_lock *lock) {
  printf(" lock '%s' kind %u", lock->text, lock->kind);
  if (lock->global) printf(" global");
  if (lock->span) printf(" span %llu", (unsigned long long)lock->span);
  for (uint32_t i = 0; i < lock->step_count; i++)
    printf(" %+d%s", lock->steps[i].offset, lock->steps[i].load ? "*" : "");
}

void custody_rt_access(const void *object, struct custody_rt_site *site) {
  static const char *const names[] = {"read", "write", "atomic read", "atomic write"};
  const struct custody_rt_rule *rule = site->rule;
  printf("%s %s at %s:%u:%u in %s; %s line %u kind %u role %s", names[site->access & CUSTODY_RT_SITE_ACCESS], rule->field,
         last_part(site->place.file), site->place.line, site->place.column, site->place.function,
         rule->text, rule->line, rule->kind, rule->role ? rule->role->name : "none");
  for (int i = 0; i < rule->lock_count; i++) print_lock(&rule->locks[i]);
  printf(" state %u%s%s\n", site->state, object ? "" : " null",
         site->access & CUSTODY_RT_SITE_PROVED ? " proved" : "");
}

static void print_contract(const char *what, const void *base,
                           const struct custody_rt_contract *contract) {
  printf("%s %s kind %u of %s line %u base %s", what, contract->text, contract->kind,
         contract->place.function, contract->place.line, base ? "set" : "null");
  for (uint32_t i = 0; i < contract->role_count; i++)
    printf(" role %s pool %u index %u", contract->roles[i]->name, contract->roles[i]->pool,
           contract->roles[i]->index);
  if (contract->lock) print_lock(contract->lock);
  printf(" state %u\n", contract->state);
}

/* Before main has printed anything. */
void custody_rt_declare_role(struct custody_rt_role *role, uint32_t flags) {
  fprintf(stderr, "role %s flags %u\n", role->name, flags);
}

void custody_rt_declare_order(const struct custody_rt_order *order) {
  fprintf(stderr, "%s at line %u:", order->text, order->place.line);
  for (uint32_t i = 0; i < order->count; i++) fprintf(stderr, " '%s'", order->locks[i]);
  fputc('\n', stderr);
}
void custody_rt_loaded(const void *inside) {
  if (!inside) abort();
}

void custody_rt_enter(const void *base, struct custody_rt_contract *contract) {
  print_contract("enter", base, contract);
}
void custody_rt_after_call(const void *base, struct custody_rt_contract *contract,
                           const struct custody_rt_place *call, int happened) {
  if (!happened) return;
  printf("line %u ", call->line);
  print_contract("after call", base, contract);
}
uint32_t custody_rt_before_lock_call(void) { return 0; }
void custody_rt_after_lock_call(const void *base, struct custody_rt_contract *contract,
                                const struct custody_rt_place *call, int happened,
                                uint32_t began) {
  (void)began;
  custody_rt_after_call(base, contract, call, happened);
}
void custody_rt_thread_entry(const void *function, struct custody_rt_role *role,
                             struct custody_rt_contract *contract) {
  printf("role %s function %s: ", role->name, function ? "set" : "null");
  print_contract("thread entry", NULL, contract);
}

static void print_size(const char *what, uint64_t size) {
  printf("%s %llu\n", what, (unsigned long long)size);
}
void custody_rt_build_begin(const void *object, uint64_t size) {
  print_size(object ? "build begin" : "build begin null", size);
}
void custody_rt_build_end(const void *object) { puts(object ? "build end" : "build end null"); }
void custody_rt_fresh(const void *object, uint64_t size) {
  print_size(object ? "fresh" : "fresh null", size);
}
void custody_rt_stored(const void *slot, const void *value) {
  puts(slot && value ? "stored" : "stored null");
}
void custody_rt_published(const void *value) { puts(value ? "published" : "published null"); }
void custody_rt_names(const void *object, uint64_t size, const char *lock_class,
                      const struct custody_rt_place *place) {
  printf("%s is %s, %d bytes\n", object ? "it" : "null", lock_class, (int)size);
}
void custody_rt_freed(const void *object) { puts(object ? "freed" : "freed null"); }

static void print_call(const char *name, const struct custody_rt_place *place, const char *class) {
  printf("%s line %u in %s class %s\n", name, place->line, place->function, class ? class : "none");
}

#define WRAPPED(name)                                                                              \
  int custody_rt_##name(pthread_mutex_t *mutex, const struct custody_rt_place *place,              \
                        const char *class) {                                                       \
    print_call(#name, place, class);                                                               \
    return name(mutex);                                                                            \
  }
WRAPPED(pthread_mutex_lock)
WRAPPED(pthread_mutex_trylock)
WRAPPED(pthread_mutex_unlock)

int custody_rt_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                 const struct custody_rt_place *place, const char *class) {
  print_call("pthread_cond_wait", place, class);
  (void)condition;
  (void)mutex;
  return 0;
}
void *custody_rt_realloc(void *object, size_t size, const struct custody_rt_place *place) {
  print_call("realloc", place, NULL);
  return realloc(object, size);
}
int custody_rt_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                              void *(*start)(void *), void *data,
                              const struct custody_rt_place *place) {
  print_call("pthread_create", place, NULL);
  return pthread_create(thread, attributes, start, data);
}
int custody_rt_pthread_join(pthread_t thread, void **result, const struct custody_rt_place *place) {
  print_call("pthread_join", place, NULL);
  return pthread_join(thread, result);
}

int custody_rt_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes,
                                  const struct custody_rt_place *place, const char *lock_class) {
  if (!place->line || (lock_class && !*lock_class)) abort();
  return pthread_mutex_init(mutex, attributes);
}
