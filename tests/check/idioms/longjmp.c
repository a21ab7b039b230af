/* Out of a section by longjmp: right where the handler gives the lock back or none is held by then,
 * wrong where the handler gives back what was not taken yet. */
#include <custody/short.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

struct parser {
  jmp_buf out;
  pthread_mutex_t lock;
  int depth GUARDED_BY(lock);
  int errors GUARDED_BY(lock);
};

_Noreturn static void fail(struct parser *p) { longjmp(p->out, 1); }

static void step(struct parser *p, const char **text) {
  if (**text == '\0') fail(p);
  if (**text == '(') p->depth++;
  if (**text == ')') p->depth--;
  ++*text;
}

static int parse(struct parser *p, const char *text) {
  pthread_mutex_lock(&p->lock);
  if (setjmp(p->out)) {
    p->errors++;
#ifndef BROKEN
    pthread_mutex_unlock(&p->lock);
#endif
    return -1; // expect-both: balance p->lock
  }
  while (p->depth >= 0) step(p, &text);
  pthread_mutex_unlock(&p->lock);
  return 0;
}

/* Who jumps holds nothing yet. */
static int look(struct parser *p, const char *text) {
  if (setjmp(p->out)) {
#ifdef BROKEN
    pthread_mutex_unlock(&p->lock); // expect-both: balance p->lock
#endif
    return -1;
  }
  if (!*text) fail(p);
  pthread_mutex_lock(&p->lock);
  int errors = p->errors;
  pthread_mutex_unlock(&p->lock);
  return errors;
}

static int check(struct parser *p, const char *text) {
  if (setjmp(p->out)) {
#ifdef BROKEN
    p->errors++; // expect-both: lock parser.errors
#endif
    return -1;
  }
  if (!text) fail(p);
  pthread_mutex_lock(&p->lock);
  int depth = p->depth;
  pthread_mutex_unlock(&p->lock);
  if (depth > 100) fail(p);
  return depth;
}

static struct parser parser = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *run(void *text) {
  if (look(&parser, text) > 7) return NULL;
  return parse(&parser, text) < check(&parser, text) ? text : NULL;
}

int main(int argc, char **argv) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, argc > 1 ? argv[1] : "(())")) return 1;
  return pthread_join(thread, NULL);
}
