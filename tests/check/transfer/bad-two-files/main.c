/* The function that gives away is in another file, and says so nowhere. */
#include "mail.h"

#include <stdlib.h>

struct box box = {PTHREAD_MUTEX_INITIALIZER, 0};

static struct mail *mail_new(int size) {
  struct mail *mail = calloc(1, sizeof *mail);
  if (!mail) abort();
  mail->size = size;
  return mail;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, reader, 0)) return 1;
  struct mail *one = mail_new(1);
  post(&box, one); // expect-note: it was given away to 'post' here
  free(one); // expect: transfer 'one' is freed after it was given away
  struct mail *two = mail_new(2);
  if (deliver(&box, two) == 0) post(&box, two); // expect: transfer 'two' is passed to 'post'
  struct mail *three = mail_new(3);
  post(&box, three);
  three->size++; // known-miss: transfer 'three->size' is written after it was given away
  return pthread_join(thread, 0);
}
