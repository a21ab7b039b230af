/* The whole program: the units' tables merged into one, each declaration once.
 *
 * link.c makes it, rule.c reads the annotations into rules and contracts, callee.c finds whom each
 * call can reach, context.c which threads run what. After that it does not change. Indices are
 * into the tables here; FACTS_NONE means none. */
#ifndef CUSTODY_PROGRAM_H
#define CUSTODY_PROGRAM_H

#include "arena.h"
#include "duty.h"
#include "engine.h"
#include "facts/facts.h"

#include <custody/judge.h>

/** Paths grow as needs go up from callee to caller; a deeper one is stale. */
enum { MAX_DEPTH = 200 };

/** A power of two. */
enum { PIECE_NODES = 1 << 12 };

enum { MAX_ROLES = 63, MAX_GUARDS = 8, MAX_CONTEXTS = 62 };

/** Kinds of nodes that only the engine makes, after those of facts. */
enum node_kind {
  NODE_PHI = FACTS_NODE_KINDS, /**< a: block, b: the variable's path; its value at a merge */
  NODE_STALE,                  /**< a: tag; some value of which no more is known */
  NODE_HOLDER                  /**< a: value; storage that holds this value */
};

struct place {
  const char *file;
  uint32_t line, column;
};

/** A data rule with its guards as paths from FACTS_SELF (fields) or globals. */
struct rule {
  enum custody_rule kind;
  uint32_t role;        /**< or FACTS_NONE */
  uint32_t guard_count;
  uint32_t guards[MAX_GUARDS]; /**< nodes */
  struct writers *writers; /**< WRITE_GUARDED_BY: who writes it (writers.h); else null */
  uint64_t *touched;       /**< roles of the threads that touch it (beside.h) */
  const char *text;     /**< "OWNED_BY(main, lock)" */
  uint8_t of_pointee;   /**< PT_: of what the pointer points to */
  struct place place;
};

struct record {
  const char *name;
  uint32_t layout;
  struct place place;
  uint8_t is_lock; /**< marked CAPABILITY */
  uint8_t is_taken; /**< some function TAKES such an object, or any object */
  const struct rule *rule; /**< PINNED or SELF_LOCKED, or null */
  uint32_t *fields; /**< those with a rule, for accesses to the whole object */
  uint32_t field_count;
};

struct field {
  uint32_t record;
  const char *name;
  const char *subject; /**< "user.mute", where something was said of it; else null */
  struct place place;
  uint32_t flags; /**< enum facts_type_flag */
  uint32_t type_record;
  const char *type_text;
  const struct rule *rule; /**< or null */
  const struct rule *pointee_rule; /**< of what it points to, or null */
  const struct rule *type_rule; /**< SELF_LOCKED of its record, or null */
  uint8_t unchecked;
  uint8_t recursive;       /**< a mutex that its holder may take again */
  uint8_t prefers_writers; /**< a read-write lock whose readers wait for a writer that waits */
  uint8_t when; /**< a library calls what is stored here: enum passed_when (passed.h), or 0 */
};

struct global {
  const char *name;
  uint32_t unit; /**< of internal linkage; else FACTS_NONE */
  struct place place;
  uint32_t flags, type_record;
  const char *type_text;
  const struct rule *rule, *pointee_rule; /**< or null */
  uint8_t recursive, prefers_writers;
};

struct role {
  const char *name;
  struct place place;
  uint8_t pool, declared;
  uint8_t nonblocking; /**< NONBLOCKING_ROLE, said at `nonblocking_place` */
  struct place nonblocking_place;
};

enum clause_kind {
  CLAUSE_REQUIRES,
  CLAUSE_REQUIRES_SHARED,
  CLAUSE_EXCLUDES,
  CLAUSE_ASSERT_HELD,
  CLAUSE_ASSERT_HELD_SHARED,
  CLAUSE_ACQUIRE, /**< from here on: they change what is held */
  CLAUSE_ACQUIRE_SHARED,
  CLAUSE_RELEASE,
  CLAUSE_RELEASE_SHARED,
  CLAUSE_RELEASE_GENERIC
};

