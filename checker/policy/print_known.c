/* The rows of known.def, in the order of the files. */
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word_use print_use(const struct policy_entry *entry) {
  static const int places[POLICY_KINDS] = {ON_FILE,  ON_FILE,     0,          ON_TYPE,
                                           ON_FIELD, ON_VARIABLE, ON_FUNCTION};
  struct word_use use = {0};
  char message[300], advice[300];
  int place = *entry->parameter ? ON_PARAMETER : places[entry->kind];
  if (*entry->text && entry->kind != POLICY_CAPABILITY)
    word_read(entry->text, strlen(entry->text), place, &use, message, advice, sizeof message);
  return use;
}

int print_parameter(const struct word_use *use, unsigned index) {
  if (index >= use->count) return -1;
  const char *text = use->argument[index].text;
  size_t length = use->argument[index].length;
  if (length && *text == '*') text++, length--;
  return (int)word_position(text, length) - 1;
}

static int is(const struct word_use *use, const char *name) {
  return use->word && strcmp(use->word->name, name) == 0;
}

/* What a LOCK_FUNCTION does: its word, and the columns ACTION and MODE. */
static const struct {
  const char *word, *action, *mode;
} lock_words[] = {
    {"acquire", "ACQUIRE", "EXCLUSIVE"},         {"acquire_shared", "ACQUIRE", "SHARED"},
    {"try_acquire", "TRY_ACQUIRE", "EXCLUSIVE"}, {"try_acquire_shared", "TRY_ACQUIRE", "SHARED"},
    {"release", "RELEASE", "EXCLUSIVE"},         {"release_shared", "RELEASE", "SHARED"},
    {"release_generic", "RELEASE", "GENERIC"},   {"waits", "WAIT", "EXCLUSIVE"},
};
enum { lock_word_count = sizeof lock_words / sizeof lock_words[0] };

static int lock_word(const struct word_use *use) {
  for (int i = 0; i < lock_word_count; i++)
    if (is(use, lock_words[i].word)) return i;
  return -1;
}

int print_is_known(const struct policy_entry *entry, int is_wrapped, int is_opt_in) {
  static const char *const words[] = {
      "capability",  "recursive",   "allocates", "frees",       "kept",     "callback", "blocking",
      "blocking_if", "initialises", "destroys",  "signal_safe", "may_wait", "loop_wait"};
  struct word_use use = print_use(entry);
  if (is_opt_in || !use.word || entry->is_glob) return 0;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (is(&use, words[i])) return 1;
  return is_wrapped && (lock_word(&use) >= 0 || is(&use, "starts_thread") ||
                        is(&use, "joins_thread") || is(&use, "returns_error"));
}

/* Whether the file says this word of the very declaration that the entry speaks of. */
static int also_says(const struct policy *p, const struct policy_entry *entry, const char *word) {
  for (uint32_t i = 0; i < policy_entry_count(p); i++) {
    const struct policy_entry *e = policy_entry_at(p, i);
    if (e->file != entry->file || e->kind != entry->kind || strcmp(e->name, entry->name) != 0)
      continue;
    struct word_use use = print_use(e);
    if (is(&use, word)) return 1;
  }
  return 0;
}

static const char *result_of(const struct policy *p, const struct policy_entry *e,
                             const struct word_use *use) {
  if (use->word->arguments == ARGS_CONDITION_LOCKS)
    return strncmp(use->argument[0].text, "ret == 0", 8) == 0 ? "ZERO" : "NONZERO";
  return also_says(p, e, "returns_error") ? "ZERO" : "ALWAYS";
}

static void print_lock(const struct policy *p, const struct policy_entry *e,
                       const struct word_use *use) {
  int word = lock_word(use);
  unsigned lock = use->word->arguments == ARGS_CONDITION_LOCKS;
  printf("LOCK_FUNCTION(%s, %d, %s, %s, %s)\n", e->name, print_parameter(use, lock),
         lock_words[word].action, lock_words[word].mode, result_of(p, e, use));
}

