/* A finding as the engine returns it: judged, worded, and ready for any output. Files are named,
 * not indexed, so a finding outlives the facts' tables but not the engine that made it. */
#ifndef CUSTODY_FINDING_H
#define CUSTODY_FINDING_H

#include <stdint.h>

#include <custody/judge.h>

#ifdef __cplusplus
extern "C" {
#endif

struct finding_place {
  const char *file; /**< never null; "" where unknown */
  uint32_t line, column;
};

struct finding_note {
  struct finding_place place;
  const char *text;
};

struct finding {
  enum custody_finding group;
  struct finding_place place;
  const char *text;     /**< without the [-Wcustody-...] that outputs append */
  const char *subject;  /**< "user.mute", or the function: for who counts them */
  const char *function; /**< where it is */
  const char *key; /**< as a report of the running program has it (custody/key.h) */
  uint32_t note_count;
  const struct finding_note *notes;
};

/** Something that is not checked, and the reason that its author gave. */
struct exemption {
  struct finding_place place;
  const char *subject; /**< the field, variable or function */
  const char *reason;
};

/** An entry of a policy that speaks of nothing in the whole program. */
struct unmet_entry {
  struct finding_place place;
};

/** A call through a pointer of which is not known whom it reaches. */
struct unresolved_call {
  struct finding_place place;
  const char *expression; /**< what is called: "s->ops.read" */
  const char *caller;
  uint32_t by_type; /**< how many functions are taken to be called, for their type alone; 0: none */
};

/** An access to data with a rule that is neither proved nor reported. */
struct unproved_access {
  struct finding_place place;
  const char *subject; /**< "user.mute" */
  const char *function; /**< in which it stands */
  const char *reason; /**< what stood in the way of the proof */
  uint32_t of_subject, unproved_of_subject; /**< accesses to the same field, and those of them */
  int is_write;
};

#ifdef __cplusplus
}
#endif
#endif
