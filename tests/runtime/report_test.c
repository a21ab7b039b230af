/* What a report says, line by line. Addresses, times and numbers of the process are left out. */
#include "options.h"
#include "support.h"
#include <custody/runtime.h>
#include <stdio.h>
#include <string.h>

struct server {
  pthread_mutex_t lock;
  int users;
};
struct user {
  struct server *server;
  int mute;
};

static struct custody_rt_role voice = {"voice", 0, 0}, main_role = {"main", 0, 0},
                              worker = {"worker", 1, 0}, nobody = {"nobody", 0, 0};
static const struct custody_rt_step to_server_lock[] = {{offsetof(struct user, server), 1},
                                                        {offsetof(struct server, lock), 0}};
static const struct custody_rt_lock server_lock = {"server->lock",       NULL, to_server_lock, 2,
                                                   CUSTODY_RT_LOCK_PATH, 0};
static const struct custody_rt_rule owned = {"user.mute",
                                             "OWNED_BY(main, server->lock)",
                                             "server.h",
                                             30,
                                             CUSTODY_RULE_OWNED_BY_LOCKED,
                                             1,
                                             &main_role,
                                             &server_lock};
static struct server server = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct user user = {&server, 0};
static struct server other = {PTHREAD_MUTEX_INITIALIZER, 0};

static void become_voice(void) {
  static struct custody_rt_contract entry = {
      {"voice.c", "run", 10, 1}, "THREAD_ENTRY(voice)", 0, 0, NULL, NULL, 0};
  custody_rt_thread_entry(NULL, &voice, &entry);
}

static void *write_as_voice(void *data) {
  static struct custody_rt_site site = {&owned, {"voice.c", "handle", 42, 7}, CUSTODY_WRITE, 0};
  PLACE(take, "handle");
  (void)data;
  pthread_setname_np(pthread_self(), "speaker");
  become_voice();
  custody_rt_pthread_mutex_lock(&other.lock, &take, "server.lock");
  custody_rt_access(&user, &site);
  custody_rt_access(&user, &site);
  custody_rt_pthread_mutex_unlock(&other.lock, &take, "server.lock");
  return NULL;
}

static void an_owners_report(void **state) {
  (void)state;
  capture();
  on_foreign_thread(write_as_voice, NULL);
  assert_printed("==================\nWARNING: custody-owner: write of user.mute by thread T");
  assert_printed(" 'speaker' (role voice) (pid=");
  assert_printed(")\n  at voice.c:42:7 in handle\n"
                 "  rule: OWNED_BY(main, server->lock), declared at server.h:30\n"
                 "  it asks for: role main, with server->lock held exclusively\n"
                 "  server->lock is 0x");
  assert_printed(", not held\n  role main: held by thread T0 'runtime_report_' since the program "
                 "began, ");
  assert_printed(" s ago\n  held: server.lock (0x");
  assert_printed(") exclusively, taken at server.c:");
  assert_printed(" in handle\n  stack:\n    #0 0x");
  assert_printed(" in write_as_voice ");
  assert_printed("runtime_report_test+0x");
  assert_printed(", role voice, created by code that is not instrumented\n  thread T0 ");
  assert_printed(", role main, the main thread\n  key: ");
  assert_printed("  key: owner:user.mute@handle\n"
                 "SUMMARY: custody: custody-owner: write of user.mute at voice.c:42:7 in handle\n"
                 "==================\n");
}

static void a_second_time_of_one_key_is_counted_only(void **state) {
  (void)state;
  assert_null(strstr(strstr(captured(), "WARNING") + 1, "WARNING"));
}

static void the_stack_begins_in_the_program(void **state) {
  (void)state;
  assert_null(strstr(captured(), "custody_"));
}

static void *read_without_lock(void *data) {
  static struct custody_rt_site site = {&owned, {"voice.c", "peek", 50, 3}, CUSTODY_READ, 0};
  (void)data;
  custody_rt_access(&user, &site);
  return NULL;
}

static void a_created_thread_tells_its_creator(void **state) {
  (void)state;
  capture();
  on_thread(read_without_lock, NULL);
  assert_printed("WARNING: custody-lock: read of user.mute by thread T");
  assert_printed(" (no role) (pid=");
  assert_printed("  it asks for: role main, or server->lock held, shared at least\n");
  assert_printed("  no lock is held\n");
  assert_printed(", no role, created at server.c:");
  assert_printed(" in on_thread by thread T0 'runtime_report_'\n");
}

