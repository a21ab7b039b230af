/* Voice packets that came through the control channel: main puts them in, voice takes them out.
 *
 * Packets, not calls: what the voice thread does with them is its own affair. */
#ifndef VOICE_INBOX_H
#define VOICE_INBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "roles.h"

struct tunnelled {
  struct tunnelled *next;
  uint32_t session;
  size_t length;
  uint8_t bytes[];
};

struct inbox {
  pthread_mutex_t lock;
  struct tunnelled *first GUARDED_BY(lock);
  struct tunnelled *last GUARDED_BY(lock);
  unsigned length GUARDED_BY(lock);
  int wakeup IMMUTABLE; /* an eventfd, readable while packets wait */
};

bool inbox_init(struct inbox *inbox) INIT(inbox);
void inbox_fini(struct inbox *inbox) FINI(inbox);

/** Copies the packet in; one that finds the inbox full is lost, as on the network. */
void inbox_put(struct inbox *inbox, uint32_t session, const uint8_t *bytes, size_t length);

/** The oldest packet, now the caller's to free, or null. */
struct tunnelled *inbox_take(struct inbox *inbox);

#endif
