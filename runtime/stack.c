/* See stack.h. The unwinder reads tables that compilers lay down anyway; it allocates nothing and,
 * with the GNU C library from 2.35 on, takes no lock. */
#include "stack.h"
#include "options.h"
#include "stack_kept.h"
#include <stdlib.h>
#include <unwind.h>

/* Beyond what is shown, so that what a handler interrupted is seen. */
enum { FARTHEST = 256 };

struct walk {
  struct custody_stack *stack;
  unsigned depth, steps;
  int is_thorough; /* goes on beyond the depth */
  uintptr_t caller;
};

/* A program whose own malloc is instrumented reports from inside it. */
static int is_allocator(uintptr_t address) {
  static void *(*const makers[])(size_t) = {malloc};
  static void *(*const others[])(size_t, size_t) = {calloc, aligned_alloc};
  void *function = _Unwind_FindEnclosingFunction((void *)address);
  uintptr_t at = (uintptr_t)function;
  return function &&
         (at == (uintptr_t)makers[0] || at == (uintptr_t)others[0] || at == (uintptr_t)others[1] ||
          at == (uintptr_t)realloc || at == (uintptr_t)free || at == (uintptr_t)posix_memalign);
}

/* The runtime's own frames come first: everything before the caller is left out. A return address is
 * behind its call, which may be the function's last instruction; what a signal interrupted has none. */
static _Unwind_Reason_Code step(struct _Unwind_Context *context, void *to) {
  struct walk *walk = to;
  struct custody_stack *stack = walk->stack;
  int is_interrupted = 0;
  uintptr_t address = _Unwind_GetIPInfo(context, &is_interrupted);
  if (address == 0 || walk->steps++ == FARTHEST) return _URC_END_OF_STACK;
  uintptr_t call = is_interrupted ? address : address - 1;
  if (walk->is_thorough && (is_interrupted || is_allocator(call))) stack->is_inside = 1;
  if (stack->count == walk->depth && !walk->is_thorough) return _URC_END_OF_STACK;
  if (stack->count == 0 && address != walk->caller) return _URC_NO_REASON;
  if (stack->count < walk->depth) stack->address[stack->count++] = call;
  return _URC_NO_REASON;
}

static void walk_from(struct custody_stack *stack, const void *caller, unsigned depth,
                      int is_thorough) {
  struct walk walk = {stack, depth, 0, is_thorough, (uintptr_t)caller};
  stack->count = stack->is_inside = 0;
  if (depth > 0 || is_thorough) _Unwind_Backtrace(step, &walk);
}

void custody_stack_here(struct custody_stack *stack, const void *caller, unsigned depth) {
  walk_from(stack, caller, depth < CUSTODY_STACK_DEEPEST ? depth : CUSTODY_STACK_DEEPEST, 1);
}

uint32_t custody_stack_keep(const void *caller) {
  struct custody_stack stack;
  unsigned depth = custody_options.stack_depth, most = CUSTODY_STACK_KEPT_DEEPEST;
  walk_from(&stack, caller, depth < most ? depth : most, 0);
  return custody_stack_number(&stack);
}
