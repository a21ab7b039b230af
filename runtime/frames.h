/* What lies at the addresses of a stack, frame by frame: for the reports, in text and in JSON. */
#ifndef CUSTODY_FRAMES_H
#define CUSTODY_FRAMES_H

#include "stack.h"
#include "text.h"

struct custody_thread;

/** One frame. Inlined functions are frames too, with the address of the one that they are in. */
struct custody_frame {
  uintptr_t address;
  const char *function, *file; /**< each or null */
  unsigned line, column;
  const char *module; /**< the file that was loaded, or null */
  uintptr_t offset;   /**< in it, as addr2line takes it */
};

typedef void custody_frame_line(void *to, unsigned number, const struct custody_frame *);

/** Before a report is written: whether this thread, whose stack this is, may read symbols. It takes no
 * lock of the runtime. */
int custody_frames_may_name(const struct custody_thread *self, const struct custody_stack *here);

/** From here on frames are named or not, as was said above. This and the next are for one thread at a
 * time: the one that writes a report. */
void custody_frames_begin(int names);

/** Calls `line` for each frame, from 0 on. What a frame names is good during the call. Paths below the
 * folder where the process is are told from there. */
void custody_frames_each(const struct custody_stack *, custody_frame_line *line, void *to);

/** Adds a line of text for each frame; of a kept stack (stack_kept.h), by its number. */
void custody_frames_text(struct custody_text *, const struct custody_stack *);
void custody_frames_kept_text(struct custody_text *, uint32_t number);

#endif
