/* Facts: what one translation unit tells the engine.
 *
 * A unit is a few tables that point at each other by index. The frontend fills one in with the
 * facts_add_* functions; encode.c turns it into bytes that ride in the section .custody.facts of
 * the object file; decode.c turns bytes, from whomever they come, back into a unit whose every
 * index is in range. Nothing here knows a rule, Clang, or a programming language: a method is a
 * function, a reference is a pointer.
 *
 * Index 0 of strings, files and nodes means "none" ("", no file, an unknown value); the other
 * tables start at 0. */
#ifndef CUSTODY_FACTS_H
#define CUSTODY_FACTS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FACTS_VERSION 3
#define FACTS_SECTION ".custody.facts"
#define FACTS_DEPTH 64 /**< steps of a path or value; what is deeper becomes unknown */
#define FACTS_NONE UINT32_MAX /**< in the tables that start at 0: no such row */

/** A place in the source; line 0 means unknown. `file` indexes files. */
struct facts_place {
  uint32_t file, line, column;
};

/* -- nodes: storage paths and values ------------------------------------------------------- */

/** A node is a path (names storage) or a value (what storage holds, or what is computed). Equal
 * nodes of a unit have equal indices, and a node refers to earlier ones only.
 *
 * The path of `u->server->lock`, u a parameter: FIELD(DEREF(FIELD(DEREF(PARAM 0), user.server)),
 * server.lock). DEREF goes from storage that holds a pointer to what the pointer points to.
 * Members of anonymous structs and unions are fields of the nearest named record. */
enum facts_node_kind {
  FACTS_UNKNOWN, /**< a value nothing is known of; the only node of index 0 */
  /* paths: bases */
  FACTS_SELF,       /**< in annotations of a field: the object that the field is in */
  FACTS_LOCAL,      /**< a: local variable, index into the function's locals */
  FACTS_PARAM,      /**< a: parameter, from 0; C++: `this` is parameter 0 */
  FACTS_GLOBAL,     /**< a: index into globals */
  FACTS_TEMP,       /**< a: holds the result of the call with this number in the function */
  FACTS_RESULT,     /**< in annotations of a function: what it returns */
  FACTS_INSTANCE,   /**< a: index into records; some instance of it (`struct server.lock`) */
  /** a: string; a capability that is no object. b: FACTS_ELSEWHERE: `name` or `name[]`, said by a
   * policy, of a variable that this unit does not declare */
  FACTS_CAPABILITY,
  /* paths: steps; a: the path that goes on */
  FACTS_FIELD, /**< b: index into fields */
  FACTS_DEREF,
  FACTS_INDEX, /**< b: value of the index; 0: some element */
  /* values */
  FACTS_INTEGER, /**< number; also null pointers (0), booleans and enumerators */
  FACTS_LOAD, /**< a: path; what the storage holds */
  FACTS_ADDRESS, /**< a: path; a pointer to the storage */
  FACTS_FUNCTION, /**< a: index into functions; a pointer to the function */
  FACTS_UNARY, /**< a: value; b: enum facts_operator */
  FACTS_BINARY, /**< a, c: values; b: enum facts_operator */
  FACTS_NODE_KINDS
};

enum facts_operator {
  FACTS_NOT,
  FACTS_NEGATE,
  FACTS_COMPLEMENT,
  FACTS_EQUAL,
  FACTS_UNEQUAL,
  FACTS_LESS,
  FACTS_LESS_EQUAL,
  FACTS_GREATER,
  FACTS_GREATER_EQUAL,
  FACTS_ADD,
  FACTS_SUBTRACT,
  FACTS_MULTIPLY,
  FACTS_DIVIDE,
  FACTS_REMAINDER,
  FACTS_AND,
  FACTS_OR,
  FACTS_XOR,
  FACTS_SHIFT_LEFT,
  FACTS_SHIFT_RIGHT,
  FACTS_OPERATORS
};

struct facts_node {
  uint8_t kind;
  uint32_t a, b, c;
  int64_t number;
};

/* -- declarations -------------------------------------------------------------------------- */

/** One argument of an annotation: its text as written and, where it names a lock or parameter
 * that was found, the path. */
struct facts_argument {
  uint32_t text; /**< string */
  uint32_t path; /**< node, or 0 */
};

