/* One walk over a unit that writes it as bytes or reads it back, so that the two cannot differ:
 * each function below either writes *value or reads it.
 *
 * There are two forms. In the packed one each number is written bit by bit, as it was to be
 * expected in its context; a context is one field of one kind of row, perhaps after what came just
 * before. In the plain one numbers are LEB128 varints, for who wants to look at or to change the
 * bytes. Rows that others own (a function's blocks, a block's events) stand inside their owner, so
 * begins are implied; a string stands where it is first used. */
#ifndef CUSTODY_CODEC_H
#define CUSTODY_CODEC_H

#include "bits.h"
#include "facts.h"
#include "letters.h"

/** What a node is for. */
enum codec_role {
  CODEC_PATH,                     /**< after: the kind of event */
  CODEC_VALUE = CODEC_PATH + 4,   /**< after: the kind of event; of a call: whom it calls */
  CODEC_ARGUMENT = CODEC_VALUE + 4, /**< after: which one, up to the fourth */
  CODEC_EXIT = CODEC_ARGUMENT + 4, /**< after: how the block ends */
  CODEC_NAMED_LOCK = CODEC_EXIT + 6,
  CODEC_PART_A,                   /**< after: what it is a part of */
  CODEC_PART_B = CODEC_PART_A + FACTS_NODE_KINDS,
  CODEC_ROLES = CODEC_PART_B + FACTS_NODE_KINDS
};

/** What nodes name. */
enum codec_named { CODEC_NAMED_FIELD, CODEC_NAMED_GLOBAL, CODEC_NAMED_FUNCTION, CODEC_NAMED_KINDS };

/** What a number is expected from. One that is followed by others has one for each of several
 * things that came before it. */
enum codec_context {
  CODEC_UNIT,
  CODEC_STRING,                         /**< after: what the string is; enum codec_string */
  CODEC_FAR_STRING = CODEC_STRING + 16, /**< the same, of those not used lately */
  CODEC_NAMED = CODEC_FAR_STRING + 16,  /**< lately, far, beyond after: enum codec_named */
  CODEC_NODE = CODEC_NAMED + 3 * 3,     /**< after: what for; enum codec_role */
  CODEC_NODE_KIND = CODEC_NODE + CODEC_ROLES,
  CODEC_NODE_A = CODEC_NODE_KIND + CODEC_ROLES, /**< after: the kind */
  CODEC_NODE_B = CODEC_NODE_A + FACTS_NODE_KINDS,
  CODEC_NUMBER = CODEC_NODE_B + FACTS_NODE_KINDS,
  CODEC_COUNT,                          /**< after: the table; enum codec_table */
  CODEC_PLACE = CODEC_COUNT + 20,       /**< file, line, column after: what stands there */
  CODEC_TYPE = CODEC_PLACE + 3 * 12,    /**< flags, record, whether it is another */
  CODEC_DECLARATION = CODEC_TYPE + 3,   /**< record, linkage, defined, override */
  CODEC_FUNCTION = CODEC_DECLARATION + 4, /**< flags, linkage, temps */
  CODEC_BLOCK_EXIT = CODEC_FUNCTION + 3,  /**< after: the exit before */
  CODEC_SUCCESSORS = CODEC_BLOCK_EXIT + FACTS_EXIT_KINDS,     /**< after: the exit */
  CODEC_SUCCESSOR = CODEC_SUCCESSORS + FACTS_EXIT_KINDS,       /**< after: the exit, which one */
  CODEC_EVENTS = CODEC_SUCCESSOR + 2 * FACTS_EXIT_KINDS,       /**< after: the exit */
  CODEC_CASE = CODEC_EVENTS + FACTS_EXIT_KINDS,
  CODEC_EVENT_HEAD,                                            /**< after: the kind before */
  CODEC_EVENT_NUMBER = CODEC_EVENT_HEAD + FACTS_EVENT_KINDS + 1, /**< site, temp */
  CODEC_CONTEXTS = CODEC_EVENT_NUMBER + 2
};

enum codec_string {
  CODEC_STRING_FILE,
  CODEC_STRING_PRODUCER,
  CODEC_STRING_CAPABILITY,
  CODEC_STRING_TYPE,
  CODEC_STRING_RECORD,
  CODEC_STRING_FIELD,
  CODEC_STRING_GLOBAL,
  CODEC_STRING_FUNCTION,
  CODEC_STRING_DISPLAY,
  CODEC_STRING_SIGNATURE,
  CODEC_STRING_PARAMETER,
  CODEC_STRING_LOCAL,
  CODEC_STRING_ANNOTATION,
  CODEC_STRING_ARGUMENT,
  CODEC_STRING_MESSAGE,
  CODEC_STRING_ADVICE,
  CODEC_STRINGS
};

enum codec_place {
  CODEC_PLACE_ANNOTATION,
  CODEC_PLACE_RECORD,
  CODEC_PLACE_FIELD,
  CODEC_PLACE_GLOBAL,
  CODEC_PLACE_FUNCTION,
  CODEC_PLACE_END,
  CODEC_PLACE_BLOCK,
  CODEC_PLACE_ACCESS,
  CODEC_PLACE_CALL,
  CODEC_PLACE_DEFECT
};

