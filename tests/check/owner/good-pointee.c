/* The owner touches what the pointers point to; others read the pointers themselves. */
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

static void scale(float *s) { *s *= 0.5f; }

static void *play(void *unused) THREAD_ENTRY(audio);
static void *play(void *unused) {
  float *s = mixer.samples;
  for (int i = 0; i < 64; i++) scale(s + i);
  if (mixer.levels[0] == 0) {
    pthread_mutex_lock(&mixer.lock);
    mixer.levels[0] = 1;
    pthread_mutex_unlock(&mixer.lock);
  }
  __atomic_fetch_add(mixer.played, 1, __ATOMIC_RELAXED);
  return unused;
}

int main(void) {
  pthread_t thread;
  mixer.samples[0] = 1;
  if (pthread_create(&thread, 0, play, 0)) return 1;
  if (!mixer.samples) return 1;
  pthread_mutex_lock(&mixer.lock);
  int level = mixer.levels[1];
  pthread_mutex_unlock(&mixer.lock);
  level += (int)__atomic_load_n(mixer.played, __ATOMIC_RELAXED);
  if (pthread_join(thread, 0)) return 1;
  mixer.samples[1] = 0;
  return level;
}