struct facts_annotation {
  uint32_t name; /**< string: the lower-case name of a row of annotations.def */
  struct facts_place place;
  uint32_t argument_begin, argument_count; /**< in arguments */
};

struct facts_annotations {
  uint32_t begin, count; /**< in annotations */
};

enum facts_type_flag {
  FACTS_TYPE_POINTER = 1 << 0,
  FACTS_TYPE_FUNCTION_POINTER = 1 << 1,
  FACTS_TYPE_ATOMIC = 1 << 2, /**< _Atomic, std::atomic: operations are atomic by type */
  FACTS_TYPE_CONST = 1 << 3, /**< for a pointer: what it points to is const */
  FACTS_TYPE_VOLATILE = 1 << 4,
  FACTS_TYPE_ARRAY = 1 << 5,
  FACTS_TYPE_ARITHMETIC = 1 << 6, /**< integer, floating, enumeration, boolean */
  FACTS_TYPE_RECORD = 1 << 7, /**< a struct, union or class itself */
  FACTS_TYPE_BITFIELD = 1 << 8,
  FACTS_TYPE_THREAD_LOCAL = 1 << 9
};

/** A type, as far as the engine cares: its text, flags, and the record that it is, is an array
 * of, or points to. For function pointers the text is the canonical signature. A typedef of a
 * lock type keeps the typedef's name as text ("pthread_mutex_t"). */
struct facts_type {
  uint32_t text; /**< string */
  uint32_t flags; /**< enum facts_type_flag */
  uint32_t record; /**< in records, or FACTS_NONE */
};

struct facts_field {
  uint32_t record; /**< in records */
  uint32_t name; /**< string */
  struct facts_type type;
  struct facts_place place;
  struct facts_annotations annotations;
};

/** A struct, union or class. Only fields that some path or annotation speaks of need to be
 * there; a record that carries any annotation lists all of its fields. `layout` is a hash of all
 * the fields' names and types in order: two records are one if their name and layout agree. */
struct facts_record {
  uint32_t name; /**< string: "server", qualified; of an unnamed one: the typedef's name */
  struct facts_place place;
  uint32_t layout;
  struct facts_annotations annotations;
};

/** What `b` of a FACTS_CAPABILITY says. */
enum { FACTS_ELSEWHERE = 1 };

enum facts_linkage { FACTS_INTERNAL, FACTS_EXTERNAL, FACTS_MERGED /**< inline, weak, comdat */ };

struct facts_global {
  uint32_t name; /**< string; a function's static: "function.name" */
  struct facts_type type;
  struct facts_place place;
  uint8_t linkage; /**< enum facts_linkage */
  uint8_t defined;
  struct facts_annotations annotations;
};

struct facts_parameter {
  uint32_t name; /**< string, may be "" */
  struct facts_type type;
  struct facts_annotations annotations;
};

struct facts_local {
  uint32_t name; /**< string; "" for a temporary of the frontend */
  struct facts_type type;
};

/* -- function bodies ----------------------------------------------------------------------- */

enum facts_event_kind {
  /** path a is accessed, access bits in `bits`. Only storage that carries a rule, globals, and
   * what a policy names. `site` numbers the accesses of the unit from 0. With FACTS_ACCESS_TOUCH
   * other storage, which may belong to an object that was given away. */
  FACTS_ACCESS,
  /** path a := value b. Locals that anything depends on, every pointer stored in memory, and
   * integers stored where a condition reads them. */
  FACTS_SET,
  /** Calls a function and puts the result in TEMP number `temp`; value b is the callee
   * (FACTS_FUNCTION for a direct call); arguments are values. */
  FACTS_CALL,
  /** The storage path a comes into being or goes out of scope: what was known of it
   * and of what is in it is void. */
  FACTS_SCOPE,
  FACTS_EVENT_KINDS
};

enum facts_access_bit {
  FACTS_ACCESS_READ = 1,
  FACTS_ACCESS_WRITE = 2,
  FACTS_ACCESS_ATOMIC = 4,
  FACTS_ACCESS_WHOLE = 8, /**< of a record or array: every byte (assignment, memset, memcpy) */
  FACTS_ACCESS_BY_ADDRESS = 16, /**< done by a C library function that got the address */
  FACTS_ACCESS_TOUCH = 32 /**< of storage that nothing asks to be counted: it has no site */
};