enum codec_table {
  CODEC_files,
  CODEC_records,
  CODEC_fields,
  CODEC_globals,
  CODEC_functions,
  CODEC_parameters,
  CODEC_locals,
  CODEC_blocks,
  CODEC_values,
  CODEC_overrides,
  CODEC_annotations,
  CODEC_arguments,
  CODEC_defects,
  CODEC_file_annotations
};

enum { CODEC_RECENT = 60 };

/** Numbers from this length on are told apart by fewer models. */
enum { CODEC_LENGTHS = 20 };

/** How the numbers of one context are expected: by the context alone, by the number before it in
 * the same context, and by the number before it in any. Of what comes after a number's length, the
 * upper three bits are expected. */
struct number_model {
  struct bit_model longer[CODEC_LENGTHS], upper[CODEC_LENGTHS][8], lower[64];
  int32_t weights[3];
  uint32_t last;
};

enum { CODEC_SLOTS = 1 << 17 };

/** What a string said last: as a type's text, what the rest of the type is; as a name, the type. */
struct type_memory {
  uint32_t flags, record;
  struct facts_type of_name;
};

/** What was referred to last, the latest first. */
struct recent {
  uint32_t item[CODEC_RECENT];
};

struct codec {
  int reading, plain;
  struct facts_unit *unit;
  const char *fault; /**< the first thing that was wrong; everything after it reads as 0 */
  struct bits bits; /**< its bytes also hold the plain form */
  struct number_model *models; /**< of each context */
  struct bit_model *after; /**< CODEC_SLOTS, by hash of the numbers before */
  uint32_t last; /**< number in any context, with the context */
  uint32_t hint; /**< what the next number depends on rather than on the last one of
                                  its context; or 0 */
  struct letters *letters;
  struct bit_model string_end;
  uint64_t rows; /**< written; or that may still be read */
  uint32_t
      *string_numbers; /**< writing: of each string of the unit its number in the bytes, or 0 */
  uint32_t string_count; /**< written or read */
  FACTS_TABLE(struct type_memory, types); /**< by number of the string */
  struct facts_place last_place;
  uint32_t next_site, next_temp;
  uint32_t next_local; /**< not yet referred to in the function */
  uint32_t next_named[CODEC_NAMED_KINDS];
  struct recent values, parts, callees; /**< nodes; the first two of this function */
  struct recent named[CODEC_NAMED_KINDS], strings[CODEC_STRINGS];
  uint32_t block; /**< of the function, from 0 */
  uint8_t last_exit, last_event;
};

/** How many rows, and letters of names, a body of this length may hold, and how long it must be. */
uint64_t codec_most_rows(uint64_t length);
uint64_t codec_least_length(uint64_t rows);

/** `reading`, `plain`, `unit`, the bytes and, when reading, the rows are the caller's. Returns 0
 * when memory is out. */
int codec_begin(struct codec *);
void codec_end(struct codec *);

void codec_fail(struct codec *, const char *message);
void codec_u64(struct codec *, unsigned context, uint64_t *value);
void codec_u32(struct codec *, unsigned context, uint32_t *value);
void codec_byte(struct codec *, unsigned context, uint8_t *value);
void codec_i64(struct codec *, unsigned context, int64_t *value);
/** A number of which nothing is expected. */
void codec_hash(struct codec *, uint32_t *value);
/** A number that is mostly near `expected`. */
void codec_near(struct codec *, unsigned context, uint32_t *value, uint32_t expected);
/** Where the item stands among the latest, or CODEC_RECENT. */
uint32_t codec_find_recent(const struct recent *, uint32_t item);
/** Makes the item that stands there, or is new, the latest. */
void codec_make_latest(struct recent *, uint32_t at, uint32_t item);
/** An index that mostly is the first that was not used yet, or one that was used lately. */
void codec_fresh(struct codec *, unsigned context, uint32_t *value, uint32_t *next);
/** A field, variable or function that a node names. */
void codec_named(struct codec *, enum codec_named what, uint32_t *index);
/** A node that was used lately in this function, or one that is written with all it is made of. */
void codec_node(struct codec *, unsigned role, uint32_t *node);
/** A function begins: nothing was used lately in it. */
void codec_begin_function(struct codec *);
/** Returns the string's number in the bytes. */
uint32_t codec_string(struct codec *, enum codec_string what, uint32_t *string);
void codec_place(struct codec *, enum codec_place what, struct facts_place *place);

/** How many rows follow; when reading, never more than the bytes may stand for. */
uint32_t codec_count(struct codec *, unsigned context, uint32_t count);

/** The whole body of a unit, after the header. */
void codec_unit(struct codec *);

/** Says what is out of range in a unit that was read, or null. */
const char *facts_validate(const struct facts_unit *unit);

#endif
