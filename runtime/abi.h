/* What instrumented code and the debug runtime agree on: the descriptors that the LLVM pass lays
 * down in an object's data, and the functions that it calls.
 *
 * Everything that a report needs (file, line, field, the rule's text and place) is in the
 * descriptors, so a report needs no symboliser. Descriptors are written by the linker and the
 * runtime only in the fields named `state` and `index`, by relaxed atomics. The layout is built
 * twice, here and in checker/instrument/layout.cpp; change both, and CUSTODY_RT_VERSION. */
#ifndef CUSTODY_ABI_H
#define CUSTODY_ABI_H

#include <custody/place.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

#define CUSTODY_RT_VERSION 2

/** Every instrumented object refers to this symbol (as the sanitizers' objects do to theirs), so
 * that an object of another version fails at the link and not at run time. */
extern const char custody_rt_version_2;

/** A role. One for each name in the program: the objects share it as a weak symbol named
 * custody_rt_role_NAME. Where a library carries its own copy, equal names are still one role.
 * `index` is 0 until the runtime has seen the role, then 1 to 63. */
struct custody_rt_role {
  const char *name;
  uint32_t pool;  /**< not 0: many threads hold it at once; see custody_rt_declare_role */
  uint32_t index; /**< given by the runtime; relaxed atomic */
};

/** How to get from a base address to a lock: for each step, add `offset`; then, if `load`, read
 * the pointer that is there. The result of the last step is the lock. A null pointer on the way
 * means that the lock is held by nobody. */
struct custody_rt_step {
  int32_t offset;
  uint32_t load;
};

enum custody_rt_lock_kind {
  CUSTODY_RT_LOCK_PATH = 0,    /**< steps from the object (data) or the parameter (functions) */
  CUSTODY_RT_LOCK_GLOBAL = 1,  /**< steps from `global` */
  CUSTODY_RT_LOCK_ELEMENT = 2, /**< any lock in the `span` bytes at the end of the steps */
  CUSTODY_RT_LOCK_MEMBER = 3,  /**< `struct type.member`: any held lock whose class is `text` */
  CUSTODY_RT_LOCK_POINTED = 4  /**< any lock that a pointer in the `span` bytes points to */
};

/** A lock expression. */
struct custody_rt_lock {
  const char *text;       /**< as written: "server->lock" */
  const void *global; /**< base for LOCK_GLOBAL and, where the array is global, the others */
  const struct custody_rt_step *steps;
  uint32_t step_count;
  uint32_t kind; /**< enum custody_rt_lock_kind */
  uint64_t span; /**< bytes of the array, for LOCK_ELEMENT and LOCK_POINTED */
};

/** A data rule: what a field or variable declares. One for each field in each object file. */
struct custody_rt_rule {
  const char *field; /**< "user.mute" or "counter" */
  const char *text; /**< "OWNED_BY(main, lock)" */
  const char *file; /**< where the rule is written */
  uint32_t line;
  uint16_t kind; /**< enum custody_rule */
  uint16_t lock_count;
  struct custody_rt_role *role; /**< or null */
  const struct custody_rt_lock *locks;
};

/** Beside the access of a site: the compile-time pass proved it; it's checked all the same. */
enum { CUSTODY_RT_SITE_PROVED = 1 << 8, CUSTODY_RT_SITE_ACCESS = CUSTODY_RT_SITE_PROVED - 1 };

/** A checked access. */
struct custody_rt_site {
  const struct custody_rt_rule *rule;
  struct custody_rt_place place;
  uint32_t access; /**< enum custody_access, and perhaps CUSTODY_RT_SITE_PROVED */
  uint32_t state; /**< 0 at first; the runtime's own; relaxed atomic */
};

enum custody_rt_contract_kind {
  CUSTODY_RT_RUNS_ON = 0,
  CUSTODY_RT_REQUIRES = 1,
  CUSTODY_RT_REQUIRES_SHARED = 2,
  CUSTODY_RT_EXCLUDES = 3,
  CUSTODY_RT_ACQUIRE = 4,
  CUSTODY_RT_ACQUIRE_SHARED = 5,
  CUSTODY_RT_RELEASE = 6,
  CUSTODY_RT_RELEASE_SHARED = 7,
  CUSTODY_RT_STOPS = 8,
  CUSTODY_RT_RESUMES = 9,
  CUSTODY_RT_GIVES =
      10, /**< TRANSFER, TRANSFER_IF: the thread gives away the object at `base`, whose
                             size is the lock's `span` */
  CUSTODY_RT_TAKES = 11, /**< TAKES: the thread holds it; the size is there too */
  CUSTODY_RT_BLOCKS =
      13, /**< a call of what may block: `place` is the call's, `text` the callee's */
  CUSTODY_RT_TRY_ACQUIRE = 14,
  CUSTODY_RT_TRY_ACQUIRE_SHARED = 15,
  CUSTODY_RT_TAKING = 12 /**< inside a function whose result its caller TAKES, until the leave */
};

