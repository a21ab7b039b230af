// What is being built is free, and so is what is done on the role or under the lock: through longjmp,
// fork, signal handlers, cleanup functions and variable arguments. No report, and errno as it was.
// RUN: %clang_custody -fplugin-arg-custody-runtime=unproved -w  -O0 %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
// RUN: %clang_custody -fplugin-arg-custody-runtime=unproved -w  -O2 %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
// RUN: %clang_custody -fplugin-arg-custody-runtime=unproved -w  -O1 -fsanitize=thread %s %runtime -ldl -o %t && env TSAN_OPTIONS=report_thread_leaks=0 %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
// RUN: %clang_custody -fplugin-arg-custody-runtime=unproved -w  -O1 -fsanitize=address,undefined %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
#define _GNU_SOURCE
#include <custody/short.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/wait.h>
#include <stdarg.h>
THREAD_ROLE(main); THREAD_ROLE(worker);
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
struct in { int a GUARDED_BY(m); unsigned bf:5 GUARDED_BY(m); };
struct s { pthread_mutex_t l; int x GUARDED_BY(l); struct in in GUARDED_BY(l); struct s *next; int r GUARDED_BY(rw); int w OWNED_BY(worker); int own OWNED_BY(main); volatile int sig OWNED_BY(main); };
static struct s *g; static _Thread_local jmp_buf jb; static int counter OWNED_BY(main);
static int init(struct s *q, int v) INIT(q); static int init(struct s *q, int v) { memset(q, 0, sizeof *q); pthread_mutex_init(&q->l, 0); q->x = v; q->w = v; q->own = 1; q->r = 1; if (v == 5) longjmp(jb, 1); return v; }
static void fini(struct s *q) FINI(q); static void fini(struct s *q) { q->x = 0; pthread_mutex_destroy(&q->l); }
static void handler(int n) { int e = errno; (void)n; g->sig++; errno = e; }
static int sum(int n, ...) { va_list v; int r = 0; va_start(v, n); while (n--) r += va_arg(v, int); va_end(v); return r; }
static struct s mk(int v) { struct s r; memset(&r, 0, sizeof r); r.x = v; return r; }
static struct s *chain(int n) { struct s *h = 0; while (n--) { struct s *q = malloc(sizeof *q); q->x = n; q->next = h; h = q; } for (struct s *q = h; q; q = q->next) q->x++; return h; }
static int rec(struct s *q, int d) REQUIRES(q->l) { return d ? rec(q, d - 1) + q->x : q->x; }
static void unlock(pthread_mutex_t **p) { pthread_mutex_unlock(*p); }
static void work(void) {
  struct s a, b = {.x = 3}, *h = chain(300); volatile int k = 0;
  a.x = 1; a.in.bf = 3; a = b; b = mk(3); struct s *pa = &a; pa->x = 4; memcpy(pa, &b, sizeof b); a.next = &b; a.next->x = 3;
  while (h) { struct s *n = h->next; h->x = 0; free(h); h = n; }
  struct s vla[k + 2]; vla[1].x = 3; struct s *lit = &(struct s){.x = 3}; lit->x = 4;
  struct s *volatile left = malloc(sizeof *left);
  if (!setjmp(jb)) init(left, 5);
  free(left);

  struct s *q = malloc(sizeof *q); init(q, 6); q->x++; fini(q); free(q);
  q = realloc(0, sizeof *q); q->x = 1; q = realloc(q, 1000 * sizeof *q); q[999].x = 2; free(q);
  { pthread_mutex_t *p __attribute__((cleanup(unlock))) = &g->l; pthread_mutex_lock(p); g->x++; g->in = (struct in){1, 2}; sum(2, g->x, rec(g, 3)); }
  pthread_mutex_lock(&g->l); if (!setjmp(jb)) { g->x = 3; longjmp(jb, 1); } g->x++; pthread_mutex_unlock(&g->l);
  pthread_rwlock_rdlock(&rw); k = g->r; pthread_rwlock_unlock(&rw); pthread_rwlock_wrlock(&rw); g->r++; pthread_rwlock_unlock(&rw);
  errno = 77; pthread_mutex_lock(&g->l); g->x = 4; pthread_mutex_unlock(&g->l); if (errno != 77) abort();
}
static void *run(void *v) THREAD_ENTRY(worker) { (void)v; for (int i = 0; i < 300; i++) { work(); g->w++; } return 0; }
int main(void) {
  g = calloc(1, sizeof *g); init(g, 1);
  struct sigaction sa = {.sa_handler = handler}; sigaction(SIGALRM, &sa, 0);
  pthread_t t; pthread_create(&t, 0, run, 0);
  sigset_t set; sigemptyset(&set); sigaddset(&set, SIGALRM);
  for (int i = 0; i < 300; i++) { work(); raise(SIGALRM); counter++; g->own++; }
  if (!fork()) { counter++; g->own++; work(); _exit(0); }
  int st; wait(&st); pthread_join(t, 0);
  return WEXITSTATUS(st);
}
