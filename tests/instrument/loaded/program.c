/* Loads the library and unloads it, again and again.
 *
 *     program LIBRARY right|wrong */
#include <custody/short.h>
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

typedef void use(void (*then)(void));
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static int lines GUARDED_BY(log_lock);

static void log_line(void) {
  pthread_mutex_lock(&log_lock);
  lines++;
  pthread_mutex_unlock(&log_lock);
}

static void *use_once(void *path) {
  void *library = dlopen(path, RTLD_NOW);
  use *function = library ? (use *)dlsym(library, "plugin_use") : NULL;
  if (!function) return NULL;
  function(log_line);
  dlclose(library);
  return path;
}

/* The thread ends with a lock of a library that is gone. */
static void *keep(void *path) {
  void *library = dlopen(path, RTLD_NOW);
  void (*function)(void) = (void (*)(void))dlsym(library, "plugin_keep");
  function();
  dlclose(library);
  return path;
}

static void do_nothing(void) {}

/* The other way round, with what is loaded now. */
static void go_wrong(void *path) {
  pthread_t thread;
  void *library = dlopen(path, RTLD_NOW);
  use *function = (use *)dlsym(library, "plugin_use");
  pthread_mutex_lock(&log_lock);
  function(do_nothing);
  pthread_mutex_unlock(&log_lock);
  dlclose(library);
  pthread_create(&thread, NULL, keep, path);
  pthread_join(thread, NULL);
}

int main(int count, char **arguments) {
  if (count < 3) return 2;
  for (int i = 0; i < 5; i++) {
    pthread_t thread;
    void *result = NULL;
    pthread_create(&thread, NULL, use_once, arguments[1]);
    pthread_join(thread, &result);
    if (!result) return 3;
  }
  if (strcmp(arguments[2], "wrong") == 0) go_wrong(arguments[1]);
  return 0;
}
