/* Reads a file forwards and keeps its place, since notes tend to go down a file. */
#define _POSIX_C_SOURCE 200809L
#include "source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A line that is longer than this is generated code; nobody reads it in a terminal. */
enum { longest_line = 400 };

void source_close(struct source *s) {
  if (s->file) fclose(s->file);
  free(s->path);
  free(s->line);
  *s = (struct source){0};
}

static int is_regular(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static int open_source(struct source *s, const char *path) {
  if (s->path && strcmp(s->path, path) == 0) return s->file != NULL;
  source_close(s);
  s->path = strdup(path);
  if (s->path && is_regular(path)) s->file = fopen(path, "re");
  return s->file != NULL;
}

static int next_line(struct source *s) {
  ssize_t length = getline(&s->line, &s->capacity, s->file);
  if (length < 0) return 0;
  while (length > 0 && (s->line[length - 1] == '\n' || s->line[length - 1] == '\r')) length--;
  s->line[length] = 0;
  s->line_number++;
  return 1;
}

const char *source_line(struct source *s, const char *path, uint32_t line) {
  if (!line || !open_source(s, path)) return NULL;
  if (s->line_number > line) {
    if (fseek(s->file, 0, SEEK_SET) != 0) return NULL;
    s->line_number = 0;
  }
  while (s->line_number < line)
    if (!next_line(s)) {
      source_close(s);
      return NULL;
    }
  return strlen(s->line) <= longest_line ? s->line : NULL;
}
