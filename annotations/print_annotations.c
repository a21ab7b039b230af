/* Prints what is made of annotations.def and findings.def: the macros of custody.h and short.h, and
 * the README's tables. It is run by hand after a change (`tests/regenerate`) and by a test, which fails where
 * the files in the tree differ from what it prints.
 *
 *     print-annotations macros CUSTODY_    print-annotations macros ""
 *     print-annotations table              print-annotations findings
 *     print-annotations policies */
#include <stdio.h>
#include <string.h>

enum {
  ON_FILE = 1,
  ON_FIELD = 2,
  ON_VARIABLE = 4,
  ON_PARAMETER = 8,
  ON_FUNCTION = 16,
  ON_TYPE = 32
};
enum arguments {
  ARGS_NONE,
  ARGS_ROLE,
  ARGS_ROLES,
  ARGS_OWNER,
  ARGS_LOCKS,
  ARGS_PARAM,
  ARGS_TEXT,
  ARGS_CONDITION,
  ARGS_CONDITION_LOCKS,
  ARGS_LOCK,
  ARGS_ORDER
};

struct row {
  const char *macro, *name;
  int places;
  enum arguments arguments;
  const char *form, *meaning;
};

static const struct row rows[] = {
#define ANNOTATION(MACRO, name, places, arguments, form, meaning)                                  \
  {#MACRO, #name, places, arguments, form, meaning},
#include <custody/annotations.def>
};
enum { row_count = sizeof rows / sizeof rows[0] };

static void print_macro(const struct row *row, const char *prefix) {
  printf("\n/** %s: %s. */\n", row->form, row->meaning);
  if (row->arguments == ARGS_ORDER)
    printf(
        "#define %s%s(...) \\\n  CUSTODY_DECLARE_(CUSTODY_SYMBOL_(custody_%s_, __LINE__), \"%s(\" "
        "#__VA_ARGS__ \")\")\n",
        prefix, row->macro, row->name, row->name);
  else if (row->places & ON_FILE)
    printf("#define %s%s(name) CUSTODY_DECLARE_(custody_%s_##name, \"%s(\" #name \")\")\n", prefix,
           row->macro, row->name, row->name);
  else if (row->arguments == ARGS_NONE)
    printf("#define %s%s CUSTODY_ANNOTATE_(\"%s()\")\n", prefix, row->macro, row->name);
  else
    printf("#define %s%s(...) CUSTODY_ANNOTATE_(\"%s(\" #__VA_ARGS__ \")\")\n", prefix, row->macro,
           row->name);
}

static void print_place(int places) {
  static const struct {
    int bit;
    const char *name;
  } names[] = {{ON_FILE, "file scope"},     {ON_FIELD, "field"},       {ON_VARIABLE, "variable"},
               {ON_PARAMETER, "parameter"}, {ON_FUNCTION, "function"}, {ON_TYPE, "type"}};
  const char *between = "";
  for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
    if (places & names[i].bit) {
      printf("%s%s", between, names[i].name);
      between = ", ";
    }
}

static void print_table(void) {
  puts("| macro | stands on | meaning |\n| --- | --- | --- |");
  for (int i = 0; i < row_count; i++) {
    printf("| `%s` | ", rows[i].form);
    print_place(rows[i].places);
    printf(" | %s |\n", rows[i].meaning);
  }
}

static void print_findings(void) {
  puts("| finding | meaning |\n| --- | --- |");
#define FINDING(NAME, name, meaning)                                                               \
  puts("| [`" #name "`](checker/findings/" #name ".md) | " meaning " |");
#include <custody/findings.def>
}

static void print_policies(void) {
  puts("| in a policy | stands on | meaning |\n| --- | --- | --- |");
#define POLICY_ANNOTATION(name, places, arguments, form, meaning)                                  \
  printf("| `%s` | ", form);                                                                       \
  print_place(places);                                                                             \
  puts(" | " meaning " |");
#include <custody/policies.def>
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "macros") == 0) {
    for (int i = 0; i < row_count; i++) print_macro(&rows[i], argv[2]);
    return 0;
  }
  if (argc == 2 && strcmp(argv[1], "table") == 0) {
    print_table();
    return 0;
  }
  if (argc == 2 && strcmp(argv[1], "findings") == 0) {
    print_findings();
    return 0;
  }
  if (argc == 2 && strcmp(argv[1], "policies") == 0) {
    print_policies();
    return 0;
  }
  fputs("usage: print-annotations macros PREFIX | table | findings | policies\n", stderr);
  return 2;
}
