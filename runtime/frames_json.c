/* See frames_json.h. */
#include "frames_json.h"
#include "stack_kept.h"

static void add_frame(void *to, unsigned number, const struct custody_frame *frame) {
  struct custody_json *json = to;
  (void)number;
  custody_json_begin(json, NULL, '{');
  custody_json_address(json, "address", frame->address);
  custody_json_string(json, "function", frame->function);
  custody_json_string(json, "file", frame->file);
  if (frame->line) custody_json_number(json, "line", frame->line);
  if (frame->column) custody_json_number(json, "column", frame->column);
  custody_json_string(json, "module", frame->module);
  custody_json_address(json, "offset", frame->offset);
  custody_json_end(json, '}');
}

void custody_frames_json(struct custody_json *json, const char *name,
                         const struct custody_stack *stack) {
  if (stack->count == 0) return;
  custody_json_begin(json, name, '[');
  custody_frames_each(stack, add_frame, json);
  custody_json_end(json, ']');
}

void custody_frames_kept_json(struct custody_json *json, const char *name, uint32_t number) {
  struct custody_stack stack;
  custody_stack_kept(&stack, number);
  custody_frames_json(json, name, &stack);
}
