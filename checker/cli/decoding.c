/* First the headers are walked, then every thread takes the next unit that nobody has taken. Units
 * do not depend on each other, so what comes out does not depend on the threads. */
#define _GNU_SOURCE
#include "decoding.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 16, UNITS_FOR_THREAD = 8 /* fewer are not worth a thread */ };

struct work {
  struct decoding *d;
  const unsigned char *bytes;
  atomic_uint next;
};

static void find_units(struct decoding *d, const unsigned char *bytes, size_t length) {
  for (size_t at = 0; at < length;) {
    if (!bytes[at]) { /* a linker's padding */
      at++;
      continue;
    }
    size_t said = facts_unit_length(bytes + at, length - at);
    uint32_t row =
        facts_append_rows((void **)&d->list, &d->count, &d->capacity, sizeof *d->list, 1);
    d->list[row].at = at;
    d->list[row].length = said ? said : length - at;
    at += d->list[row].length;
  }
}

static void *decode_some(void *argument) {
  struct work *w = argument;
  for (;;) {
    uint32_t i = atomic_fetch_add(&w->next, 1);
    if (i >= w->d->count) return NULL;
    struct decoded *one = &w->d->list[i];
    size_t used;
    one->unit = facts_decode(w->bytes + one->at, one->length, &used, &one->error);
  }
}

void decoding_run(struct decoding *d, const unsigned char *bytes, size_t length) {
  *d = (struct decoding){0};
  find_units(d, bytes, length);
  struct work w = {.d = d, .bytes = bytes};
  pthread_t threads[MOST_THREADS];
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  uint32_t wanted = d->count / UNITS_FOR_THREAD, started = 0;
  if (wanted > MOST_THREADS) wanted = MOST_THREADS;
  while (started + 1 < wanted && started + 1 < processors &&
         pthread_create(&threads[started], NULL, decode_some, &w) == 0)
    started++;
  decode_some(&w);
  while (started) pthread_join(threads[--started], NULL);
}

void decoding_free(struct decoding *d) {
  for (uint32_t i = 0; i < d->count; i++) facts_free(d->list[i].unit);
  free(d->list);
}
