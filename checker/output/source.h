/* Lines of the checked program's sources, where they can still be read. */
#ifndef CUSTODY_SOURCE_H
#define CUSTODY_SOURCE_H

#include <stdint.h>
#include <stdio.h>

/** The file that was read last. Start with all zeroes; end with source_close. */
struct source {
  FILE *file;
  char *path;
  char *line;
  size_t capacity;
  uint32_t line_number; /**< of what is in `line`; 0: nothing yet */
};

/** The text of a line (from 1) without its end, or null where there is none. Valid until the next
 * call. Only regular files are opened, since the name comes from the checked program. */
const char *source_line(struct source *source, const char *path, uint32_t line);

void source_close(struct source *source);

#endif
