/* The shipped policies as C: their texts, and those entries that are no rows of known.def. */
#include "print.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void print_string(const char *text, size_t length) {
  putchar('"');
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == '"' || c == '\\') printf("\\%c", c);
    else if (c == '\n') printf("\\n\"\n    \"");
    else if (isprint(c)) putchar(c);
    else printf("\\%03o", c);
  }
  putchar('"');
}

static void print_entry(const struct policy_entry *e) {
  printf("    {(enum policy_kind)%d, ", (int)e->kind);
  print_string(e->name, strlen(e->name));
  printf(", \"%s\", ", e->parameter);
  print_string(e->text, strlen(e->text));
  printf(", %u, %u},\n", e->line, e->column);
}

static int is_opt_in(const struct policy *p, uint32_t file) {
  return policy_details(p, file)->lists[LIST_OPT_IN].count != 0;
}

/* Capabilities and roles say something that no row of known.def says. */
static uint32_t print_entries(const struct policy *p, uint32_t file, uint32_t wrapped) {
  uint32_t count = 0;
  printf("static const struct policy_shipped_entry entries_%u[] = {\n", file);
  for (uint32_t i = 0; i < policy_entry_count(p); i++) {
    const struct policy_entry *e = policy_entry_at(p, i);
    if (e->file != file || print_is_known(e, file < wrapped, is_opt_in(p, file))) continue;
    print_entry(e);
    count++;
  }
  puts("    {(enum policy_kind)0, \"\", \"\", \"\", 0, 0}};");
  return count;
}

/* A file of which nothing is left is asked for nothing: its text need not be carried. */
static void print_text(const struct policy *p, uint32_t file, uint32_t entries) {
  const struct policy_file *f = policy_file_of(p, file);
  printf("static const char text_%u[] =\n    ", file);
  print_string(f->text, entries ? f->length : 0);
  puts(";");
}

static const char *short_name(const struct policy *p, uint32_t file) {
  const struct policy_strings *names = &policy_details(p, file)->lists[LIST_POLICY];
  return names->count ? names->row[0] : "";
}

void print_shipped(const struct policy *p, uint32_t wrapped) {
  puts("/* Made of annotations/policies when custody is built. */\n#include \"policy/table.h\"\n");
  puts("#pragma GCC diagnostic ignored \"-Woverlength-strings\"");
  uint32_t count = policy_file_count(p);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t entries = print_entries(p, i, wrapped);
    print_text(p, i, entries);
    printf("enum { count_%u = %u };\n", i, entries);
  }
  puts("const struct policy_shipped policy_shipped[] = {");
  for (uint32_t i = 0; i < count; i++)
    printf(
        "    {\"%s\", \"custody/policies/%s.yaml\", text_%u, sizeof text_%u - 1, %d, entries_%u,\n"
        "     count_%u},\n",
        short_name(p, i), short_name(p, i), i, i, is_opt_in(p, i), i, i);
  printf("};\nconst uint32_t policy_shipped_count = %u;\n", count);
}
