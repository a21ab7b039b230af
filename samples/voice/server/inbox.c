/* A bounded list under one mutex. */
#include "inbox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "memory.h"

enum { INBOX_MOST = 4096 };

bool inbox_init(struct inbox *inbox) {
  pthread_mutex_init(&inbox->lock, NULL);
  inbox->first = inbox->last = NULL;
  inbox->length = 0;
  inbox->wakeup = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return inbox->wakeup >= 0;
}

void inbox_fini(struct inbox *inbox) {
  for (struct tunnelled *t = inbox->first, *next; t; t = next) {
    next = t->next;
    free(t);
  }
  if (inbox->wakeup >= 0) close(inbox->wakeup);
  pthread_mutex_destroy(&inbox->lock);
}

static bool append(struct inbox *inbox, struct tunnelled *t) {
  if (inbox->length == INBOX_MOST) return false;
  if (inbox->last) inbox->last->next = t;
  else inbox->first = t;
  inbox->last = t;
  inbox->length++;
  return true;
}

void inbox_put(struct inbox *inbox, uint32_t session, const uint8_t *bytes, size_t length) {
  struct tunnelled *t = memory_new(1, sizeof *t + length);
  t->session = session;
  t->length = length;
  memcpy(t->bytes, bytes, length);
  pthread_mutex_lock(&inbox->lock);
  bool kept = append(inbox, t);
  pthread_mutex_unlock(&inbox->lock);
  if (kept) eventfd_write(inbox->wakeup, 1);
  else free(t);
}

struct tunnelled *inbox_take(struct inbox *inbox) {
  pthread_mutex_lock(&inbox->lock);
  struct tunnelled *t = inbox->first;
  if (t) {
    inbox->first = t->next;
    inbox->length--;
    if (!inbox->first) inbox->last = NULL;
  }
  pthread_mutex_unlock(&inbox->lock);
  return t;
}
