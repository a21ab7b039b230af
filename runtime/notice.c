/* See notice.h. */
#include "notice.h"
#include "say.h"
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
  custody_say_note(texts[notice]);
  errno = before;
}
