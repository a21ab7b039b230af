/* See stack.h. The unwinder reads tables that compilers lay down anyway; it allocates nothing.
 * dladdr takes the loader's lock, which the same thread may take again. */
#include "stack.h"
#include <dlfcn.h>
#include <unwind.h>

enum { DEEPEST = 64 };

struct frames {
  uintptr_t address[DEEPEST];
  unsigned count, depth;
  uintptr_t caller;
};

/* The runtime's own frames come first: everything before the caller is left out. */
static _Unwind_Reason_Code add_frame(struct _Unwind_Context *context, void *to) {
  struct frames *frames = to;
  int is_before = 0;
  uintptr_t address = _Unwind_GetIPInfo(context, &is_before);
  if (address == 0 || frames->count == frames->depth) return _URC_END_OF_STACK;
  if (frames->count == 0 && address != frames->caller) return _URC_NO_REASON;
  /* A return address is behind its call, which may be the function's last instruction. */
  frames->address[frames->count++] = is_before ? address : address - 1;
  return _URC_NO_REASON;
}

static void add_line(struct custody_text *text, unsigned number, uintptr_t address) {
  Dl_info info = {0};
  int known = dladdr((void *)address, &info);
  custody_text_add(text, "    #");
  custody_text_decimal(text, number);
  custody_text_add(text, " ");
  custody_text_hex(text, address);
  if (known && info.dli_sname) {
    custody_text_add(text, " in ");
    custody_text_add(text, info.dli_sname);
  }
  if (known && info.dli_fname) {
    custody_text_add(text, " (");
    custody_text_add(text, info.dli_fname);
    custody_text_add(text, "+");
    custody_text_hex(text, address - (uintptr_t)info.dli_fbase);
    custody_text_add(text, ")");
  }
  custody_text_add(text, "\n");
}

void custody_stack_add(struct custody_text *text, const void *caller, unsigned depth) {
  struct frames frames;
  frames.count = 0;
  frames.depth = depth < DEEPEST ? depth : DEEPEST;
  frames.caller = (uintptr_t)caller;
  if (depth == 0) return;
  _Unwind_Backtrace(add_frame, &frames);
  if (frames.count > 0) custody_text_add(text, "  stack:\n");
  for (unsigned i = 0; i < frames.count; i++) add_line(text, i, frames.address[i]);
}
