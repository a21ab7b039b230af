/* See notice.h. */
#include "notice.h"
#include "log.h"
#include "text.h"
#include <errno.h>
#include <stdatomic.h>

static const char *const texts[] = {
#define NOTICE(NAME, text) text,
#include "notices.def"
};
static atomic_flag said[CUSTODY_NOTICE_COUNT];

void custody_notice(enum custody_notice notice) {
  if (atomic_flag_test_and_set(&said[notice])) return;
  int before = errno;
  char line[256];
  struct custody_text text = custody_text_in(line, sizeof line);
  custody_text_add(&text, "custody: note: ");
  custody_text_add(&text, texts[notice]);
  custody_text_add(&text, "\n");
  custody_log(line, (size_t)(text.at - text.start));
  errno = before;
}
