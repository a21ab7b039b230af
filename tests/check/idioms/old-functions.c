/* Variadic functions, and functions as K&R wrote them: what is passed among the dots, locks that are
 * taken in them, a definition without a prototype that is called before it. */
// compile: -Wno-deprecated-non-prototype
#include <custody/short.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

struct log {
  pthread_mutex_t lock;
  char last[128] GUARDED_BY(lock);
  int lines GUARDED_BY(lock);
};

static void write_line(struct log *l, const char *format, va_list list) {
  vsnprintf(l->last, sizeof l->last, format, list); // expect-both: lock log.last
  l->lines++;                                       // expect-both: lock log.lines
}

static void print(struct log *l, const char *format, ...) {
  va_list list;
  va_start(list, format);
#ifndef BROKEN
  pthread_mutex_lock(&l->lock);
#endif
  write_line(l, format, list);
#ifndef BROKEN
  pthread_mutex_unlock(&l->lock);
#endif
  va_end(list);
}

/* Each of the logs, up to null. */
static int count(int first, ...) {
  va_list list;
  int sum = first;
  va_start(list, first);
  for (struct log *l; (l = va_arg(list, struct log *)) != NULL;) {
    pthread_mutex_lock(&l->lock);
    sum += l->lines;
    pthread_mutex_unlock(&l->lock);
#ifdef BROKEN
    sum += l->lines; // expect-both: lock log.lines
#endif
  }
  va_end(list);
  return sum;
}

static int add(l, lines)
struct log *l;
int lines;
{
  pthread_mutex_lock(&l->lock);
  l->lines += lines;
  lines = l->lines;
#ifdef BROKEN
  if (lines < 0) return -1; // expect-both: balance l->lock
#endif
  pthread_mutex_unlock(&l->lock);
  return lines;
}

static void forget();

static void clear(struct log *l) {
#ifndef BROKEN
  pthread_mutex_lock(&l->lock);
#endif
  forget(l);
#ifndef BROKEN
  pthread_mutex_unlock(&l->lock);
#endif
}

static void forget(l)
struct log *l;
{
  l->lines = 0; // expect-both: lock log.lines
}

static struct log logs[2] = {{.lock = PTHREAD_MUTEX_INITIALIZER}, {.lock = PTHREAD_MUTEX_INITIALIZER}};

static void *run(void *unused) {
  print(&logs[0], "%d of %s", 7, "nine");
  if (add(&logs[1], 7) > 100) clear(&logs[1]);
  return count(0, &logs[0], &logs[1], (struct log *)NULL) ? unused : NULL;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
