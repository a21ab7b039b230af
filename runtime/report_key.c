/* See report_key.h. */
#include "report_key.h"
#include "order_class.h"
#include "order_graph.h"
#include <custody/key.h>

static void add_word(struct custody_text *text, const char *word) {
  char words[CUSTODY_KEY_SIZE];
  custody_key_word(words, sizeof words, word);
  custody_text_add(text, words);
}

/* A lock in an order. Where its class is not known, the function that took it stands for it. */
struct name {
  const char *class, *function;
};

static struct name name_of(const char *class, const struct custody_rt_place *taken) {
  return (struct name){class, class ? "" : taken ? taken->function : "?"};
}

static int is_before(struct name a, struct name b) {
  const char *one = a.class ? a.class : a.function, *other = b.class ? b.class : b.function;
  return custody_text_before(one, other);
}

/* The locks around a circle: the one that is held here, the one that is taken, and so on. */
static uint32_t names_of(const struct custody_report *report,
                         struct name name[CUSTODY_ORDER_LONGEST + 1]) {
  uint32_t count = report->circle ? report->circle->count : 1;
  name[0] = name_of(report->held_class, report->held_at);
  name[1] = name_of(report->subject, report->place);
  for (uint32_t i = 1; i < count; i++) {
    const struct custody_order_edge *edge = &report->circle->edge[i];
    name[i + 1] = name_of(custody_order_class_at(edge->from)->text, edge->held_at);
  }
  return count + 1;
}

static void add_name(struct custody_text *text, struct name name) {
  add_word(text, name.class ? name.class : "lock@");
  if (!name.class) add_word(text, name.function);
}

/* A circle is one circle whichever of its locks is taken last. */
static void add_order(struct custody_text *text, const struct custody_report *report) {
  struct name name[CUSTODY_ORDER_LONGEST + 1];
  uint32_t count = names_of(report, name), first = 0;
  for (uint32_t i = 1; i < count && report->circle; i++)
    if (is_before(name[i], name[first])) first = i;
  for (uint32_t i = 0; i < count; i++) {
    if (i > 0) custody_text_add(text, ">");
    add_name(text, name[(first + i) % count]);
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
  if (report->held_lock) {
    add_order(text, report);
    return;
  }
  add_word(text, what_of(report));
  custody_text_add(text, "@");
  add_word(text, report->place ? report->place->function : NULL);
}
