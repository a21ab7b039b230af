/* The part of policy.schema.json that is made of the tables of annotations: what may stand in each
 * place, as a pattern. */
#include "print.h"

#include <stdio.h>

/* One annotation of this place: its name and, where it takes any, arguments in brackets. */
static void print_one(int place) {
  const char *between = "";
  printf("(");
  for (size_t i = 0; word_at(i); i++) {
    if (!(word_at(i)->places & place)) continue;
    printf("%s%s%s", between, word_at(i)->name,
           word_at(i)->arguments == ARGS_NONE ? "" : "\\\\(.+\\\\)");
    between = "|";
  }
  printf(")");
}

static void print_place(const char *name, int place) {
  printf("    \"%s\": {\n      \"type\": \"string\",\n      \"pattern\": \"^", name);
  print_one(place);
  printf("( +");
  print_one(place);
  printf(")*$\"\n    },\n");
}

static void print_roles(void) {
  const char *between = "";
  printf("    \"aRole\": { \"enum\": [");
  for (size_t i = 0; word_at(i); i++) {
    if (!(word_at(i)->places & ON_FILE) || word_at(i)->arguments != ARGS_ROLE) continue;
    printf("%s\"%s\"", between, word_at(i)->name);
    between = ", ";
  }
  puts("] },");
}

void print_schema(void) {
  print_roles();
  print_place("atFileScope", ON_FILE);
  print_place("onType", ON_TYPE);
  print_place("onField", ON_FIELD);
  print_place("onVariable", ON_VARIABLE);
  print_place("onParameter", ON_PARAMETER);
  print_place("onFunction", ON_FUNCTION);
}
