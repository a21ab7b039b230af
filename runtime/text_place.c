/* Places in words; see text.h. */
#include "foreign.h"
#include "text.h"

void custody_text_place(struct custody_text *text, const struct custody_rt_place *place) {
  if (place == NULL) {
    custody_text_add(text, "an unknown place");
    return;
  }
  if (custody_foreign_add(text, place)) return;
  custody_text_add(text, place->file);
  custody_text_add(text, ":");
  custody_text_decimal(text, place->line);
  if (place->column != 0) {
    custody_text_add(text, ":");
    custody_text_decimal(text, place->column);
  }
  if (!place->function || place->function[0] == '\0') return; /* a declaration */
  custody_text_add(text, " in ");
  custody_text_add(text, place->function);
}
