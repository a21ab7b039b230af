/* See say.h. */
#include "say.h"
#include "json.h"
#include "log.h"
#include "options.h"

enum { LINE_SIZE = 2048 };

void custody_say_note(const char *words) {
  char line[LINE_SIZE];
  struct custody_text text = custody_text_in(line, sizeof line);
  struct custody_json json = custody_json_in(&text);
  if (custody_options.log_format == CUSTODY_LOG_FORMAT_JSON) {
    custody_json_begin(&json, NULL, '{');
    custody_json_string(&json, "type", "note");
    custody_json_string(&json, "text", words);
    custody_json_end(&json, '}');
  } else {
    custody_text_add(&text, "custody: note: ");
    custody_text_add(&text, words);
  }
  custody_text_add(&text, "\n");
  custody_log(line, (size_t)(text.at - text.start));
}