static void print_condition(const struct policy_entry *e, const struct word_use *use) {
  struct word_passed c;
  if (word_passed(use->argument[0].text, use->argument[0].length, &c))
    printf("BLOCKING_IF(%s, %u, %ld, %ld)\n", e->name, c.parameter - 1, c.mask, c.value);
}

static const char *when_of(const struct word_use *use) {
  switch (use->count ? *use->argument[0].text : 'n') {
  case 'l': return "LATER";
  case 't': return "THREAD";
  case 's': return "SIGNAL";
  case 'e': return "EXIT";
  case 'o': return "ONCE";
  default: return "NOW";
  }
}

static void print_of_parameter(const struct policy_entry *e, const struct word_use *use) {
  char *end;
  unsigned long position = strtoul(e->parameter, &end, 10);
  if (end == e->parameter) return;
  if (is(use, "kept")) printf("KEEPS(%s, %lu)\n", e->name, position - 1);
  else if (is(use, "callback"))
    printf("CALLBACK(%s, %lu, %s)\n", e->name, position - 1, when_of(use));
}

static void print_of_field(const struct policy_entry *e, const struct word_use *use) {
  const char *field = strrchr(e->name, '.') + 1;
  if (is(use, "callback"))
    printf("CALLBACK_FIELD(%.*s, %s, %s)\n", (int)(field - 1 - e->name), e->name, field,
           when_of(use));
}

/* A lock's beginning or end; the debug runtime stands in for those of the first files. */
static void print_life(const struct policy_entry *e, const struct word_use *use, int is_wrapped) {
  int argument = print_parameter(use, 0);
  printf("%s(%s, %d)\n", is(use, "destroys") ? "LOCK_DESTROY" : "LOCK_INIT", e->name, argument);
  if (is_wrapped) printf("LOCK_LIFE(%s, %d)\n", e->name, argument);
}

static void print_row(const struct policy *p, const struct policy_entry *e, int is_wrapped) {
  struct word_use use = print_use(e);
  const char *name = e->name;
  if (is(&use, "capability")) printf("LOCK_TYPE(%s, %d)\n", name, also_says(p, e, "recursive"));
  else if (lock_word(&use) >= 0) print_lock(p, e, &use);
  else if (is(&use, "starts_thread"))
    printf("THREAD_START(%s, %d, %d)\n", name, print_parameter(&use, 0), print_parameter(&use, 1));
  else if (is(&use, "joins_thread")) printf("THREAD_JOIN(%s)\n", name);
  else if (is(&use, "initialises") || is(&use, "destroys")) print_life(e, &use, is_wrapped);
  else if (is(&use, "allocates")) printf("ALLOCATES(%s)\n", name);
  else if (is(&use, "frees")) printf("FREES(%s, %d)\n", name, print_parameter(&use, 0));
  else if (is(&use, "blocking")) printf("BLOCKING_FUNCTION(%s)\n", name);
  else if (is(&use, "may_wait")) printf("MAY_WAIT(%s)\n", name);
  else if (is(&use, "loop_wait")) printf("LOOP_WAIT(%s)\n", name);
  else if (is(&use, "signal_safe")) printf("SIGNAL_SAFE_FUNCTION(%s)\n", name);
  else if (is(&use, "blocking_if")) print_condition(e, &use);
  else if (e->kind == POLICY_FIELD) print_of_field(e, &use);
  else print_of_parameter(e, &use);
}

void print_known(const struct policy *p, uint32_t wrapped) {
  puts("/* Made of annotations/policies when custody is built. */");
  for (uint32_t i = 0; i < policy_entry_count(p); i++) {
    const struct policy_entry *e = policy_entry_at(p, i);
    int is_opt_in = policy_details(p, e->file)->lists[LIST_OPT_IN].count != 0;
    if (print_is_known(e, e->file < wrapped, is_opt_in)) print_row(p, e, e->file < wrapped);
  }
}
