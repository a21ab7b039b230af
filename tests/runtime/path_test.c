/* Every way to a lock finds it: that lock, held as the rule asks, satisfies a check, by what the site
 * has kept too, and no other does. */
#include "support.h"

struct server {
  pthread_rwlock_t first;
  int users;
  pthread_rwlock_t lock;
};
struct user {
  struct server *server;
  pthread_rwlock_t first_of[2];
};
struct call {
  int number;
  struct user *user;
};

static struct server server;
static struct user user = {.server = &server};
static struct call call = {1, &user};
static pthread_rwlock_t another = PTHREAD_RWLOCK_INITIALIZER;
PLACE(here, "caller");

#define STEP(type, field, load) {offsetof(struct type, field), load}
static const struct custody_rt_step to_lock[] = {STEP(server, lock, 0)};
static const struct custody_rt_step to_server[] = {STEP(user, server, 1), STEP(server, lock, 0)};
static const struct custody_rt_step to_user[] = {STEP(call, user, 1), STEP(user, server, 1),
                                                 STEP(server, lock, 0)};
static const struct custody_rt_step to_array[] = {STEP(call, user, 1), STEP(user, first_of, 0)};

static const struct path {
  const char *name;
  const void *object;
  struct custody_rt_lock lock;
  pthread_rwlock_t *leads_to;
} paths[] = {
    {"the object itself",
     &server,
     {"first", NULL, NULL, 0, CUSTODY_RT_LOCK_PATH, 0},
     &server.first},
    {"a field", &server, {"lock", NULL, to_lock, 1, CUSTODY_RT_LOCK_PATH, 0}, &server.lock},
    {"through a pointer",
     &user,
     {"server->lock", NULL, to_server, 2, CUSTODY_RT_LOCK_PATH, 0},
     &server.lock},
    {"through two", &call, {"user->server->lock", NULL, to_user, 3, 0, 0}, &server.lock},
    {"a variable", NULL, {"another", &another, NULL, 0, CUSTODY_RT_LOCK_GLOBAL, 0}, &another},
    {"a variable's field",
     NULL,
     {"server.lock", &server, to_lock, 1, CUSTODY_RT_LOCK_GLOBAL, 0},
     &server.lock},
    {"from a variable",
     NULL,
     {"call.user->server->lock", &call, to_user, 3, CUSTODY_RT_LOCK_GLOBAL, 0},
     &server.lock},
    {"the first element",
     &call,
     {"user->first_of[]", NULL, to_array, 2, CUSTODY_RT_LOCK_ELEMENT, sizeof user.first_of},
     &user.first_of[0]},
    {"the last element",
     &call,
     {"user->first_of[]", NULL, to_array, 2, CUSTODY_RT_LOCK_ELEMENT, sizeof user.first_of},
     &user.first_of[1]},
};
enum { PATHS = sizeof paths / sizeof paths[0] };

/* One site, twice: as it was laid down, and by what it has kept. */
static uint64_t reports_of(const struct path *path, enum custody_access access) {
  struct custody_rt_rule rule = {"f",  "GUARDED_BY(lock)", "a.h", 1, CUSTODY_RULE_GUARDED_BY, 1,
                                 NULL, &path->lock};
  struct custody_rt_site site = {&rule, {"a.c", path->name, 1, 1}, access, 0};
  uint64_t first = REPORTS_OF(custody_rt_access(path->object, &site));
  uint64_t then = REPORTS_OF(custody_rt_access(path->object, &site));
  assert_int_equal(first, then);
  return first;
}

static void expect(const struct path *path, uint64_t reads, uint64_t writes) {
  if (reports_of(path, CUSTODY_READ) != reads || reports_of(path, CUSTODY_WRITE) != writes)
    fail_msg("%s: not %d and %d reports", path->name, (int)reads, (int)writes);
}

static void every_path_leads_to_its_lock(void **state) {
  (void)state;
  capture();
  for (const struct path *path = paths; path < paths + PATHS; path++) {
    pthread_rwlock_t *lock = path->leads_to;
    expect(path, 1, 1);
    custody_rt_pthread_rwlock_rdlock(lock, &here, "lock");
    expect(path, 0, 1);
    custody_rt_pthread_rwlock_unlock(lock, &here, "lock");
    custody_rt_pthread_rwlock_wrlock(lock, &here, "lock");
    expect(path, 0, 0);
    custody_rt_pthread_rwlock_unlock(lock, &here, "lock");
    expect(path, 1, 1);
  }
}

/* Others of the objects that the paths go through, and the next one behind an array. */
static void no_other_lock_does(void **state) {
  (void)state;
  static struct {
    pthread_rwlock_t elements[2], behind;
  } array;
  static const struct custody_rt_lock elements = {
      "elements[]", &array, NULL, 0, CUSTODY_RT_LOCK_ELEMENT, sizeof array.elements};
  static const struct path others[] = {{"behind", NULL, elements, NULL}};
  capture();
  custody_rt_pthread_rwlock_wrlock(&array.behind, &here, "array.behind");
  for (const struct path *path = paths; path < paths + PATHS; path++) expect(path, 1, 1);
  expect(&others[0], 1, 1);
  custody_rt_pthread_rwlock_unlock(&array.behind, &here, "array.behind");
}

/* Only the newest are looked at without a call. */
static void a_lock_below_others_is_found(void **state) {
  (void)state;
  static pthread_rwlock_t above[4];
  capture();
  for (const struct path *path = paths; path < paths + PATHS; path++) {
    custody_rt_pthread_rwlock_wrlock(path->leads_to, &here, "lock");
    for (int i = 0; i < 4; i++) custody_rt_pthread_rwlock_wrlock(&above[i], &here, "above");
    expect(path, 0, 0);
    for (int i = 4; i-- > 0;) custody_rt_pthread_rwlock_unlock(&above[i], &here, "above");
    custody_rt_pthread_rwlock_unlock(path->leads_to, &here, "lock");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_path_leads_to_its_lock),
      cmocka_unit_test(no_other_lock_does),
      cmocka_unit_test(a_lock_below_others_is_found),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "path");
}
