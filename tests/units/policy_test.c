/* Policies: what a file says becomes entries, found by name; what is wrong with it is told with its
 * place and the next step. */
#include "cmocka_headers.h"

#include "policy/policy.h"

#include <stdio.h>
#include <string.h>

struct told {
  unsigned count;
  char first[600]; /* "line:column: message; advice" */
};

static void tell(void *context, const struct policy_fault *f) {
  struct told *told = context;
  if (told->count++ == 0)
    snprintf(told->first, sizeof told->first, "%u:%u: %s; %s", f->line, f->column, f->message,
             f->advice);
}

static struct policy *policy;
static struct told told;

static uint32_t add(const char *name, const char *text) {
  told.count = 0;
  *told.first = 0;
  uint32_t faults =
      policy_read(policy, name, text, strlen(text), (struct policy_reporter){tell, &told});
  assert_int_equal(faults, told.count);
  return faults;
}

static int begin(void **state) {
  (void)state;
  policy = policy_new();
  return 0;
}

static int end(void **state) {
  (void)state;
  policy_free(policy);
  return 0;
}

/* All that is said of a name, "text@line:column" with a space between. */
static const char *said(enum policy_kind kind, const char *name) {
  static char text[1000];
  const struct policy_entry *found[8];
  size_t count = policy_find(policy, kind, name, found, 8), used = 0;
  *text = 0;
  for (size_t i = 0; i < count && i < 8; i++)
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%s%s%s@%u:%u", i ? " " : "",
                             found[i]->parameter, *found[i]->parameter ? "=" : "", found[i]->text,
                             found[i]->line, found[i]->column);
  return text;
}

static void names_are_found_with_their_places(void **state) {
  (void)state;
  assert_int_equal(add("a.yaml", "roles:\n"
                                 "  main: thread_role\n"
                                 "fields:\n"
                                 "  server.users: owned_by(main, lock)\n"
                                 "  struct ns::list.size: atomic\n"
                                 "variables: {count: guarded_by(lock)}\n"
                                 "types: {queue: 'capability(\"mutex\")'}\n"
                                 "functions:\n"
                                 "  open: runs_on(main) no_check(\"why, here\")\n"
                                 "  close: [runs_on(main), init($1)]\n"
                                 "  post:\n"
                                 "    says: runs_on(main)\n"
                                 "    $2: callback(later)\n"
                                 "    $data: kept\n"),
                   0);
  assert_string_equal(said(POLICY_ROLE, "main"), "thread_role(main)@2:9");
  assert_string_equal(said(POLICY_FIELD, "server.users"), "owned_by(main, lock)@4:17");
  assert_string_equal(said(POLICY_FIELD, "ns::list.size"), "atomic@5:25");
  assert_string_equal(said(POLICY_FIELD, "list.size"), "");
  assert_string_equal(said(POLICY_VARIABLE, "count"), "guarded_by(lock)@6:20");
  assert_string_equal(said(POLICY_TYPE, "queue"), "capability(\"mutex\")@7:16");
  assert_string_equal(said(POLICY_FUNCTION, "open"),
                      "runs_on(main)@9:9 no_check(\"why, here\")@9:23");
  assert_string_equal(said(POLICY_FUNCTION, "close"), "runs_on(main)@10:11 init($1)@10:26");
  assert_string_equal(said(POLICY_FUNCTION, "post"),
                      "runs_on(main)@12:11 2=callback(later)@13:9 data=kept@14:12");
  assert_string_equal(said(POLICY_VARIABLE, "open"), "");
  assert_int_equal(policy_may_know(policy, POLICY_FIELD, "users", 5), 1);
  assert_int_equal(policy_may_know(policy, POLICY_VARIABLE, "users", 5), 0);
}

static void a_name_written_out_shields_from_its_files_globs(void **state) {
  (void)state;
  assert_int_equal(add("a.yaml", "functions:\n"
                                 "  quiche_*: runs_on(main)\n"
                                 "  quiche_version: []\n"
                                 "  quiche_log: no_check(\"any thread\")\n"),
                   0);
  assert_int_equal(add("b.yaml", "functions: {'*_log': blocking}\n"), 0);
  assert_string_equal(said(POLICY_FUNCTION, "quiche_send"), "runs_on(main)@2:13");
  assert_string_equal(said(POLICY_FUNCTION, "quiche_version"), "");
  assert_string_equal(said(POLICY_FUNCTION, "quiche_log"),
                      "no_check(\"any thread\")@4:15 blocking@1:22");
  assert_string_equal(said(POLICY_FUNCTION, "quic"), "");
}

static void globs_fit(void **state) {
  (void)state;
  assert_true(policy_glob_fits("a*c", "abbc"));
  assert_true(policy_glob_fits("*", ""));
  assert_true(policy_glob_fits("ev_*_start", "ev_io_start"));
  assert_true(policy_glob_fits("a?c*", "abc"));
  assert_false(policy_glob_fits("a?c", "ac"));
  assert_false(policy_glob_fits("a*b*c", "acb"));
  assert_true(policy_glob_fits("*ab*ab", "ababab"));
}

