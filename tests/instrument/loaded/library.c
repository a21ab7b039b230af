/* A library that is loaded and unloaded: its locks and functions are named in reports afterwards. */
#include <custody/short.h>
#include <pthread.h>

struct plugin {
  pthread_mutex_t lock;
  int uses GUARDED_BY(lock);
};
static struct plugin plugin = {PTHREAD_MUTEX_INITIALIZER, 0};

/* It calls back with its lock held. */
void plugin_use(void (*then)(void)) {
  pthread_mutex_lock(&plugin.lock);
  plugin.uses++;
  then();
  pthread_mutex_unlock(&plugin.lock);
}

void plugin_keep(void) { pthread_mutex_lock(&plugin.lock); }
