/* For the test that holds the shipped policies to the installed headers: a C file that names all
 * that a policy names, and what each must be. What the compiler makes of the file is compared with
 * the claims by tests/policies/headers. */
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct policy_strings *list(const struct policy *p, enum policy_list which) {
  return &policy_details(p, 0)->lists[which];
}

static int is_absent(const struct policy *p, const char *name) {
  for (uint32_t i = 0; i < list(p, LIST_ABSENT)->count; i++)
    if (strcmp(list(p, LIST_ABSENT)->row[i], name) == 0) return 1;
  return 0;
}

/* The first entry of its name that can be looked for. */
static int begins_name(const struct policy *p, uint32_t index) {
  const struct policy_entry *e = policy_entry_at(p, index);
  if (e->is_glob || is_absent(p, e->name)) return 0;
  for (uint32_t i = 0; i < index; i++) {
    const struct policy_entry *old = policy_entry_at(p, i);
    if (old->kind == e->kind && strcmp(old->name, e->name) == 0) return 0;
  }
  return 1;
}

static void print_use_of(const struct policy_entry *e, uint32_t number) {
  const char *keyword = e->is_tag ? "struct " : "";
  switch (e->kind) {
  case POLICY_FUNCTION: /* annotated, since the facts say the parameters only of what is */
    printf("  extern __typeof__(%s) %s CUSTODY_NO_CHECK(\"named\");\n", e->name, e->name);
    printf("  use((const void *)&%s);\n", e->name);
    break;
  case POLICY_VARIABLE: printf("  use(&%s);\n", e->name); break;
  case POLICY_TYPE:
    printf("  %s%s type_%u;\n  use(&type_%u);\n", keyword, e->name, number, number);
    break;
  case POLICY_FIELD:
    printf("  (void)__builtin_offsetof(%s%.*s, %s);\n", keyword,
           (int)(strrchr(e->name, '.') - e->name), e->name, strrchr(e->name, '.') + 1);
    break;
  case POLICY_ROLE:
  case POLICY_FILE:
  case POLICY_CAPABILITY:
  case POLICY_KINDS: break;
  }
}

void print_uses(const struct policy *p) {
  for (uint32_t i = 0; i < list(p, LIST_DEFINES)->count; i++)
    printf("#define %s\n", list(p, LIST_DEFINES)->row[i]);
  for (uint32_t i = 0; i < list(p, LIST_HEADERS)->count; i++)
    printf("#include <%s>\n", list(p, LIST_HEADERS)->row[i]);
  const struct policy_details *d = policy_details(p, 0);
  for (uint32_t i = 0; i < d->constant_count; i++)
    printf("_Static_assert(%s == %ld, \"its value is another\");\n", d->constants[i].name,
           d->constants[i].value);
  puts("#include <custody/custody.h>");
  puts("void use(const volatile void *);\nvoid uses(void) {");
  for (uint32_t i = 0; i < policy_entry_count(p); i++)
    if (begins_name(p, i)) print_use_of(policy_entry_at(p, i), i);
  puts("}");
  /* What a header has not got can be declared as anything. */
  for (uint32_t i = 0; i < list(p, LIST_ABSENT)->count; i++)
    printf("extern struct absent *%s;\n", list(p, LIST_ABSENT)->row[i]);
}

/* "NAME POSITION KIND": the function has so many parameters, and that one is of this kind. */
static void claim(const struct policy_entry *e, unsigned position, const char *kind) {
  printf("%s %u %s\n", e->name, position, kind);
}

static const char *kind_of(const struct word_use *use, unsigned index) {
  int is_start = strcmp(use->word->name, "starts_thread") == 0;
  if (use->word->arguments == ARGS_PASSED) return "number";
  return is_start && index == 0 ? "function-pointer" : "pointer";
}

static unsigned position_in(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (text[i] == '$') return (unsigned)strtoul(text + i + 1, NULL, 10);
  return 0;
}

static void claim_arguments(const struct policy_entry *e, const struct word_use *use) {
  for (unsigned i = 0; i < use->count && i < WORD_ARGUMENTS; i++) {
    unsigned position = position_in(use->argument[i].text, use->argument[i].length);
    if (position) claim(e, position, kind_of(use, i));
  }
}

void print_claims(const struct policy *p) {
  for (uint32_t i = 0; i < policy_entry_count(p); i++) {
    const struct policy_entry *e = policy_entry_at(p, i);
    struct word_use use = print_use(e);
    if (e->kind != POLICY_FUNCTION || e->is_glob || is_absent(p, e->name)) continue;
    claim(e, 0, "function");
    if (!use.word) continue;
    if (*e->parameter) {
      int is_function = strcmp(use.word->name, "callback") == 0;
      claim(e, (unsigned)strtoul(e->parameter, NULL, 10),
            is_function ? "function-pointer" : "pointer");
    } else claim_arguments(e, &use);
  }
}