struct facts_event {
  uint8_t kind; /**< enum facts_event_kind */
  uint8_t bits; /**< enum facts_access_bit */
  uint32_t a, b;
  uint32_t temp;
  uint32_t site;
  uint32_t argument_begin, argument_count; /**< in values */
  struct facts_place place;
};

enum facts_exit_kind {
  FACTS_GOTO, /**< one successor */
  FACTS_BRANCH, /**< value decides: successors are {true, false} */
  FACTS_SWITCH, /**< value decides; successor i is taken for case_values[i]; the last: else */
  FACTS_ANY, /**< computed goto, asm goto, exception dispatch: any successor */
  FACTS_RETURN, /**< value (or 0) is returned */
  FACTS_NEVER, /**< control does not come here: a noreturn call, or undefined */
  FACTS_EXIT_KINDS
};

/** A basic block. Events happen in order. Block 0 is the entry. */
struct facts_block {
  uint32_t event_begin, event_count; /**< in events */
  uint8_t exit; /**< enum facts_exit_kind */
  uint32_t value; /**< node */
  uint32_t successor_begin, successor_count; /**< in successors: blocks of the function, from 0 */
  uint32_t case_begin; /**< in cases: successor_count - 1 numbers */
  struct facts_place place; /**< of the condition or the return */
};

enum facts_function_flag {
  FACTS_FUNCTION_DEFINED = 1 << 0,
  FACTS_FUNCTION_NORETURN = 1 << 1,
  FACTS_FUNCTION_VARIADIC = 1 << 2,
  FACTS_FUNCTION_CONSTRUCTOR = 1 << 3, /**< runs before main, or as a destructor after it */
  FACTS_FUNCTION_SYSTEM = 1 << 4, /**< declared in a system header */
  FACTS_FUNCTION_INITIALISERS = 1 << 5, /**< the unit's static initialisers, as one body */
  FACTS_FUNCTION_RETURNS_TWICE = 1 << 6
};

struct facts_function {
  uint32_t name; /**< string: linkage name; what calls agree on */
  uint32_t display; /**< string: for people */
  uint32_t signature; /**< string: canonical type, for calls through unknown pointers */
  uint32_t flags; /**< enum facts_function_flag */
  uint8_t linkage; /**< enum facts_linkage */
  struct facts_place place;
  struct facts_place end; /**< the closing brace */
  struct facts_annotations annotations;
  uint32_t parameter_begin, parameter_count;
  uint32_t local_begin, local_count;
  uint32_t temp_count;
  uint32_t block_begin, block_count; /**< 0 blocks: a declaration only */
  uint32_t override_begin, override_count; /**< in overrides: functions that this one overrides */
};

/** A fault of an annotation that the frontend saw: it could not read it, or a name in it names
 * nothing. The engine makes an `annotation` finding of it. */
struct facts_defect {
  struct facts_place place;
  uint32_t message; /**< string: what is wrong */
  uint32_t advice; /**< string: the next step, e.g. a near name; or "" */
};

#define FACTS_TABLE(type, name)                                                                    \
  struct {                                                                                         \
    type *row;                                                                                     \
    uint32_t count, capacity;                                                                      \
  } name

/** Bytes that are not zero-terminated where they come from an object. */
struct facts_string {
  const char *text; /**< zero-terminated in a decoded or built unit */
  uint32_t length;
};

struct facts_unit {
  uint32_t main_file; /**< in files */
  uint32_t producer; /**< string: who made it, e.g. "clang 19.1.7" */
  uint32_t language; /**< string: "C" or "C++" */
  uint32_t site_count;
  FACTS_TABLE(struct facts_string, strings);
  FACTS_TABLE(uint32_t, files); /**< strings */
  FACTS_TABLE(struct facts_node, nodes);
  FACTS_TABLE(struct facts_record, records);
  FACTS_TABLE(struct facts_field, fields);
  FACTS_TABLE(struct facts_global, globals);
  FACTS_TABLE(struct facts_function, functions);
  FACTS_TABLE(struct facts_parameter, parameters);
  FACTS_TABLE(struct facts_local, locals);
  FACTS_TABLE(struct facts_block, blocks);
  FACTS_TABLE(struct facts_event, events);
  FACTS_TABLE(uint32_t, values); /**< nodes: arguments of calls */
  FACTS_TABLE(uint32_t, successors);
  FACTS_TABLE(int64_t, cases);
  FACTS_TABLE(uint32_t, overrides); /**< functions */
  FACTS_TABLE(struct facts_annotation, annotations);
  FACTS_TABLE(struct facts_argument, arguments);
  FACTS_TABLE(struct facts_defect, defects);
  /** Annotations that belong to no declaration but the file: roles, lock orders. */
  FACTS_TABLE(struct facts_annotation, file_annotations);
  struct facts_index *index; /**< of a unit being built: finds equal strings and nodes */
};

