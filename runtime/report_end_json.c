/* See report_end.h. */
#include "json.h"
#include "options.h"
#include "report_end.h"

static struct custody_json begin(struct custody_text *text, const char *type) {
  struct custody_json json = custody_json_in(text);
  custody_json_begin(&json, NULL, '{');
  custody_json_string(&json, "type", type);
  return json;
}

void custody_end_json_count(struct custody_text *text, uint64_t reports, uint64_t keys) {
  struct custody_json json = begin(text, "end");
  custody_json_number(&json, "reports", reports);
  custody_json_number(&json, custody_options.report_places ? "places" : "keys", keys);
  custody_json_end(&json, '}');
}

void custody_end_json_key(struct custody_text *text, const struct custody_tally_key *key) {
  struct custody_json json = begin(text, "key");
  custody_json_string(&json, "key", atomic_load(&key->text));
  custody_json_number(&json, "count", atomic_load(&key->count));
  custody_json_place(&json, "at", atomic_load(&key->place));
  custody_json_end(&json, '}');
}

void custody_end_json_suppression(struct custody_text *text, const struct custody_suppression *row,
                                  enum custody_suppression_state state, uint32_t count) {
  struct custody_json json = begin(text, "suppression");
  char date[32] = "";
  struct custody_text words = custody_text_in(date, sizeof date);
  custody_json_string(&json, "state", custody_suppression_states[state]);
  custody_json_string(&json, "file", custody_options.suppressions);
  custody_json_number(&json, "line", row->line);
  custody_json_part(&json, "key", row->key, row->key_length);
  custody_json_part(&json, "reason", row->reason, row->reason_length);
  custody_json_number(&json, "count", count);
  if (row->most) custody_json_number(&json, "max", row->most);
  if (row->until) custody_suppression_date(&words, row->until);
  if (row->until) custody_json_string(&json, "until", date);
  custody_json_end(&json, '}');
}
