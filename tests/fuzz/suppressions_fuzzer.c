/* Files of suppressions from anybody: read, with every fault told as text, and every row within the
 * file and a pattern of itself. */
#include "glob.h"
#include "suppressions_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct custody_suppression rows[CUSTODY_SUPPRESSIONS];

static void require(int condition) {
  if (!condition) abort();
}

static void require_within(const char *part, uint32_t length, const char *text, size_t size) {
  require(length > 0 && part >= text && part + length <= text + size);
  for (uint32_t i = 0; i < length; i++)
    require((unsigned char)part[i] >= ' ' || part[i] == '\t' || part[i] == '\r');
}

static void require_own(const struct custody_suppression *row) {
  char key[4096];
  if (row->key_length >= sizeof key) return;
  memcpy(key, row->key, row->key_length);
  key[row->key_length] = '\0';
  require(custody_glob_matches(row->key, row->key_length, key));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char message[4096], *text = malloc(size + 1);
  struct custody_text told = custody_text_in(message, sizeof message);
  memcpy(text, data, size);
  uint32_t count = custody_suppressions_read(rows, "known", text, size, &told);
  require(count <= CUSTODY_SUPPRESSIONS);
  for (uint32_t i = 0; i < count; i++) {
    require_within(rows[i].key, rows[i].key_length, text, size);
    require_within(rows[i].reason, rows[i].reason_length, text, size);
    require_own(&rows[i]);
  }
  require(!*message || strncmp(message, "known:", 6) == 0);
  free(text);
  return 0;
}