static void many_names_are_found(void **state) {
  (void)state;
  static char text[1 << 16];
  size_t used = (size_t)snprintf(text, sizeof text, "functions:\n");
  for (int i = 0; i < 2000; i++)
    used += (size_t)snprintf(text + used, sizeof text - used, "  f_%d: blocking\n", i);
  assert_int_equal(add("a.yaml", text), 0);
  assert_int_equal(policy_entry_count(policy), 2000);
  assert_string_equal(said(POLICY_FUNCTION, "f_1999"), "blocking@2001:11");
  assert_string_equal(said(POLICY_FUNCTION, "f_0"), "blocking@2:8");
}

static void constants_become_numbers(void **state) {
  (void)state;
  assert_int_equal(add("a.yaml", "constants: {WAIT: 4}\n"
                                 "functions: {flock: blocking_if(!($2 & WAIT))}\n"),
                   0);
  assert_string_equal(said(POLICY_FUNCTION, "flock"), "blocking_if(!($2 & 4))@2:20");
}

static void faults_say_where_and_what_to_do(void **state) {
  (void)state;
  static const struct {
    const char *text, *told;
  } cases[] = {
      {"functoins: {}", "1:1: a policy has no part 'functoins'; did you mean 'functions'?"},
      {"functions:\n  f: runs_no(main)",
       "2:6: custody has no annotation 'runs_no'; did you mean 'runs_on'?"},
      {"functions:\n  f: blocking runs_no(main)",
       "2:15: custody has no annotation 'runs_no'; did you mean 'runs_on'?"},
      {"functions:\n  f: owned_by(main)", "2:6: 'owned_by' means nothing on a function; it stands "
                                          "on a field or on a variable"},
      {"fields:\n  r.f: owned_by()",
       "2:8: the arguments of 'owned_by' cannot be read; write it like this: owned_by(role)"},
      {"fields:\n  r.f: owned_by(a, b, c)",
       "2:8: the arguments of 'owned_by' cannot be read; write it like this: owned_by(role)"},
      {"fields:\n  r.f: guarded_by(a->)",
       "2:8: the arguments of 'guarded_by' cannot be read; write "
       "it like this: guarded_by(lock, ...)"},
      {"fields:\n  users: atomic", "2:3: 'users' names no field; write record.field"},
      {"functions: {f: [owned_by(a, b)]}", "1:17: the ')' of 'owned_by' is missing; in a list in "
                                           "brackets, put quotes around what has a "
                                           "comma"},
      {"functions:\n  f(): blocking", "2:3: 'f()' is no name; write the name alone"},
      {"functions:\n  f: blocking\n  g: blocking\n  f: blocking",
       "4:3: 'f' is written twice; first in line 2; put all of it in one place"},
      {"functions:\n  f: {2: callback(now)}",
       "2:7: '2' is no parameter; write says: for the function itself, $1 for its first parameter"},
      {"functions:\n  f: {$1: callback(soon)}", "2:11: the arguments of 'callback' cannot be read; "
                                                "write it like this: callback(now)"},
      {"functions: blocking",
       "1:12: names are expected here; write 'name: annotation' in each line"},
      {"functions:\n\tf: blocking", "2:1: this is no YAML: found character that cannot start any "
                                    "token while scanning for the next token; indent with spaces, "
                                    "and write 'name: annotation'"},
      {"functions: {f: *g}", "1:16: '*' begins an alias here, and policies have none; put quotes "
                             "around it"},
      {"- blocking", "1:1: a policy is a mapping of parts to what they hold; begin with "
                     "'functions:', or another part"},
      {"roles: {main: runs_on}", "1:15: 'runs_on' declares no role; write thread_role"},
      {"functions: {f: \"blocking\\e\"}",
       "1:16: an annotation has a character that cannot be shown; write it on one line"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_true(add("bad.yaml", cases[i].text) > 0);
    assert_string_equal(told.first, cases[i].told);
  }
}

static void what_is_right_beside_a_fault_is_kept(void **state) {
  (void)state;
  assert_int_equal(add("a.yaml", "functions:\n  f: wrong\n  g: blocking\nnot_a_part: [1, {2: 3}]\n"
                                 "variables: {v: atomic}\n"),
                   2);
  assert_string_equal(said(POLICY_FUNCTION, "g"), "blocking@3:6");
  assert_string_equal(said(POLICY_VARIABLE, "v"), "atomic@5:16");
}

static void files_may_be_empty(void **state) {
  (void)state;
  assert_int_equal(add("a.yaml", ""), 0);
  assert_int_equal(add("b.yaml", "# nothing\n"), 0);
  assert_int_equal(add("c.yaml", "functions:\n"), 0);
  assert_int_equal(policy_entry_count(policy), 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
  const struct CMUnitTest tests[] = {
      TEST(names_are_found_with_their_places),
      TEST(a_name_written_out_shields_from_its_files_globs),
      TEST(globs_fit),
      TEST(many_names_are_found),
      TEST(constants_become_numbers),
      TEST(faults_say_where_and_what_to_do),
      TEST(what_is_right_beside_a_fault_is_kept),
      TEST(files_may_be_empty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
