/* Reports with names that no compiler makes: quotes, control characters, bytes that are no text, and
 * some that are longer than all buffers; of every kind of report. */
#include "../../../runtime/abi.h"
#include "../../../runtime/wrapped.h"
#include <custody/judge.h>
#include <custody/runtime.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { LONG = 200000 };
static char too_long[LONG];
static const char *const names[] = {
    "plain",
    "\"quoted\\\"",
    "line\nend\r\t\x01\x7f",
    "\xff\xfe half \xc3",
    "\xed\xa0\x80 surrogate",
    "\xc0\xaf overlong",
    "\xf4\x90\x80\x80 beyond",
    "\xf0\x9f\x94\x92 lock \xe2\x82\xac",
    "",
    too_long,
};
enum { NAMES = sizeof names / sizeof names[0] };

struct object {
  pthread_mutex_t lock;
  int field;
};
static struct object object = {PTHREAD_MUTEX_INITIALIZER, 0};
static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;

static struct custody_rt_place place_of(int i) {
  return (struct custody_rt_place){names[i], names[i], (uint32_t)i + 1, 1};
}

static void access_with(int i) {
  static const struct custody_rt_step step[] = {{offsetof(struct object, lock), 0}};
  struct custody_rt_lock *lock = calloc(1, sizeof *lock);
  struct custody_rt_role *role = calloc(1, sizeof *role);
  struct custody_rt_rule *rule = calloc(1, sizeof *rule);
  struct custody_rt_site *site = calloc(1, sizeof *site);
  *lock = (struct custody_rt_lock){names[i], NULL, step, 1, CUSTODY_RT_LOCK_PATH, 0};
  *role = (struct custody_rt_role){names[i], 0, 0};
  *rule = (struct custody_rt_rule){names[i], names[i], names[i], 7, CUSTODY_RULE_OWNED_BY_LOCKED,
                                   1,        role,     lock};
  struct custody_rt_site made = {rule, place_of(i), CUSTODY_WRITE, 0};
  memcpy(site, &made, sizeof made);
  custody_rt_access(&object, site);
}

static void call_with(int i) {
  struct custody_rt_role *role = calloc(1, sizeof *role);
  struct custody_rt_role **roles = calloc(1, sizeof *roles);
  struct custody_rt_contract *contract = calloc(1, sizeof *contract);
  *roles = role;
  role->name = names[i];
  struct custody_rt_contract made = {place_of(i), names[i], CUSTODY_RT_RUNS_ON, 1, roles, NULL, 0};
  memcpy(contract, &made, sizeof made);
  custody_rt_enter(NULL, contract);
}

static void lock_with(int i, int is_wrong_way) {
  pthread_mutex_t *first = is_wrong_way ? &other : &object.lock;
  pthread_mutex_t *second = is_wrong_way ? &object.lock : &other;
  struct custody_rt_place *place = malloc(sizeof *place);
  struct custody_rt_place made = place_of(i);
  memcpy(place, &made, sizeof made);
  custody_rt_pthread_mutex_lock(first, place, is_wrong_way ? "other" : names[i]);
  custody_rt_pthread_mutex_lock(second, place, is_wrong_way ? names[i] : "other");
  if (i == 0 && is_wrong_way) access_with(i);
  custody_rt_pthread_mutex_unlock(second, place, NULL);
  custody_rt_pthread_mutex_unlock(first, place, NULL);
  custody_rt_pthread_mutex_unlock(first, place, names[i]);
}

static void *work(void *unused) {
  for (int i = 0; i < NAMES; i++) {
    custody_name_thread(names[i]);
    access_with(i);
    call_with(i);
    for (int is_wrong_way = 0; is_wrong_way < 2; is_wrong_way++) lock_with(i, is_wrong_way);
  }
  for (int i = 0; i < 70; i++) call_with(i % NAMES);
  return unused;
}

int main(void) {
  static const struct custody_rt_place place = {__FILE__, "main", __LINE__, 1};
  pthread_t thread;
  memset(too_long, 'x', LONG - 1);
  custody_rt_pthread_create(&thread, NULL, work, NULL, &place);
  custody_rt_pthread_join(thread, NULL, &place);
  return 0;
}
