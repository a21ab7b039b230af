/* The words that an annotation can be: the rows of annotations.def and policies.def, as one table,
 * and the form of each one's arguments. Knows no file and no meaning. */
#ifndef CUSTODY_POLICY_WORDS_H
#define CUSTODY_POLICY_WORDS_H

#include <stddef.h>

enum word_place {
  ON_FILE = 1,
  ON_FIELD = 2,
  ON_VARIABLE = 4,
  ON_PARAMETER = 8,
  ON_FUNCTION = 16,
  ON_TYPE = 32
};

enum word_arguments {
  ARGS_NONE,
  ARGS_ROLE,
  ARGS_ROLES,
  ARGS_OWNER,
  ARGS_LOCKS,
  ARGS_PARAM,
  ARGS_TEXT,
  ARGS_CONDITION,
  ARGS_CONDITION_LOCKS,
  ARGS_LOCK,
  ARGS_PARAMS,
  ARGS_WHEN,
  ARGS_PASSED,
  ARGS_ORDER
};

struct word {
  const char *name;
  int places;
  enum word_arguments arguments;
  const char *form; /**< how it is written: "OWNED_BY(role)", or "starts_thread($3, $4)" */
  int is_macro;     /**< a row of annotations.def */
};

/** The word of this name, or null. */
const struct word *word_named(const char *name, size_t length);

/** The table, for whoever prints it; null past its end. */
const struct word *word_at(size_t index);

/** How a policy writes the word: the macro's form in small letters, or its own. */
void word_form(const struct word *word, char *form, size_t size);

/** Where a word may stand, in words: "on a field or on a variable". */
void word_places(int places, char *text, size_t size);

/** An annotation taken apart. Text points into what was read. */
enum { WORD_ARGUMENTS = 8 };
struct word_use {
  const struct word *word;
  size_t length; /**< of all of it, from the name to the bracket */
  unsigned count;
  struct {
    const char *text;
    size_t length;
  } argument[WORD_ARGUMENTS];
};

/** Reads one annotation at the start of `text`. On failure returns 0 and writes what is wrong, and
 * the next step. */
int word_read(const char *text, size_t length, int place, struct word_use *use, char *message,
              char *advice, size_t size);

/** A test of a number that is passed: blocks where (argument & mask) == value. */
struct word_passed {
  unsigned parameter; /**< from 1 */
  long mask, value;
};

/** `$2 == 7` or `!($3 & 1)`; returns 0 where it is neither. */
int word_passed(const char *text, size_t length, struct word_passed *passed);

/** The position that `$3` names, or 0. */
unsigned word_position(const char *text, size_t length);

/** The nearest of the names that is near enough to be what was meant, or null. */
struct word_near {
  const char *name;
  size_t length;
  const char *best;
  unsigned distance;
};
void word_near_begin(struct word_near *near, const char *name, size_t length);
void word_near_try(struct word_near *near, const char *candidate);

#endif