/* Each in a function of its own, since one function's reads and writes have one key. */
static void *touch(void *data) {
  static struct custody_rt_site sites[CUSTODY_RULE_COUNT][CUSTODY_ACCESS_COUNT];
  static char names[CUSTODY_RULE_COUNT][CUSTODY_ACCESS_COUNT][16];
  struct custody_rt_rule *rule = data;
  for (unsigned i = 0; i < CUSTODY_ACCESS_COUNT; i++) {
    snprintf(names[rule->kind][i], sizeof names[0][0], "touch%u_%u", (unsigned)rule->kind, i);
    struct custody_rt_site one = {rule, {"a.c", names[rule->kind][i], i, 0}, i, 0};
    memcpy(&sites[rule->kind][i], &one, sizeof one);
    custody_rt_access(&user, &sites[rule->kind][i]);
  }
  return NULL;
}

static void demands_of(struct custody_rt_rule *rule) {
  capture();
  on_thread(touch, rule);
}

static void what_each_rule_asks_for(void **state) {
  (void)state;
  struct custody_rt_lock two[] = {server_lock, {"&m", &other.lock, NULL, 0, 1, 0}};
  static struct custody_rt_rule rules[CUSTODY_RULE_COUNT];
  for (uint16_t i = 0; i < CUSTODY_RULE_COUNT; i++)
    rules[i] = (struct custody_rt_rule){"f", "RULE", "a.h", 1, i, 1, &nobody, &server_lock};
  rules[CUSTODY_RULE_GUARDED_BY].lock_count = 2;
  rules[CUSTODY_RULE_GUARDED_BY].locks = two;
  demands_of(&rules[CUSTODY_RULE_OWNED_BY]);
  assert_printed("custody-owner: atomic write of f by ");
  assert_printed("  it asks for: role nobody\n");
  assert_printed("  role nobody: held by no thread\n");
  demands_of(&rules[CUSTODY_RULE_GUARDED_BY]);
  assert_printed("custody-lock: atomic read of f by ");
  assert_printed("  it asks for: server->lock or &m held, shared at least\n");
  assert_printed("  it asks for: server->lock and &m held exclusively\n");
  demands_of(&rules[CUSTODY_RULE_WRITE_GUARDED_BY]);
  assert_printed("  it asks for: server->lock held exclusively\n");
  demands_of(&rules[CUSTODY_RULE_WRITTEN_BY]);
  assert_printed("custody-owner: write of f by ");
  assert_printed("  it asks for: role nobody, by an atomic operation\n");
  assert_printed("custody-atomic: read of f by ");
  assert_printed("  it asks for: an atomic operation\n");
  demands_of(&rules[CUSTODY_RULE_IMMUTABLE]);
  assert_printed("custody-immutable: write of f by ");
  assert_printed("  it asks for: that the object is still being built\n");
  demands_of(&rules[CUSTODY_RULE_SELF_LOCKED]);
  assert_printed("  it asks for: to be inside the type's own functions\n");
  static struct custody_rt_site first = {&rules[CUSTODY_RULE_PINNED], {"a.c", "f", 1, 1}, 0, 0};
  custody_rt_access(&user, &first); /* this thread holds it */
  demands_of(&rules[CUSTODY_RULE_PINNED]);
  assert_printed("  it asks for: the thread that holds the object\n");
}

static void *work(void *data) {
  static struct custody_rt_contract entry = {
      {"worker.c", "work", 10, 1}, "THREAD_ENTRY(worker)", 0, 0, NULL, NULL, 0};
  custody_rt_thread_entry((const void *)(uintptr_t)work, &worker, &entry);
  return read_without_lock(data);
}

static void a_pools_members_are_counted(void **state) {
  (void)state;
  static const struct custody_rt_rule rule = {
      "job.next", "OWNED_BY(worker)", "a.h", 1, CUSTODY_RULE_OWNED_BY, 0, &worker, NULL};
  static struct custody_rt_site site = {&rule, {"a.c", "f", 1, 0}, CUSTODY_READ, 0};
  capture();
  custody_rt_access(&user, &site);
  assert_printed("  role worker: held by no thread\n");
  on_thread(work, NULL);
}

static __attribute__((noinline)) void become_ui(struct custody_rt_call *call) {
  custody_rt_take_role("ui", 0, call);
  __asm__ volatile("" ::: "memory");
}

static void *write_as_nobody(void *site) {
  custody_rt_access(&user, site);
  return NULL;
}

