/* The grammar of what annotations name: locks and parameters, as paths.
 *
 *     lock        server->lock        item_locks[]        item_locks[hash]        *lock
 *     &lock       (*slot)->lock       this->lock          struct server.lock
 *     lock_of(server, 1)              owner->mutex()
 *
 * A parsed expression is the list of steps in the order in which they are taken: `*a->b` is the
 * name a, the arrow b, the dereference. Knows no program: what the names mean is the caller's.
 *
 * A condition says when something holds, over the result of a function and its parameters:
 *
 *     ret == 0        ret        !ret        *out != NULL        0 <= ret        mode == MODE_ASYNC
 *
 * Pure; any thread may call it. */
#ifndef CUSTODY_EXPRESSION_H
#define CUSTODY_EXPRESSION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CUSTODY_EXPRESSION_STEPS = 16 };

enum custody_expression_kind {
  CUSTODY_EXPRESSION_NAME,   /**< always first: a variable, parameter or member */
  CUSTODY_EXPRESSION_TYPE,   /**< always first: `struct text`, some instance of it */
  CUSTODY_EXPRESSION_MEMBER, /**< `.text` */
  CUSTODY_EXPRESSION_ARROW,  /**< `->text` */
  CUSTODY_EXPRESSION_INDEX,  /**< `[text]`; no text: some element */
  CUSTODY_EXPRESSION_CALL, /**< `(text)` after a name: what is passed to a function of that name */
  CUSTODY_EXPRESSION_DEREF, /**< `*` before what came so far */
  CUSTODY_EXPRESSION_ADDRESS /**< `&` before what came so far */
};

/** Text points into what was parsed and is not terminated. */
struct custody_expression_step {
  enum custody_expression_kind kind;
  const char *text;
  size_t length;
};

struct custody_expression {
  struct custody_expression_step steps[CUSTODY_EXPRESSION_STEPS];
  unsigned count;
};

/** Parses all of the text. Returns null on success, else what is wrong: a static string that
 * completes "... cannot be read: ". */
const char *custody_expression_parse(const char *text, size_t length,
                                     struct custody_expression *expression);

enum custody_comparison {
  CUSTODY_COMPARE_NOTHING, /**< the subject itself, as C takes it: not 0 */
  CUSTODY_COMPARE_EQUAL,
  CUSTODY_COMPARE_UNEQUAL,
  CUSTODY_COMPARE_LESS_EQUAL,
  CUSTODY_COMPARE_GREATER_EQUAL,
  CUSTODY_COMPARE_LESS,
  CUSTODY_COMPARE_GREATER
};

/** `subject comparison constant`, or `!` of it. A lone constant C, as in Clang's
 * try_acquire_capability(1, lock), is read as `ret != 0`, or `ret == 0` where it is 0. */
struct custody_condition {
  struct custody_expression subject; /**< first step NAME "ret": what the function returns */
  int is_negated;
  enum custody_comparison comparison;
  int64_t number; /**< what is compared with; NULL, nullptr and false are 0, true is 1 */
  const char *name; /**< instead: an enumerator, not terminated; or null */
  size_t name_length;
};

/** Parses all of the text. Returns null on success, else what is wrong, as above. */
const char *custody_condition_parse(const char *text, size_t length,
                                    struct custody_condition *condition);

/** The length of the first argument of a list: up to a comma that is in no bracket and no string,
 * or to the end. */
size_t custody_expression_argument(const char *text, size_t length);

#ifdef __cplusplus
}
#endif
#endif
