#include "mail.h"

#include <stdlib.h>

static void box_push(struct box *b, struct mail *mail TRANSFER) {
  pthread_mutex_lock(&b->lock);
  mail->next = b->first;
  b->first = mail;
  pthread_mutex_unlock(&b->lock);
}

void post(struct box *b, struct mail *mail) { box_push(b, mail); }

int deliver(struct box *b, struct mail *mail) {
  if (mail->size > 1000) return -1;
  box_push(b, mail);
  return 0;
}

void *reader(void *unused) {
  pthread_mutex_lock(&box.lock);
  while (box.first) {
    struct mail *mail = box.first;
    box.first = mail->next;
    free(mail);
  }
  pthread_mutex_unlock(&box.lock);
  return unused;
}
