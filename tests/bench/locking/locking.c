/* Orders of locks, some of which could deadlock: 93 scripts made after the families of the Linux
 * kernel's locking self-test (lib/locking-selftest.c), as its names and comments describe them.
 *
 *     locking list        a line for each: number, whether it's wrong, name
 *     locking NUMBER      runs one
 *
 * A script's threads run one after the other, so nothing deadlocks but who waits for himself. Which
 * are wrong follows from the modes: a reader waits for a reader only where the lock prefers writers. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { SPIN, MUTEX, RWLOCK, WRITER_RWLOCK, KINDS };
enum { MOST_THREADS = 4, NAME = 64 };

/* "AB" takes A, then B; small letters read. Each is given back at its thread's end, newest first. What
 * is wrong by itself has a mark: "AA" takes twice, "A!" gives back twice, "A0" initialises it while
 * it's held. A script of two kinds says the second one's locks from 'M' on. */
struct script {
  const char *name, *threads;
};

static const struct script families[] = {
    {"AA", "AA"},
    {"ABBA", "AB BA"},
    {"ABBCCA", "AB BC CA"},
    {"ABCABC", "AB CA BC"},
    {"ABBCCDDA", "AB BC CD DA"},
    {"ABCDBDDA", "AB CD BD DA"},
    {"ABCDBCDA", "AB CD BC DA"},
    {"double unlock", "A!"},
    {"initialised while held", "A0"},
};
enum { FAMILIES = sizeof families / sizeof families[0] };

/* Three threads and three locks, written or read. */
static const struct script three[] = {
    {"W1R2/W2R3/W3R1", "Ab Bc Ca"},
    {"W1W2/R2R3/W3R1", "AB bc Ca"},
    {"W1R2/R2R3/W3W1", "Ab bc CA"},
};
enum { THREE = sizeof three / sizeof three[0] };

static const char *const permutations[] = {"123", "132", "213", "231", "312", "321"};
enum { PERMUTATIONS = sizeof permutations / sizeof permutations[0] };

/* A read-write lock that prefers readers, and a mutex. */
static const struct script mixed[] = {
    {"mixed: read, lock, and lock, write", "aM MA"},
    {"mixed: write, lock, and lock, read", "AM Ma"},
    {"mixed: read, lock, and lock, read", "aM Ma"},
};
enum { MIXED = sizeof mixed / sizeof mixed[0] };

/* Separate variables, since that's what they are in programs. */
static pthread_spinlock_t spin_a, spin_b, spin_c, spin_d;
static pthread_mutex_t mutex_a, mutex_b, mutex_c, mutex_d;
static pthread_rwlock_t rwlock_a, rwlock_b, rwlock_c, rwlock_d;
static pthread_spinlock_t *const spins[] = {&spin_a, &spin_b, &spin_c, &spin_d};
static pthread_mutex_t *const mutexes[] = {&mutex_a, &mutex_b, &mutex_c, &mutex_d};
static pthread_rwlock_t *const rwlocks[] = {&rwlock_a, &rwlock_b, &rwlock_c, &rwlock_d};

struct row {
  enum kind kind;
  int reads; /* all that the script takes, it reads */
  char name[NAME], threads[NAME];
};

static void begin(enum kind kind, int i) {
  pthread_rwlockattr_t attributes;
  pthread_rwlockattr_init(&attributes);
  if (kind == WRITER_RWLOCK)
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  if (kind == SPIN) pthread_spin_init(spins[i], 0);
  else if (kind == MUTEX) pthread_mutex_init(mutexes[i], NULL);
  else pthread_rwlock_init(rwlocks[i], &attributes);
}

static enum kind kind_of(const struct row *row, char lock) {
  return lock == 'M' ? MUTEX : row->kind;
}

static int number_of(char lock) {
  if (lock == 'M') return 0;
  return lock >= 'a' ? lock - 'a' : lock - 'A';
}

static void take(const struct row *row, char lock) {
  int i = number_of(lock);
  switch (kind_of(row, lock)) {
  case SPIN: pthread_spin_lock(spins[i]); break;
  case MUTEX: pthread_mutex_lock(mutexes[i]); break;
  default:
    if (row->reads || lock >= 'a') pthread_rwlock_rdlock(rwlocks[i]);
    else pthread_rwlock_wrlock(rwlocks[i]);
  }
}

static void give(const struct row *row, char lock) {
  int i = number_of(lock);
  switch (kind_of(row, lock)) {
  case SPIN: pthread_spin_unlock(spins[i]); break;
  case MUTEX: pthread_mutex_unlock(mutexes[i]); break;
  default: pthread_rwlock_unlock(rwlocks[i]);
  }
}

struct thread {
  const struct row *row;
  char locks[NAME];
};

