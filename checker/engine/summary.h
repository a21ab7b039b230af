/* What a function's callers need to know of it, in terms of its parameters, its result and the
 * program's variables. */
#ifndef CUSTODY_SUMMARY_H
#define CUSTODY_SUMMARY_H

#include "need.h"
#include "state.h"

/** What one class of results says of the locks. */
struct outcome {
  uint8_t signs; /**< enum sign: of the result */
  uint8_t exact;
  int64_t number;
  uint8_t premise_count;
  struct premise premises[MAX_PREMISES];
  uint32_t value; /**< what is returned, over the parameters and global storage; 0: not known */
  uint32_t held_count;
  struct held *held; /**< taken and kept; with HELD_DEBT: given back */
  struct hand *hands; /**< given away */
  uint32_t hand_count;
};

struct kept {
  uint8_t from, into; /**< parameter `from` is stored in what parameter `into` points to */
};

struct summary {
  struct outcome *outcomes;
  uint32_t outcome_count;
  struct need **needs;
  uint32_t need_count;
  uint64_t publishes; /**< parameters that others can reach afterwards */
  uint64_t counts; /**< parameters whose object gets one more reference */
  uint64_t pins;   /**< parameters through which PINNED data is touched */
  struct kept *kept;
  uint32_t kept_count;
  uint32_t *unseen; /**< objects that code outside the program or file may have got; 0: any lock
                       that has a name everywhere */
  uint32_t unseen_count;
  struct taking **takings;   /**< nesting.h */
  struct nesting **nestings; /**< that callers can say more exactly */
  uint32_t taking_count, nesting_count;
  uint32_t
      given[4]; /**< locks that an unchecked body gives back and its contract does not speak of */
  uint32_t given_count;
  uint8_t returns_fresh; /**< 1: an object that nobody else knows; 2: perhaps */
  uint8_t known;      /**< the body was looked at */
};

#endif
