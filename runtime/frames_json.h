/* The frames of a stack as JSON, as frames.h tells of them. */
#ifndef CUSTODY_FRAMES_JSON_H
#define CUSTODY_FRAMES_JSON_H

#include "frames.h"
#include "json.h"

/** An array of frames, each with its address and what is known there; nothing for an empty stack. */
void custody_frames_json(struct custody_json *, const char *name, const struct custody_stack *);

/** The same of a kept stack (stack_kept.h), by its number. */
void custody_frames_kept_json(struct custody_json *, const char *name, uint32_t number);

#endif