static void *play(void *data) {
  const struct thread *thread = data;
  const char *locks = thread->locks;
  take(thread->row, locks[0]);
  if (locks[1] == '!') give(thread->row, locks[0]);
  else if (locks[1] == '0') begin(thread->row->kind, number_of(locks[0]));
  else take(thread->row, locks[1]);
  if (locks[1] != '!' && locks[1] != '0') give(thread->row, locks[1]);
  if (locks[1] != '0') give(thread->row, locks[0]);
  return NULL;
}

static void run(const struct row *row) {
  char copy[NAME], *rest = copy;
  for (int i = 0; i < 4; i++) begin(row->kind, i);
  begin(MUTEX, 0);
  strcpy(copy, row->threads);
  for (char *locks; (locks = strtok_r(rest, " ", &rest));) {
    struct thread thread = {row, ""};
    pthread_t handle;
    strcpy(thread.locks, locks);
    if (pthread_create(&handle, NULL, play, &thread)) exit(3);
    pthread_join(handle, NULL);
  }
}

/* -- which are wrong ----------------------------------------------------------------------- */

static int waits(const struct row *row, char wants, char holds) {
  int both_read = row->reads || (wants >= 'a' && holds >= 'a');
  return !both_read || row->kind == WRITER_RWLOCK;
}

/* From the lock that one thread wants to who holds it, and on to what he wants: back to the start? */
static int leads_back(const struct row *row, const char *from, const char *start, int depth) {
  for (const char *t = row->threads; *t && depth < MOST_THREADS; t += 2 + (t[2] == ' ')) {
    if (number_of(t[0]) != number_of(from[1]) || (t[0] == 'M') != (from[1] == 'M')) continue;
    if (!waits(row, from[1], t[0])) continue;
    if (t == start || leads_back(row, t, start, depth + 1)) return 1;
  }
  return 0;
}

static int is_wrong(const struct row *row) {
  if (row->threads[1] == '!' || row->threads[1] == '0') return 1;
  for (const char *t = row->threads; *t; t += 2 + (t[2] == ' '))
    if (leads_back(row, t, t, 0)) return 1;
  return 0;
}

/* -- the rows ------------------------------------------------------------------------------ */

static const char *kind_name(enum kind kind, int reads) {
  static const char *const names[] = {"spinlock", "mutex", "rwlock", "rwlock that prefers writers"};
  static const char *const read_names[] = {"", "", "rwlock, read", "the same, read"};
  return reads ? read_names[kind] : names[kind];
}

/* The threads in another order. */
static void permute(const char *threads, const char *order, char *to) {
  sprintf(to, "%.2s %.2s %.2s", threads + 3 * (order[0] - '1'), threads + 3 * (order[1] - '1'),
          threads + 3 * (order[2] - '1'));
}

static int add_families(struct row *rows) {
  int count = 0;
  for (int i = 0; i < FAMILIES; i++)
    for (enum kind kind = SPIN; kind < KINDS; kind++)
      for (int reads = 0; reads <= (kind >= RWLOCK); reads++) {
        struct row *row = &rows[count++];
        *row = (struct row){kind, reads, "", ""};
        snprintf(row->name, NAME, "%s: %s", families[i].name, kind_name(kind, reads));
        strcpy(row->threads, families[i].threads);
      }
  return count;
}

static int add_permutations(struct row *rows) {
  int count = 0;
  for (enum kind kind = RWLOCK; kind < KINDS; kind++)
    for (int i = 0; i < THREE; i++)
      for (int p = 0; p < PERMUTATIONS; p++) {
        struct row *row = &rows[count++];
        *row = (struct row){kind, 0, "", ""};
        snprintf(row->name, NAME, "%s %s: %s", three[i].name, permutations[p], kind_name(kind, 0));
        permute(three[i].threads, permutations[p], row->threads);
      }
  return count;
}

static int add_mixed(struct row *rows) {
  for (int i = 0; i < MIXED; i++) {
    rows[i] = (struct row){RWLOCK, 0, "", ""};
    strcpy(rows[i].name, mixed[i].name);
    strcpy(rows[i].threads, mixed[i].threads);
  }
  return MIXED;
}

int main(int argument_count, char **arguments) {
  static struct row rows[128];
  int count = add_families(rows), number;
  count += add_permutations(rows + count);
  count += add_mixed(rows + count);
  if (argument_count > 1 && strcmp(arguments[1], "list") == 0) {
    for (int i = 0; i < count; i++)
      printf("%d %s %s\n", i, is_wrong(&rows[i]) ? "wrong" : "right", rows[i].name);
    return 0;
  }
  number = argument_count > 1 ? atoi(arguments[1]) : -1;
  if (number < 0 || number >= count) return fprintf(stderr, "usage: locking list|NUMBER\n"), 2;
  run(&rows[number]);
  return 0;
}
