/* See suppressions.h. */
#include "suppressions.h"
#include "calendar.h"
#include "glob.h"
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20 };

static struct custody_suppression rows[CUSTODY_SUPPRESSIONS];
static atomic_uint counts[CUSTODY_SUPPRESSIONS]; /* reports that matched, silent or not */
static uint32_t row_count, date;
static int is_child;

static int cannot(const char *path, const char *why, struct custody_text *message) {
  custody_text_add(message, "custody: CUSTODY_OPTIONS: suppressions: ");
  custody_text_add(message, path);
  custody_text_add(message, why);
  return 0;
}

/* Not malloc, which may be the program's own and not be ready yet. The text stays for good. */
static long read_all(int file, char *text) {
  long size = 0;
  while (size < MOST_BYTES) {
    long more = syscall(SYS_read, file, text + size, MOST_BYTES - size);
    if (more < 0) return more;
    if (more == 0) break;
    size += more;
  }
  return size;
}

int custody_suppressions_load(const char *path, uint32_t today, struct custody_text *message) {
  const char *before = message->at;
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return cannot(path, " cannot be opened\n", message);
  char *text = mmap(NULL, MOST_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  long size = text == MAP_FAILED ? -1 : read_all(file, text);
  syscall(SYS_close, file);
  if (size < 0) return cannot(path, " cannot be read\n", message);
  if (size == MOST_BYTES) return cannot(path, " is larger than a megabyte\n", message);
  row_count = custody_suppressions_read(rows, path, text, (size_t)size, message);
  date = today;
  return message->at == before;
}

uint32_t custody_suppressions_today(void) {
  struct timespec now = {0, 0};
  clock_gettime(CLOCK_REALTIME, &now);
  return custody_calendar_date((uint64_t)now.tv_sec);
}

static int has_expired(const struct custody_suppression *row) {
  return row->until != 0 && row->until < date;
}

uint32_t custody_suppressions_match(const char *key) {
  for (uint32_t i = 0; i < row_count; i++)
    if (!has_expired(&rows[i]) && custody_glob_matches(rows[i].key, rows[i].key_length, key))
      return i + 1;
  return 0;
}

int custody_suppressions_take(uint32_t match) {
  if (match == 0) return 0;
  uint32_t before = atomic_fetch_add(&counts[match - 1], 1), most = rows[match - 1].most;
  return most == 0 || before < most;
}

static enum custody_suppression_state state_of(const struct custody_suppression *row,
                                               uint32_t count) {
  if (has_expired(row)) return CUSTODY_SUPPRESSION_EXPIRED;
  if (row->most != 0 && count > row->most) return CUSTODY_SUPPRESSION_EXCEEDED;
  return count == 0 ? CUSTODY_SUPPRESSION_UNUSED : CUSTODY_SUPPRESSION_USED;
}

void custody_suppressions_each(custody_suppression_line *line) {
  for (uint32_t i = 0; i < row_count; i++) {
    uint32_t count = atomic_load(&counts[i]);
    if (count > 0 || !is_child) line(&rows[i], state_of(&rows[i], count), count);
  }
}

void custody_suppressions_restart(void) {
  for (uint32_t i = 0; i < row_count; i++) atomic_store(&counts[i], 0);
  is_child = 1;
}