static inline int clause_takes(enum clause_kind kind) {
  return kind == CLAUSE_ACQUIRE || kind == CLAUSE_ACQUIRE_SHARED;
}
static inline int clause_gives(enum clause_kind kind) {
  return kind == CLAUSE_RELEASE || kind == CLAUSE_RELEASE_SHARED || kind == CLAUSE_RELEASE_GENERIC;
}
static inline int clause_asserts(enum clause_kind kind) {
  return kind == CLAUSE_ASSERT_HELD || kind == CLAUSE_ASSERT_HELD_SHARED;
}
/** The least way in which the clause wants a lock to be held is shared. */
static inline int clause_is_shared(enum clause_kind kind) {
  return kind == CLAUSE_REQUIRES_SHARED || kind == CLAUSE_ASSERT_HELD_SHARED ||
         kind == CLAUSE_ACQUIRE_SHARED || kind == CLAUSE_RELEASE_SHARED ||
         kind == CLAUSE_RELEASE_GENERIC;
}

/** One lock of one clause of a function's contract. */
struct clause {
  enum clause_kind kind;
  uint32_t lock; /**< node over the function's parameters */
  uint32_t condition; /**< value over them and the result: only where it holds; 0: always */
  uint8_t is_try;     /**< the lock may be held already */
  const char *text;
  struct place place;
};

#define HANDOVER_RESULT UINT32_MAX

/** TRANSFER, TRANSFER_IF or TAKES of one parameter, or TAKES of the result. */
struct handover {
  uint32_t parameter; /**< or HANDOVER_RESULT */
  uint8_t takes;
  uint32_t condition; /**< node over the parameters and the result; 0: always */
  const char *text;
  struct place place;
};

/** The functions that one CALL event can reach. */
struct callees {
  const uint32_t *function;
  const uint32_t *handed; /**< functions handed to code that is not in the program */
  const uint32_t *said; /**< functions passed where it is said when they run (passed.h) */
  uint32_t count, handed_count, said_count;
  uint8_t direct; /**< it names the function that it calls */
  uint8_t unknown; /**< a call through a pointer of which nothing was found */
  uint8_t by_type; /**< nothing but the pointer's type says that these are called */
};

struct summary;

struct function {
  const char *name, *display;
  const struct facts_function *facts; /**< the definition, or a declaration */
  uint32_t unit;                      /**< of `facts` */
  uint32_t flags;
  uint8_t linkage;
  struct place place;
  /* contract */
  uint64_t runs_on;    /**< roles, or 0 */
  struct place runs_on_place;
  const char *runs_on_text; /**< "RUNS_ON(main)", the last one */
  uint32_t entry_role; /**< THREAD_ENTRY, or FACTS_NONE */
  uint64_t building;   /**< parameters of INIT and FINI, as bits */
  uint8_t has_duties;  /**< threads are stopped or roles tested in it or below it */
  uint8_t allocates;   /**< a policy says so of a function of the program's own */
  uint32_t returns_lock; /**< RETURN_CAPABILITY: path over the parameters, or 0 */
  uint64_t tests;      /**< TESTS_ROLE: the role */
  uint64_t stops, resumes; /**< STOPS and RESUMES, said or found: roles */
  const struct clause *clauses;
  uint32_t clause_count;
  const struct handover *handovers;
  uint32_t handover_count;
  const char *no_check; /**< the reason, or null */
  uint8_t blocks; /**< enum blocks (library.h) */
  const struct blocks_if *blocks_if;
  struct place blocks_place; /**< of BLOCKING; no file where known.def says it */
  uint8_t signal_safe;       /**< SIGNAL_SAFE, or known.def says so */
  struct place safe_place;
  uint64_t keeps; /**< parameters that it remembers after the call, as bits */
  const struct rule **pointee_rules; /**< of what each parameter points to; null: none has any */
  struct passed *passed; /**< what is said of functions passed to it (passed.h), or null */
  /* found */
  const struct known *known;
  struct callees *callees; /**< for each CALL event of the body, in order */
  uint32_t call_count;
  uint8_t *started;        /**< for each event: enum phase before it */
  uint64_t *begun; /**< for each event: roles of threads started by then, here or below, or null */
  uint64_t *joined; /**< for each event: threads that have ended by then, or null */
  uint64_t *running; /**< for each event: threads started here or below that run then, or null */
  uint64_t handles; /**< of threads that start in it, as bits (phase.h) */
  uint64_t entry_threads; /**< that may run when it's entered from main() (entry_threads.h) */
  uint8_t is_entered; /**< main(), or what it calls, calls it */
  uint8_t *duties; /**< for each event: what is known of roles (duty.h), or null */
  uint64_t calls_parameters; /**< parameters that it calls, or passes to who does */
  uint64_t contexts; /**< in which it can run */
  uint64_t roots; /**< contexts that begin here */
  uint8_t relevant; /**< has to do with rules or locks, itself or below it */
  uint8_t is_pointed; /**< some call reaches it through a pointer */
  uint8_t is_loose; /**< runs because its address is kept, or not at all: no call reaches it */
  uint8_t stored; /**< its address is kept somewhere, first by the function `storer` */
  uint8_t may_start; /**< the latest enum phase inside it */
  struct running *threads; /**< what it leaves running (phase.c), or null */
  uint32_t storer;
  uint32_t first_arrival; /**< context.h; +1 */
  struct summary *summary;
};

