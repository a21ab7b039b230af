/* See who.h. Other threads go on while they are described: each fact is read once, and what has
 * just changed is told as it was. */
#include "who.h"
#include "clock.h"
#include "frames.h"
#include "role.h"
#include "shut_in.h"
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { KERNEL_NAME = 16 };

/* The name that pthread_setname_np gave, or the program's; kept by the kernel in a file. */
static void read_kernel_name(char *name, uint32_t tid) {
  char path[64];
  struct custody_text text = custody_text_in(path, sizeof path);
  custody_text_add(&text, "/proc/self/task/");
  custody_text_decimal(&text, tid);
  custody_text_add(&text, "/comm");
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  long length = file < 0 ? 0 : syscall(SYS_read, file, name, KERNEL_NAME);
  if (file >= 0) syscall(SYS_close, file);
  name[length > 0 ? length - 1 : 0] = '\0'; /* its last byte is the end of the line */
}

void custody_who_name(char name[CUSTODY_THREAD_NAME], const struct custody_thread *thread) {
  for (int i = 0; i + 1 < CUSTODY_THREAD_NAME; i++)
    name[i] = __atomic_load_n(&thread->name[i], __ATOMIC_RELAXED);
  name[CUSTODY_THREAD_NAME - 1] = '\0';
  if (name[0] == '\0' && !custody_shut_in()) read_kernel_name(name, atomic_load(&thread->tid));
}

static void add_name(struct custody_text *text, const struct custody_thread *thread) {
  char name[CUSTODY_THREAD_NAME];
  custody_who_name(name, thread);
  if (name[0] == '\0') return;
  custody_text_add(text, " '");
  custody_text_add(text, name);
  custody_text_add(text, "'");
}

static void add_number(struct custody_text *text, uint32_t number) {
  custody_text_add(text, "thread T");
  custody_text_decimal(text, number);
}

void custody_who_thread(struct custody_text *text, const struct custody_thread *thread) {
  add_number(text, atomic_load(&thread->number));
  add_name(text, thread);
}

/* One that has ended meanwhile is known by its number only. */
static void add_numbered(struct custody_text *text, uint32_t number) {
  const struct custody_thread *thread = custody_thread_numbered(number);
  if (thread) custody_who_thread(text, thread);
  else add_number(text, number);
}

void custody_who_roles(struct custody_text *text, uint64_t mask) {
  uint64_t roles = mask & ~(uint64_t)1;
  if (roles == 0) {
    custody_text_add(text, "no role");
    return;
  }
  custody_text_add(text, roles & (roles - 1) ? "roles" : "role");
  const char *between = " ";
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++) {
    if (!(roles >> i & 1)) continue;
    custody_text_add(text, between);
    custody_text_add(text, atomic_load(&custody_roles[i].name));
    between = ", ";
  }
}

static void add_seconds(struct custody_text *text, uint64_t nanoseconds) {
  uint64_t milliseconds = nanoseconds / 1000000;
  custody_text_decimal(text, milliseconds / 1000);
  custody_text_add(text, ".");
  custody_text_decimal(text, milliseconds / 100 % 10);
  custody_text_decimal(text, milliseconds / 10 % 10);
  custody_text_decimal(text, milliseconds % 10);
  custody_text_add(text, " s ago");
}

static void add_single_owner(struct custody_text *text, struct custody_role *role, uint32_t owner) {
  const struct custody_rt_place *place = atomic_load(&role->place);
  custody_text_add(text, "held by ");
  add_numbered(text, owner - 1);
  if (place) {
    custody_text_add(text, ", which took it at ");
    custody_text_place(text, place);
    custody_text_add(text, ", ");
  } else {
    custody_text_add(text, " since the program began, ");
  }
  add_seconds(text, custody_now() - atomic_load(&role->since));
}

static void add_owner(struct custody_text *text, struct custody_role *role) {
  uint32_t owner = atomic_load(&role->owner), live = atomic_load(&role->live);
  custody_text_add(text, "  role ");
  custody_text_add(text, atomic_load(&role->name));
  custody_text_add(text, ": ");
  if (owner) {
    add_single_owner(text, role, owner);
  } else if (live > 0) {
    custody_text_add(text, "held by ");
    custody_text_decimal(text, live);
    custody_text_add(text, live == 1 ? " thread" : " threads");
  } else {
    custody_text_add(text, "held by no thread");
  }
  custody_text_add(text, "\n");
  if (owner) custody_frames_kept_text(text, atomic_load(&role->stack));
}

void custody_who_owners(struct custody_text *text, uint64_t mask) {
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++)
    if (mask >> i & 1) add_owner(text, &custody_roles[i]);
}

void custody_who_origin(struct custody_text *text, const struct custody_thread *thread) {
  uint32_t number = atomic_load(&thread->number);
  custody_text_add(text, "  ");
  custody_who_thread(text, thread);
  custody_text_add(text, ": tid ");
  custody_text_decimal(text, atomic_load(&thread->tid));
  custody_text_add(text, ", ");
  custody_who_roles(text, thread->roles);
  if (thread->birth.place) {
    custody_text_add(text, ", created at ");
    custody_text_place(text, thread->birth.place);
    custody_text_add(text, " by ");
    add_numbered(text, thread->birth.creator);
  } else {
    custody_text_add(text, number == 0 ? ", the main thread"
                                       : ", created by code that is not instrumented");
  }
  custody_text_add(text, "\n");
  custody_frames_kept_text(text, thread->birth.stack);
}
