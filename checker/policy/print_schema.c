/* The part of policy.schema.json that is made of the tables of annotations: a pattern for each
 * place where annotations stand. */
#include "print.h"

#include <stdio.h>

/* One annotation of this place, as a regular expression. */
static void print_pattern(int place) {
  const char *between = "";
  printf("(");
  for (size_t i = 0; word_at(i); i++) {
    if (!(word_at(i)->places & place)) continue;
    printf("%s%s", between, word_at(i)->name);
    if (word_at(i)->arguments != ARGS_NONE) printf("\\\\([^()]*(\\\\([^()]*\\\\)[^()]*)*\\\\)");
    between = "|";
  }
  printf(")");
}

static void print_place(const char *name, int place, const char *end) {
  printf("    \"%s\": {\n      \"type\": \"string\",\n      \"pattern\": \"^", name);
  print_pattern(place);
  printf("( +");
  print_pattern(place);
  printf(")*$\"\n    }%s\n", end);
}

void print_schema(void) {
  print_place("onType", ON_TYPE, ",");
  print_place("onField", ON_FIELD, ",");
  print_place("onVariable", ON_VARIABLE, ",");
  print_place("onParameter", ON_PARAMETER, ",");
  print_place("onFunction", ON_FUNCTION, ",");
  print_place("atFileScope", ON_FILE, "");
}
