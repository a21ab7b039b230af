/* What is said at the end of a line of the file of suppressions; see suppressions.h. */
#include "suppressions.h"

const char *const custody_suppression_states[] = {"used", "unused", "expired", "exceeded"};

static void add_two_digits(struct custody_text *text, uint32_t number) {
  custody_text_add(text, number < 10 ? "-0" : "-");
  custody_text_decimal(text, number);
}

void custody_suppression_date(struct custody_text *text, uint32_t date) {
  custody_text_decimal(text, date / 10000);
  add_two_digits(text, date / 100 % 100);
  add_two_digits(text, date % 100);
}

static void add_state(struct custody_text *text, const struct custody_suppression *row,
                      enum custody_suppression_state state, uint32_t count) {
  if (state == CUSTODY_SUPPRESSION_UNUSED) {
    custody_text_add(text, "took nothing");
  } else if (state == CUSTODY_SUPPRESSION_EXPIRED) {
    custody_text_add(text, "held until ");
    custody_suppression_date(text, row->until);
  } else {
    custody_text_add(text, "took ");
    custody_text_decimal(text, row->most && count > row->most ? row->most : count);
    custody_text_add(text, " of ");
    custody_text_decimal(text, count);
  }
}

void custody_suppression_text(struct custody_text *text, const char *file,
                              const struct custody_suppression *row,
                              enum custody_suppression_state state, uint32_t count) {
  custody_text_add(text, "custody: ");
  custody_text_add(text, file);
  custody_text_add(text, ":");
  custody_text_decimal(text, row->line);
  custody_text_add(text, ": ");
  custody_text_add(text, custody_suppression_states[state]);
  custody_text_add(text, " suppression ");
  custody_text_add_part(text, row->key, row->key_length);
  custody_text_add(text, ": it ");
  add_state(text, row, state, count);
  custody_text_add(text, " (");
  custody_text_add_part(text, row->reason, row->reason_length);
  custody_text_add(text, ")");
}
