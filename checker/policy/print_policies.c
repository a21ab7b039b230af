/* Makes of policy files what the build and the tests need:
 *
 *     print-policies known WRAPPED -- FILE...     the rows of known.def
 *     print-policies shipped WRAPPED -- FILE...   the shipped policies as C
 *     print-policies uses FILE                    a C file that uses all that the policy names
 *     print-policies claims FILE                  what these must be
 *     print-policies schema                       annotations, for policy.schema.json
 *     print-policies check FILE...                nothing; the exit status is 1 after a fault
 *
 * WRAPPED are files too: those whose calls the debug runtime stands in for. */
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { largest_file = 1 << 22 };

static void report(void *context, const struct policy_fault *f) {
  (void)context;
  fprintf(stderr, "%s:%u:%u: error: %s%s%s\n", f->file, f->line, f->column, f->message,
          *f->advice ? "; " : "", f->advice);
}

/* Returns the number of faults; a file that cannot be read is one. */
static uint32_t read_file(struct policy *p, const char *name) {
  FILE *in = fopen(name, "rb");
  char *bytes = malloc(largest_file);
  if (!in || !bytes) {
    fprintf(stderr, "%s: error: cannot be opened\n", name);
    if (in) fclose(in);
    free(bytes);
    return 1;
  }
  size_t length = fread(bytes, 1, largest_file, in);
  fclose(in);
  uint32_t faults = policy_read(p, name, bytes, length, (struct policy_reporter){report, NULL});
  free(bytes);
  return faults;
}

static int usage(void) {
  fputs("usage: print-policies known|shipped FILE... -- FILE... | uses|claims FILE | schema | "
        "check FILE...\n",
        stderr);
  return 2;
}

static int print(const struct policy *p, const char *what, uint32_t wrapped) {
  if (strcmp(what, "known") == 0) print_known(p, wrapped);
  else if (strcmp(what, "shipped") == 0) print_shipped(p, wrapped);
  else if (strcmp(what, "uses") == 0) print_uses(p);
  else if (strcmp(what, "claims") == 0) print_claims(p);
  else if (strcmp(what, "schema") == 0) print_schema();
  else if (strcmp(what, "check") != 0) return usage();
  return ferror(stdout) ? 2 : 0;
}

int main(int argc, char **argv) {
  if (argc < 2) return usage();
  struct policy *p = policy_new();
  uint32_t wrapped = 0, faults = 0;
  for (int i = 2; i < argc; i++) {
    if (strcmp(argv[i], "--") == 0) wrapped = policy_file_count(p);
    else faults += read_file(p, argv[i]);
  }
  int status = faults ? 1 : print(p, argv[1], wrapped);
  policy_free(p);
  return status;
}