/* -- building ------------------------------------------------------------------------------ */

/** A new empty unit, or null when memory is out. Free it with facts_free. Thread: any one. */
struct facts_unit *facts_new(void);
void facts_free(struct facts_unit *unit);

/** Each returns the index of the row; equal strings, files and nodes get equal indices. */
uint32_t facts_string(struct facts_unit *, const char *text, size_t length);
uint32_t facts_file(struct facts_unit *, const char *path);
/** A node that would be deeper than FACTS_DEPTH is the unknown one, 0. */
uint32_t facts_node(struct facts_unit *, enum facts_node_kind, uint32_t a, uint32_t b, uint32_t c);
uint32_t facts_integer(struct facts_unit *, int64_t number);

/** Appends `count` zeroed rows to a table and gives the index of the first:
 *
 *     uint32_t r = FACTS_APPEND(unit, records, 1);
 *     unit->records.row[r].name = facts_string(unit, "server", 6);
 */
#define FACTS_APPEND(unit, table, n)                                                               \
  facts_append((void **)&(unit)->table.row, &(unit)->table.count, &(unit)->table.capacity,         \
               sizeof *(unit)->table.row, (n))
uint32_t facts_append_rows(void **rows, uint32_t *count, uint32_t *capacity, size_t size,
                           uint32_t n);

/** The same, for what is called very often: mostly there is room. */
static inline uint32_t facts_append(void **rows, uint32_t *count, uint32_t *capacity, size_t size,
                                    uint32_t n) {
  uint32_t first = *count;
  if (n > *capacity - first || !*capacity) return facts_append_rows(rows, count, capacity, size, n);
  memset((char *)*rows + first * size, 0, n * size);
  *count = first + n;
  return first;
}

/** Nothing more will be added: gives back the memory that finding equal strings and nodes again took.
 * What is added all the same is right, but may be there twice. */
void facts_settle(struct facts_unit *);

/* -- bytes --------------------------------------------------------------------------------- */

/** The unit as bytes; equal units give equal bytes. The caller frees *bytes. Returns the length,
 * or 0 when memory is out. */
size_t facts_encode(const struct facts_unit *, unsigned char **bytes);

/** The same in a form that a fuzzer can change and still be understood: several times larger. */
size_t facts_encode_plain(const struct facts_unit *, unsigned char **bytes);

/** What is wrong with bytes that facts_decode refused. */
struct facts_error {
  size_t offset; /**< where, from the start of the bytes */
  const char *message; /**< what, a static string */
};

/** Reads the unit at the start of `bytes`. On success *used is its length in bytes (a section
 * holds one unit after another) and every index in the unit is in range. On failure returns null
 * and fills in *error. Never reads outside the bytes; memory stays within a small multiple of
 * their length. */
struct facts_unit *facts_decode(const unsigned char *bytes, size_t length, size_t *used,
                                struct facts_error *error);

/** How long the unit at the start of `bytes` is, as its header says; 0 where that is no header or the
 * unit is cut off. Says nothing of what is in it. */
size_t facts_unit_length(const unsigned char *bytes, size_t length);

/** Reads every unit of a section. Returns the number, or -1 with *error filled in; *units is an
 * array that the caller frees, each unit by facts_free. Zero bytes between units are padding. */
int facts_decode_section(const unsigned char *bytes, size_t length, struct facts_unit ***units,
                         struct facts_error *error);

/** The text of a string, file or place's file; never null. */
static inline const char *facts_text(const struct facts_unit *unit, uint32_t string) {
  return string < unit->strings.count ? unit->strings.row[string].text : "";
}
static inline const char *facts_file_name(const struct facts_unit *unit, uint32_t file) {
  return file < unit->files.count ? facts_text(unit, unit->files.row[file]) : "";
}

#ifdef __cplusplus
}
#endif
#endif