struct interner;

struct unit_map {
  const struct facts_unit *facts;
  uint32_t *records, *fields, *globals, *functions, *nodes;
  uint8_t *site_status;
  uint32_t *site_doubt; /**< row of program.doubts, +1 */
};

struct reporter;
struct wrappers;

struct program {
  struct arena arena;
  struct arena scratch; /**< of the function being analysed */
  enum engine_world world;
  struct unit_map *units;
  uint32_t unit_count, unit_capacity;
  struct interner *interner; /**< strings, nodes and names */
  FACTS_TABLE(struct facts_node *, pieces); /**< of the nodes, PIECE_NODES each: they never move */
  uint32_t node_count;
  struct node_slot *slots; /**< nodes.c's */
  uint32_t slot_capacity;
  FACTS_TABLE(uint8_t, depths); /**< of nodes */
  FACTS_TABLE(uint8_t, part_counts); /**< of nodes: how many they are made of, counting repeats */
  FACTS_TABLE(uint64_t, inside); /**< of nodes: a bit for each node in it, by its index */
  FACTS_TABLE(struct record, records);
  FACTS_TABLE(struct field, fields);
  FACTS_TABLE(struct global, globals);
  FACTS_TABLE(struct function, functions);
  FACTS_TABLE(struct role, roles);
  FACTS_TABLE(struct exemption, exemptions);
  uint64_t spawners; /**< roles whose threads start others (phase.h) */
  uint64_t entered; /**< roles whose threads are seen to start */
  FACTS_TABLE(uint64_t, handles); /**< where handles of threads are kept; phase.c's */
  FACTS_TABLE(struct unresolved_call, unresolved); /**< unresolved.c's */
  struct unmet *unmet_lists; /**< unmet.c's */
  FACTS_TABLE(struct unmet_entry, unmet);
  FACTS_TABLE(struct doubt, doubts); /**< unproved.c's */
  FACTS_TABLE(struct unproved_access, unproved); /**< unproved.c's */
  struct engine_coverage coverage; /**< unproved.c's */
  FACTS_TABLE(struct duty, duties); /**< the distinct ones; 0: nothing is known */
  uint8_t has_rules; /**< some data has a rule, or some function a contract */
  uint8_t has_handovers;
  uint8_t has_pointee_rules;
  struct reporter *reporter;
  struct wrappers *wrappers; /**< wrapper.c's */
  struct slots *pointers; /**< slot.h */
  FACTS_TABLE(uint32_t, ordered); /**< order.c's: functions, callees first */
  FACTS_TABLE(uint32_t, group_counts); /**< of them, how many call each other */
  struct contexts *contexts;
  struct lock_order *order; /**< nesting.h */
  struct engine_statistics statistics;
};

/* link.c */
void program_link(struct program *);
struct place program_place(const struct program *, uint32_t unit, struct facts_place place);
uint32_t program_find_function(const struct program *, const char *name);
uint32_t program_role(struct program *, const char *name);

/* nodes.c */
void program_first_node(struct program *);
void program_forget_nodes(struct program *);
uint32_t program_add_node(struct program *, const struct facts_node *);
uint32_t program_node(struct program *, uint32_t kind, uint32_t a, uint32_t b, uint32_t c);
uint32_t program_integer(struct program *, int64_t number);

