/* A client of memcached, in its text protocol: nine gets to a set, of keys that all connections
 * share, sixteen requests at a time, so that the server's time is its own and not the kernel's
 * alone. A get must answer what some set has written. */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { keys = 1000, value_length = 100, batch = 16, longest = 64 + value_length };

/* Requests, and what they must be answered. */
struct text {
  char bytes[batch * longest];
  int length;
};

/* A key's value is its number in so many digits, so that every answer can be looked at. */
static void add_value(struct text *t, const char *before, unsigned key, const char *after) {
  t->length += snprintf(t->bytes + t->length, longest, "%skey%u 0 %s%d\r\n%0*u\r\n%s", before, key,
                        *after ? "" : "0 ", value_length, value_length, key, after);
}

static void add_plain(struct text *t, const char *text, unsigned key) {
  t->length += snprintf(t->bytes + t->length, longest, text, key);
}

static void add_set(struct text *requests, struct text *answers, unsigned key) {
  add_value(requests, "set ", key, "");
  add_plain(answers, "STORED\r\n", key);
}

static void add_get(struct text *requests, struct text *answers, unsigned key) {
  add_plain(requests, "get key%u\r\n", key);
  add_value(answers, "VALUE ", key, "END\r\n");
}

static void ask(int s, const struct text *requests, const struct text *answers) {
  char got[sizeof answers->bytes];
  send_all(s, requests->bytes, requests->length);
  receive_all(s, got, answers->length);
  errno = EPROTO;
  if (memcmp(got, answers->bytes, (size_t)answers->length) != 0)
    fail("another answer than expected");
}

void fill_cache(const struct job *job) {
  int s = connect_to(job->port);
  for (unsigned key = 0; key < keys; key++) {
    struct text requests = {.length = 0}, answers = {.length = 0};
    add_set(&requests, &answers, key);
    ask(s, &requests, &answers);
  }
  close(s);
}

void ask_cache(const struct job *job) {
  int s = connect_to(job->port);
  unsigned state = (unsigned)job->number + 1;
  for (long done = 0; done < job->operations;) {
    struct text requests = {.length = 0}, answers = {.length = 0};
    for (int i = 0; i < batch && done < job->operations; i++, done++) {
      unsigned key = next_random(&state) % keys;
      if (done % 10 == 0) add_set(&requests, &answers, key);
      else add_get(&requests, &answers, key);
    }
    ask(s, &requests, &answers);
  }
  close(s);
}
