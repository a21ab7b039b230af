/* THREAD_ENTRY: which role a thread gets by starting where it does. */
#include "abi.h"
#include "report.h"
#include "role.h"
#include "thread.h"

static int is_main(const struct custody_rt_contract *contract) {
  return custody_text_equal(contract->place.function, "main");
}

/* A thread that the runtime did not start has no known beginning: the first entry that it comes
 * through counts as it. */
static int started_here(const struct custody_thread *self, const void *function,
                        const struct custody_rt_contract *contract) {
  if (self->number == 0) return is_main(contract);
  if (self->birth.function == 0) return self->roles == 1;
  return self->birth.function == (uintptr_t)function;
}

static struct custody_report report_of(struct custody_rt_contract *contract, uint32_t index,
                                       const void *caller) {
  struct custody_report report = {
      .finding = CUSTODY_FINDING_ROLE,
      .done = "call of ",
      .subject = contract->place.function,
      .place = &contract->place,
      .contract = contract,
      .roles = (uint64_t)1 << index,
      .caller = caller,
      .state = &contract->state,
  };
  return report;
}

static void called_directly(struct custody_thread *self, struct custody_rt_contract *contract,
                            uint32_t index, const void *caller) {
  struct custody_report report = report_of(contract, index, caller);
  report.asks = "a thread that was started here, or one that has the role already";
  custody_report(self, &report);
}

/* main() may say that its thread has another role than the one it was born with. */
static void take(struct custody_thread *self, struct custody_rt_contract *contract, uint32_t index,
                 const void *caller) {
  if (self->number == 0) custody_role_drop(self, CUSTODY_ROLE_MAIN);
  uint32_t owner = custody_role_take(self, index, &contract->place, caller);
  if (owner == 0) return;
  struct custody_report report = report_of(contract, index, caller);
  report.done = "start of a second thread in ";
  report.asks = "that at most one live thread has the role";
  report.other_thread = owner;
  report.about = custody_roles[index].name;
  report.state = NULL; /* it remembers the direct calls */
  custody_report(self, &report);
}

void custody_rt_thread_entry(const void *function, struct custody_rt_role *role,
                             struct custody_rt_contract *contract) {
  struct custody_thread *self = custody_thread_self();
  uint32_t index = custody_role_index(role);
  if (self->unwatched || (self->roles >> index & 1)) return;
  if (started_here(self, function, contract))
    take(self, contract, index, __builtin_return_address(0));
  else called_directly(self, contract, index, __builtin_return_address(0));
}