/* rule.c */
void program_read_annotations(struct program *);

/* role.c */
/** Reads an annotation of a role: THREAD_ROLE, THREAD_ROLE_POOL or NONBLOCKING_ROLE. */
void role_read(struct role *, const char *name, struct place);

/* rule_check.c */
/** A policy may name a lock that another file keeps to itself; where no file has it, that is told.
 * `path` is a node of the unit. (rule_check.c) */
void program_refuse_unknown_lock(struct program *, uint32_t unit, const struct facts_annotation *,
                                 uint32_t path);

/** The record that the storage at a path of the function is, or FACTS_NONE. (access.c) */
uint32_t program_record_at(const struct program *, const struct function *, uint32_t path);

/** Reports rules that can never hold. */
void program_check_rules(struct program *);
/** Reports what the frontend could not read in a unit's annotations. */
void program_report_defects(struct program *, uint32_t unit);
/* handover.c */
/** Reads TRANSFER, TRANSFER_IF and TAKES of all functions. */
void program_read_handovers(struct program *);

/* own.c */
/** Gives the fields of PINNED and SELF_LOCKED types their rules. */
void program_spread_type_rules(struct program *);
/** The function is one of the type's own. */
int program_is_own(const struct program *, const struct function *, uint32_t record);

/* recursive.c */
void program_find_recursive(struct program *);
int program_is_recursive(const struct program *, uint32_t lock);
int program_prefers_writers(const struct program *, uint32_t lock);

/* callee.c */
void program_resolve_calls(struct program *);
/** The functions that a value in the body of `owner` can point to. Valid once calls are resolved. */
uint32_t program_pointed_functions(struct program *, uint32_t owner, uint32_t value,
                                   const uint32_t **list);
void program_forget_pointers(struct program *);
/** The call goes through a parameter: it reaches what each caller passes there. */
int program_calls_parameter(const struct program *, const struct function *,
                            const struct facts_event *);

/* unresolved.c */
/** Lists and counts the calls of which is not known whom they reach. */
void program_list_unresolved(struct program *);

/* unmet.c */
/** What a unit says of a policy; then, of all units, the entries that none of them knows. */
void program_read_unmet(struct program *, struct place policy, const char *positions);
void program_list_unmet(struct program *);

/* unproved.c */
/** Lists the accesses to data with a rule that are neither proved nor reported, and counts all. */
void program_list_unproved(struct program *);

/* order.c */
/** Calls visit for each group of functions that call each other, callees before callers. Valid once
 * calls are resolved. */
void program_bottom_up(struct program *,
                       void (*visit)(struct program *, const uint32_t *group, uint32_t count,
                                     void *data),
                       void *data);

static inline const struct facts_node *node_of(const struct program *p, uint32_t node) {
  return &p->pieces.row[node / PIECE_NODES][node % PIECE_NODES];
}

/** The first block of a defined function's body; it has facts->block_count of them. */
static inline const struct facts_block *blocks_of(const struct program *p,
                                                  const struct function *f) {
  return &p->units[f->unit].facts->blocks.row[f->facts->block_begin];
}

static inline const struct facts_event *event_at(const struct program *p, const struct function *f,
                                                 uint32_t row) {
  return &p->units[f->unit].facts->events.row[row];
}

/** A node of the function's unit as a node of the program. */
static inline uint32_t linked(const struct program *p, const struct function *f, uint32_t node) {
  return p->units[f->unit].nodes[node];
}

/** The nodes that a node is made of; 0 where there is none. */
static inline void node_parts(const struct facts_node *n, uint32_t parts[2]) {
  parts[0] = parts[1] = 0;
  switch (n->kind) {
  case FACTS_LOAD:
  case FACTS_ADDRESS:
  case FACTS_DEREF:
  case FACTS_FIELD:
  case FACTS_UNARY:
  case NODE_HOLDER: parts[0] = n->a; break;
  case FACTS_INDEX:
    parts[0] = n->a;
    parts[1] = n->b;
    break;
  case FACTS_BINARY:
    parts[0] = n->a;
    parts[1] = n->c;
    break;
  default: break;
  }
}

static inline int is_defined(const struct function *f) {
  return (f->flags & FACTS_FUNCTION_DEFINED) && f->facts->block_count > 0;
}

#endif