/* Both threads with their stacks: where the owner took its role, where the other was created. */
static void the_owner_tells_where_it_took_its_role(void **state) {
  (void)state;
  static struct custody_rt_role ui = {"ui", 0, 0};
  static const struct custody_rt_rule rule = {
      "view.text", "OWNED_BY(ui)", "a.h", 1, CUSTODY_RULE_OWNED_BY, 0, &ui, NULL};
  static struct custody_rt_site site = {&rule, {"a.c", "draw", 1, 0}, CUSTODY_WRITE, 0};
  static struct custody_rt_call call = {{"a.c", "become_ui", 3, 1}, "become", 0, 0};
  become_ui(&call);
  capture();
  on_thread(write_as_nobody, &site);
  const char *owner = strstr(captured(), "  role ui: held by thread T0 ");
  assert_non_null(owner);
  assert_printed(", which took it at a.c:3:1 in become_ui, ");
  const char *taken = strstr(owner, " s ago\n    #0 0x");
  assert_non_null(taken);
  assert_non_null(strstr(taken, " in become_ui "));
  const char *stack = strstr(taken, "  stack:\n    #0 0x");
  assert_non_null(stack);
  assert_non_null(strstr(stack, " in write_as_nobody "));
  const char *created = strstr(stack, " in on_thread by thread T0 ");
  assert_non_null(created);
  assert_non_null(strstr(created, " in on_thread "));
  assert_non_null(
      strstr(created, ", roles main, ui, the main thread\n  key: owner:view.text@draw\n"));
  custody_rt_drop_role("ui", &call);
}

static __attribute__((noinline)) void *write_without(void *site) {
  custody_rt_access(&user, site);
  __asm__ volatile("" ::: "memory");
  return NULL;
}

/* The lock that is asked for is another thread's at this moment. */
static void who_holds_the_lock_is_told(void **state) {
  (void)state;
  static const struct custody_rt_rule rule = {
      "user.mute", "GUARDED_BY(server->lock)", "a.h", 1, CUSTODY_RULE_GUARDED_BY, 1, NULL,
      &server_lock};
  static struct custody_rt_site site = {&rule, {"a.c", "without", 1, 0}, CUSTODY_WRITE, 0};
  static const struct custody_rt_place here = {"a.c", "holds", 70, 1};
  capture();
  custody_rt_pthread_mutex_lock(&server.lock, &here, "server.lock");
  on_thread(write_without, &site);
  custody_rt_pthread_mutex_unlock(&server.lock, &here, "server.lock");
  assert_printed(", not held\n    thread T0 'runtime_report_' holds it exclusively, taken at "
                 "a.c:70:1 in holds\n  no lock is held\n");
  assert_printed("  thread T0 'runtime_report_': tid ");
}

static void the_depth_of_the_stack_is_an_option(void **state) {
  (void)state;
  static struct custody_rt_site site = {&owned, {"voice.c", "peek_60", 60, 3}, CUSTODY_WRITE, 0};
  custody_options.stack_depth = 0;
  capture();
  custody_rt_access(&user, &site);
  assert_printed("WARNING: ");
  assert_null(strstr(captured(), "stack:"));
  custody_options.stack_depth = 16;
}

static void beyond_the_limit_they_are_counted_only(void **state) {
  (void)state;
  static struct custody_rt_site site = {&owned, {"voice.c", "peek_61", 61, 3}, CUSTODY_WRITE, 0};
  custody_options.report_limit = 1;
  capture();
  assert_int_equal(REPORTS_OF(custody_rt_access(&user, &site)), 1);
  static struct custody_rt_site again = {&owned, {"voice.c", "peek_62", 62, 3}, CUSTODY_WRITE, 0};
  assert_int_equal(REPORTS_OF(custody_rt_access(&user, &again)), 1);
  assert_null(strstr(captured(), "voice.c:62"));
  custody_options.report_limit = 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_owners_report),
      cmocka_unit_test(a_second_time_of_one_key_is_counted_only),
      cmocka_unit_test(the_stack_begins_in_the_program),
      cmocka_unit_test(a_created_thread_tells_its_creator),
      cmocka_unit_test(what_each_rule_asks_for),
      cmocka_unit_test(a_pools_members_are_counted),
      cmocka_unit_test(the_owner_tells_where_it_took_its_role),
      cmocka_unit_test(who_holds_the_lock_is_told),
      cmocka_unit_test(the_depth_of_the_stack_is_an_option),
      cmocka_unit_test(beyond_the_limit_they_are_counted_only),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "report");
}
