/* See report_key.h. */
#include "report_key.h"
#include "order_graph.h"

static int is_in_name(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Without its blanks, which would end a key in the file of suppressions: one between two words
 * becomes an underscore. */
static void add_word(struct custody_text *text, const char *word) {
  char last = '\0';
  int is_apart = 0;
  for (word = word ? word : "?"; *word != '\0'; word++) {
    int is_blank = *word >= '\0' && *word <= ' ';
    if (!is_blank && is_apart && is_in_name(last) && is_in_name(*word)) custody_text_add(text, "_");
    if (!is_blank) custody_text_add_part(text, word, 1);
    if (!is_blank) last = *word;
    is_apart = is_blank;
  }
}

/* The locks around a circle: the one that is held here, the one that is taken, and so on. */
static uint32_t classes_of(const struct custody_report *report,
                           const char *class[CUSTODY_ORDER_LONGEST + 1]) {
  uint32_t count = report->circle ? report->circle->count : 1;
  class[0] = report->held_class;
  class[1] = report->subject;
  for (uint32_t i = 1; i < count; i++)
    class[i + 1] = custody_order_class_name(report->circle->edge[i]->from);
  return count + 1;
}

/* A circle is one circle whichever of its locks is taken last. */
static void add_order(struct custody_text *text, const struct custody_report *report) {
  const char *class[CUSTODY_ORDER_LONGEST + 1];
  uint32_t count = classes_of(report, class), first = 0;
  for (uint32_t i = 1; i < count && report->circle; i++)
    if (custody_text_before(class[i], class[first])) first = i;
  for (uint32_t i = 0; i < count; i++) {
    if (i > 0) custody_text_add(text, ">");
    add_word(text, class[(first + i) % count]);
  }
}

static const char *what_of(const struct custody_report *report) {
  if (report->about) return report->about;
  if (report->contract) return report->contract->text;
  return report->subject ? report->subject : "lock";
}

void custody_report_key(struct custody_text *text, const struct custody_report *report) {
  custody_text_add(text, custody_finding_name(report->finding));
  custody_text_add(text, ":");
  if (report->held_class) {
    add_order(text, report);
    return;
  }
  add_word(text, what_of(report));
  custody_text_add(text, "@");
  add_word(text, report->place ? report->place->function : NULL);
}
