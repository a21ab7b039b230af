/* Threads that instrumented code starts and joins. The new thread begins in a trampoline of ours,
 * which takes up the record that its creator filled in, and ends through the record's
 * thread-specific destructor (thread.c). */
#include "abi.h"
#include "pinned.h"
#include "real.h"
#include "stack.h"
#include "thread.h"
#include "wrapped.h"

static size_t stack_size_of(const pthread_attr_t *attributes) {
  size_t size = 0;
  pthread_attr_t usual;
  if (attributes) return pthread_attr_getstacksize(attributes, &size) == 0 ? size : 0;
  if (pthread_attr_init(&usual) != 0) return 0;
  pthread_attr_getstacksize(&usual, &size);
  pthread_attr_destroy(&usual);
  return size;
}

/* What the creator knows. The data is now in the hands of two threads. */
static struct custody_thread *expect(uintptr_t function, void *data, size_t stack_size,
                                     const struct custody_rt_place *place, const void *caller) {
  struct custody_thread *self = custody_thread_self();
  custody_rt_published(data);
  custody_pinned_give_to_thread(self, data, place);
  struct custody_thread *thread = custody_thread_expect();
  if (thread)
    thread->birth = (struct custody_birth){function, data,         stack_size,
                                           place,    self->number, custody_stack_keep(caller)};
  return thread;
}

/* What it gets was given away by its creator. */
static void begin(struct custody_thread *thread) {
  thread->building.stack_high = (uintptr_t)__builtin_frame_address(0) + sizeof(void *) * 64;
  thread->building.stack_low = thread->building.stack_high - thread->birth.stack_size;
  custody_thread_begin(thread);
  if (custody_pinned_any()) custody_pinned_take_as_thread(thread, thread->birth.data);
}

static void *run_pthread(void *record) {
  struct custody_thread *thread = record;
  void *(*function)(void *) = (void *(*)(void *))thread->birth.function;
  void *data = thread->birth.data;
  begin(thread);
  return function(data);
}

static int run_thrd(void *record) {
  struct custody_thread *thread = record;
  int (*function)(void *) = (int (*)(void *))thread->birth.function;
  void *data = thread->birth.data;
  begin(thread);
  return function(data);
}

static void give_up(struct custody_thread *thread, const void *data) {
  custody_thread_give_up(thread);
  if (custody_pinned_any()) custody_pinned_take_as_thread(custody_thread_self(), data);
}

int custody_rt_pthread_create(pthread_t *handle, const pthread_attr_t *attributes,
                              void *(*function)(void *), void *data,
                              const struct custody_rt_place *place) {
  struct custody_thread *thread = expect((uintptr_t)function, data, stack_size_of(attributes),
                                         place, __builtin_return_address(0));
  custody_tsan_enter(__builtin_return_address(0));
  int result = thread ? pthread_create(handle, attributes, run_pthread, thread)
                      : pthread_create(handle, attributes, function, data);
  custody_tsan_leave();
  if (result != 0) give_up(thread, data);
  return result;
}

void *custody_rt_at_create(const void *attributes, void *(*function)(void *), void *data,
                           const struct custody_rt_place *place) {
  return expect((uintptr_t)function, data, stack_size_of(attributes), place,
                __builtin_return_address(0));
}

void *custody_rt_at_start(void *expected) { return run_pthread(expected); }

void custody_rt_at_created(void *expected, const void *data, int result) {
  if (result != 0) give_up(expected, data);
}

int custody_rt_thrd_create(thrd_t *handle, thrd_start_t function, void *data,
                           const struct custody_rt_place *place) {
  struct custody_thread *thread =
      expect((uintptr_t)function, data, stack_size_of(NULL), place, __builtin_return_address(0));
  custody_tsan_enter(__builtin_return_address(0));
  int result = thread ? thrd_create(handle, run_thrd, thread) : thrd_create(handle, function, data);
  custody_tsan_leave();
  if (result != thrd_success) give_up(thread, data);
  return result;
}

/* A thread that holds a lock waits for one that may be waiting for it. It may be cancelled there. */
static struct custody_thread *joins(pthread_t handle, const struct custody_rt_place *place,
                                    const void *caller) {
  struct custody_thread *self = custody_thread_self();
  if (self->held.count == 0) return NULL;
  custody_wait_for_thread(self, handle, place, caller);
  return self;
}

static void joined(struct custody_thread **waiting) {
  if (*waiting) custody_wait_end(*waiting);
}

int custody_rt_pthread_join(pthread_t handle, void **value, const struct custody_rt_place *place) {
  struct custody_thread *waiting __attribute__((cleanup(joined), unused)) =
      joins((pthread_t)handle, place, __builtin_return_address(0));
  int result = custody_real.pthread_join(handle, value);
  if (result == 0) custody_thread_joined(handle);
  return result;
}

int custody_rt_thrd_join(thrd_t handle, int *value, const struct custody_rt_place *place) {
  struct custody_thread *waiting __attribute__((cleanup(joined), unused)) =
      joins((pthread_t)handle, place, __builtin_return_address(0));
  int result = custody_real.thrd_join(handle, value);
  if (result == thrd_success) custody_thread_joined((pthread_t)handle);
  return result;
}
