/* What the other file did not take is still here. */
#include "mail.h"

#include <stdlib.h>

struct box box = {PTHREAD_MUTEX_INITIALIZER, 0};

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, reader, 0)) return 1;
  struct mail *mail = calloc(1, sizeof *mail);
  if (!mail) return 1;
  if (deliver(&box, mail) < 0) {
    mail->size = 0;
    free(mail);
  }
  struct mail *other = calloc(1, sizeof *other);
  post(&box, other);
  other = mail = 0;
  free(other);
  return pthread_join(thread, 0);
}