/** One clause of a function's contract: RUNS_ON, STOPS or RESUMES with all its roles, or one lock of the others. */
struct custody_rt_contract {
  struct custody_rt_place place; /**< the function: its definition's place */
  const char *text; /**< "REQUIRES(s->lock)" */
  uint32_t kind; /**< enum custody_rt_contract_kind */
  uint32_t role_count;
  struct custody_rt_role *const *roles;
  const struct custody_rt_lock *lock;
  uint32_t state; /**< as in custody_rt_site */
};

/** LOCK_ORDER(a, b, c): the classes of the locks, in their order. Twice the same one: the program
 * keeps an order of its own among the locks of this class. */
struct custody_rt_order {
  struct custody_rt_place place;
  const char *text; /**< "LOCK_ORDER(struct server.lock, queue_lock)" */
  const char *const *locks; /**< "server.lock", "queue_lock" */
  uint32_t count;
};

/* -- called by instrumented code ---------------------------------------------------------- */

/** Checks one access to a field or variable. `object` is the object that holds the field (the
 * base of the rule's lock paths), or the variable itself. Async-signal-safe; keeps errno. */
void custody_rt_access(const void *object, struct custody_rt_site *site);

/** The same of what a local pointer points to, which is a copy of one with a rule for that: `from` is where
 * it was copied from, `offset` bytes into the object, or null; `was` what was there. Nothing is checked
 * where something else is there by now: what was taken out belongs to who took it. */
void custody_rt_access_copied(const void *const *from, const void *was, uint64_t offset,
                              struct custody_rt_site *site);

/** A contract clause, at the function's entry: RUNS_ON, REQUIRES*, EXCLUDES are checked. `base`
 * is the parameter that the lock's path starts from, or null. TAKES of a parameter is noted here, and
 * before a call of such a function. */
void custody_rt_enter(const void *base, struct custody_rt_contract *contract);

/** The same before a call of a function that another compiler made: RUNS_ON, REQUIRES*, EXCLUDES and
 * TAKES. */
void custody_rt_before_call(const void *base, struct custody_rt_contract *contract,
                            const struct custody_rt_place *call);

/** What a call of what may block does: nothing of the kind, with these arguments; it blocks, and a
 * NONBLOCKING_ROLE may not call it; it returns at once where it's used as is usual. */
enum { CUSTODY_RT_BLOCKS_NOT = 0, CUSTODY_RT_BLOCKS_ALWAYS = 1, CUSTODY_RT_MAY_WAIT = 2 };

/** Around such a call, where a NONBLOCKING_ROLE is declared. What the first returns is for the second. */
uint64_t custody_rt_block(struct custody_rt_contract *contract, int blocks);
void custody_rt_unblock(struct custody_rt_contract *contract, uint64_t began);

/** Around a call of `function`, by which a thread's loop waits for its next turn: one turn has ended, the
 * next one begins. Async-signal-safe; keep errno. */
void custody_rt_loop_waits(const struct custody_rt_place *place, const char *function);
void custody_rt_loop_turns(const struct custody_rt_place *place, const char *function);

/** The program is on its way out, where a NONBLOCKING_ROLE is declared: before main returns, and before
 * exit is called. What is done from here on may take its time. */
void custody_rt_exits(void);

/** Wherever a function ends at whose entry TAKING stood. */
void custody_rt_leave(struct custody_rt_contract *contract);

/** ACQUIRE* and RELEASE*, after the call of such a function returned to instrumented code: notes
 * the lock as held (as given back), unless the function's own body was seen to do so. `call` is
 * the place of the call. The pass need not know whether the body is instrumented: it was seen if
 * the lock is now held (is no longer held), or if what last happened to the lock on this thread
 * was a call of a wrapped function in the same direction. Or, for a lock that no wrapped function takes,
 * if the thread noted it since `began`, what custody_rt_before_lock_call gave before the call: the body
 * called such a function itself. Where `happened` is 0, the clause's condition was false, and nothing is
 * noted. */
uint32_t custody_rt_before_lock_call(void);
void custody_rt_after_lock_call(const void *base, struct custody_rt_contract *contract,
                                const struct custody_rt_place *call, int happened, uint32_t began);

/** STOPS and RESUMES: the thread may touch what the roles own, and may no longer. GIVES and TAKES (of a
 * result), also where a function ends that says so of itself: whichever comes first is noted. `happened` as
 * above. */
void custody_rt_after_call(const void *base, struct custody_rt_contract *contract,
                           const struct custody_rt_place *call, int happened);

/** What a declaration says of a role: THREAD_ROLE_POOL, NONBLOCKING_ROLE. */
enum { CUSTODY_RT_ROLE_POOL = 1, CUSTODY_RT_ROLE_NONBLOCKING = 2 };

/** Called by a constructor of each object in which such a declaration was seen, since a role's
 * descriptor may come from one that has seen none. */
void custody_rt_declare_role(struct custody_rt_role *role, uint32_t flags);

/** Before the call of a function with RELEASE*, or TRANSFER*, where the code is built for
 * ThreadSanitizer: what this thread did so far is seen by who takes the lock, or the object, next. */
void custody_rt_releases(const void *base, struct custody_rt_contract *contract);

