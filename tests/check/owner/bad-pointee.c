/* What a pointer points to is one role's: another role's thread may read the pointer and no more. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(audio);

struct mixer {
  pthread_mutex_t lock;
  float *samples PT_OWNED_BY(audio);
  int *levels PT_OWNED_BY(audio, lock);
  unsigned *played PT_WRITTEN_BY(audio);
};

static float samples[64];
static int levels[2];
static unsigned played;
static struct mixer mixer = {PTHREAD_MUTEX_INITIALIZER, samples, levels, &played};

static void scale(float *s) {
  *s *= 0.5f; // expect-both: owner '*mixer.samples'
}

static void *play(void *unused) THREAD_ENTRY(audio);
static void *play(void *unused) {
  scale(mixer.samples);
  pthread_mutex_lock(&mixer.lock);
  mixer.levels[0] = 1;
  pthread_mutex_unlock(&mixer.lock);
  __atomic_fetch_add(mixer.played, 1, __ATOMIC_RELAXED);
  *mixer.played += 1; // expect-both: atomic '*mixer.played' is written
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, play, 0)) return 1;
  scale(mixer.samples);
  mixer.samples[3] = 0; // expect-both: owner role 'main' writes '*mixer.samples'
  int level = mixer.levels[0]; // expect-both: lock '*mixer.levels' is read
  pthread_mutex_lock(&mixer.lock);
  level = mixer.levels[1];
  mixer.levels[1] = 0; // expect-both: owner role 'main' writes '*mixer.levels'
  pthread_mutex_unlock(&mixer.lock);
  __atomic_store_n(mixer.played, 0, __ATOMIC_RELAXED); // expect-both: owner role 'main' writes '*mixer.played'
  return pthread_join(thread, 0) + level;
}
