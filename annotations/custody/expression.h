/* The grammar of what annotations name: locks and parameters, as paths.
 *
 *     lock        server->lock        item_locks[]        item_locks[hash]        *lock
 *     &lock       (*slot)->lock       this->lock          struct server.lock
 *
 * A parsed expression is the list of steps in the order in which they are taken: `*a->b` is the
 * name a, the arrow b, the dereference. Knows no program: what the names mean is the caller's.
 * Pure; any thread may call it. */
#ifndef CUSTODY_EXPRESSION_H
#define CUSTODY_EXPRESSION_H

#include <stddef.h>

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
  CUSTODY_EXPRESSION_DEREF,  /**< `*` before what came so far */
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

/** The length of the first argument of a list: up to a comma that is in no bracket and no string,
 * or to the end. */
size_t custody_expression_argument(const char *text, size_t length);

#ifdef __cplusplus
}
#endif
#endif
