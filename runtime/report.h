/* A report: what a check found, as facts. Detection fills this in and passes it on; it prints
 * nothing. What becomes of it (counted, printed, the process stopped) is decided in report.c, how
 * it reads in report_text.c. */
#ifndef CUSTODY_REPORT_H
#define CUSTODY_REPORT_H

#include "abi.h"
#include "stack.h"
#include "text.h"
#include "thread.h"
#include <custody/judge.h>

struct custody_report {
  enum custody_finding finding;
  const char *done;    /**< "write of " */
  const char *subject; /**< "user.mute"; null: the lock's address is said */
  const char *about;   /**< in the key, where it is not the contract or the subject; or null */
  const struct custody_rt_place *place;
  /* what asks for it, each or null */
  const struct custody_rt_rule *rule;
  const struct custody_rt_contract *contract;
  enum custody_access access; /**< with a rule */
  int proved; /**< with a rule: the compile-time check had proved the access right */
  const struct custody_order_circle *circle; /**< of locks taken in different orders, or null */
  const struct custody_rt_order *order;    /**< that it is against, or null */
  const char *held_class; /**< of an order: the lock that is held here; null: not known */
  const void *held_lock;  /**< its address; null: the report is of no order */
  const struct custody_rt_place *held_at;
  const struct custody_deadlock *deadlock; /**< threads that wait for each other, or null */
  const char *asks;           /**< in words, where neither a rule nor a contract says it */
  /* who and what is concerned */
  uint64_t roles;         /**< of which the owners are told */
  const void *base;       /**< of the paths of `rule` and `contract` */
  const void *lock;       /**< the one lock that it is about, or null */
  uint32_t other_thread;  /**< number plus 1 of a second thread, or 0 */
  const struct custody_rt_place *given_at; /**< where a PINNED object was given away, or null */
  const void *caller;     /**< return address into the program: where its stack begins; or null */
  uint32_t *state; /**< where the descriptor remembers its key, or null */
};

/** Counts the report, and prints it if its key (report_key.h) is new and no suppression takes it. With
 * halt_on_error it does not return then. Async-signal-safe; keeps errno; inside a report it only
 * counts. */
void custody_report(struct custody_thread *self, const struct custody_report *);

/** What a report is written from. */
struct custody_account {
  const struct custody_thread *self;
  const struct custody_report *report;
  const char *key;
  const struct custody_stack *stack; /**< of the thread, from the report's caller on */
};

/** The report as text, and as a line of JSON. Pure but for the tables of threads, roles and frames that
 * they read. */
void custody_report_text(struct custody_text *, const struct custody_account *);
void custody_report_json(struct custody_text *, const struct custody_account *);

/** What a rule asks for, in words: the row of the rule table for this access. */
void custody_report_demand(struct custody_text *, const struct custody_rt_rule *,
                           enum custody_access);

/** Who names frames (frames.h) outside a report does so between these: no report is written meanwhile.
 * 0: not now, since this thread is in the midst of one, or is unwatched. */
int custody_report_hold(struct custody_thread *self);
void custody_report_release(struct custody_thread *self);

/** Around fork: nobody is in the midst of a report while it happens, since the locks that a report
 * takes (the loader's, for the stack) would never be given back in the child. */
void custody_report_before_fork(void);
void custody_report_after_fork(void);

/** The end of the process: what is said then. Returns whether it fails: anything was reported, or with
 * the option `strict` a suppression should go. */
int custody_report_end(void);

#endif
