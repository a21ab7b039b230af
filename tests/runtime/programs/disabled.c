/* Where CUSTODY_DISABLE is defined the macros are nothing: this links without the runtime. */
#define CUSTODY_DISABLE
#include <custody/runtime.h>

int main(void) {
  custody_name_thread("main");
  custody_assert_role(voice);
  custody_assert_held(no_such_lock);
  custody_assert_held_shared(no_such_lock);
  custody_assert_not_held(no_such_lock);
  custody_take_role(voice);
  custody_take_pool_role(voice);
  custody_drop_role(voice);
  custody_lend_role(voice);
  custody_regain_role(voice);
  custody_assert_read(no_such_object, owned_by(voice, no_such_lock));
  custody_assert_write(no_such_object, immutable());
  custody_assert_atomic_read(no_such_object, atomic_only());
  custody_assert_atomic_write(no_such_object, written_by(voice));
  custody_give(no_such_object, 1);
  custody_take(no_such_object, 1);
  custody_note_acquired(no_such_lock);
  custody_note_acquired_shared(no_such_lock);
  custody_note_released(no_such_lock);
  custody_build_begin(no_such_object, 1);
  custody_build_end(no_such_object);
  custody_published(no_such_object);
  return (int)custody_report_count();
}