/** THREAD_ENTRY(role): at the function's entry. Gives the thread the role if the thread started
 * here; otherwise the caller must have the role. `function` is the address of the function. */
void custody_rt_thread_entry(const void *function, struct custody_rt_role *role,
                             struct custody_rt_contract *contract);

/** INIT(param) and FINI(param): the object at `object`, `size` bytes, is being built (taken
 * apart) by this thread until the matching end. `size` 0: unknown, the base address alone. */
void custody_rt_build_begin(const void *object, uint64_t size);
void custody_rt_build_end(const void *object);

/** A fresh allocation: being built by this thread until published or freed.
 *
 * Also the beginning of a local variable's life, where its type has rules and its address leaves
 * the function (it is passed on or stored); custody_rt_freed then stands where its life ends. A
 * local variable that was not announced so counts as being built by its own thread for good, and
 * what that thread does to it after publishing it is not seen. */
void custody_rt_fresh(const void *object, uint64_t size);

/** A pointer was stored at `slot`: publishes the object that `value` points into, unless `slot`
 * itself lies in an object that this thread is still building; then it is published with that. */
void custody_rt_stored(const void *slot, const void *value);

/** The object is given to another thread, or to a function that keeps it. */
void custody_rt_published(const void *value);

/** The object is about to be freed. */
void custody_rt_freed(const void *object);

/** From a constructor of the object that declares it. */
void custody_rt_declare_order(const struct custody_rt_order *order);

/** Once from each program and library that is instrumented, before its own constructors: it stays
 * loaded, since its descriptors may be named later. `inside`: an address in it. */
void custody_rt_loaded(const void *inside);

/* In the place of a plain call of each LOCK_FUNCTION, LOCK_LIFE, THREAD_START and THREAD_JOIN of known.def,
 * and of realloc, the pass calls custody_rt_NAME: the same parameters and result, then one more
 * parameter, `const struct custody_rt_place *place`, the place of the call. It does what NAME
 * does and notes it. For example
 *
 *     int custody_rt_pthread_mutex_lock(pthread_mutex_t *, const struct custody_rt_place *);
 *
 * The lock functions have a second extra parameter, `const char *lock_class`: "server.lock" for
 * the member of a type, the variable's name for a global, null where neither is known. */

/** A lock is often taken inside a class or a struct of locks (std::mutex, by way of a guard). Where the
 * program names an object of such a type, `size` bytes, the thread notes what it is called there. A lock
 * function that does not know its lock's class, or no better one than that of such a struct's member, then
 * asks for it, and for the place; it gets `otherwise` where there is none, and each place once. */
void custody_rt_names(const void *object, uint64_t size, const char *lock_class,
                      const struct custody_rt_place *place);
const char *custody_rt_named_class(const void *lock, const char *otherwise);
const struct custody_rt_place *custody_rt_named_place(const void *lock,
                                                      const struct custody_rt_place *otherwise);

/** Before a call of a function that only a policy speaks of, in code that is built for ThreadSanitizer:
 * the function works on `object`, of a type whose inside is not seen here. Two threads that do so without
 * an order are reported as a race on that type. */
void custody_rt_opaque(const void *object, const char *type, uint32_t writes);

/* In code that is built for ThreadSanitizer these calls stay where they are, so that its reports name
 * their places and not the runtime's: pthread_create and the functions of mutexes and read-write locks
 * but for waits on conditions. custody_rt_at_lock stands before such a call and gives the function to
 * call, with the same arguments: `real`, or one that does nothing and returns 0. custody_rt_at_locked
 * stands behind those that take a lock. `what` says which function it is, `called` which was called. */

enum custody_rt_lock_call {
  CUSTODY_RT_CALL_TAKES,
  CUSTODY_RT_CALL_TRIES,
  CUSTODY_RT_CALL_GIVES, /**< the lock back */
  CUSTODY_RT_CALL_BEGINS,
  CUSTODY_RT_CALL_ENDS,
  CUSTODY_RT_CALL_ACTION = 7, /**< mask of these */
  CUSTODY_RT_CALL_SHARED = 8, /**< it is taken for reading */
  CUSTODY_RT_CALL_LIMITED = 16, /**< with a time limit */
  CUSTODY_RT_CALL_RWLOCK = 32 /**< a pthread_rwlock_t, not a pthread_mutex_t */
};

void *custody_rt_at_lock(const void *lock, uint32_t what, void *real,
                         const struct custody_rt_place *place, const char *lock_class);
void custody_rt_at_locked(const void *lock, uint32_t what, const void *called, int result,
                          const struct custody_rt_place *place, const char *lock_class);

/** Before pthread_create: what the thread gets in the place of `data`, with custody_rt_at_start in the
 * place of its function; or null: it gets its own. custody_rt_at_created stands behind the call. */
void *custody_rt_at_create(const void *attributes, void *(*function)(void *), void *data,
                           const struct custody_rt_place *place);
void *custody_rt_at_start(void *expected);
void custody_rt_at_created(void *expected, const void *data, int result);

/** ThreadSanitizer has reported. */
void custody_rt_tsan_report(void *report);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif
#endif
