#include "store.h"

struct store store = {.lock = PTHREAD_MUTEX_INITIALIZER};

void store_begin(struct store *s) { pthread_mutex_lock(&s->lock); }
void store_end(struct store *s) { pthread_mutex_unlock(&s->lock); }
