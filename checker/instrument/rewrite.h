/* Changes of the AST that can be taken back and done again.
 *
 * Marks must be in the AST before code is generated for a function, but the frontend reads the AST
 * at the end of the file and must see what the user wrote. So every change is remembered: lift()
 * restores the user's AST, reapply() brings the changes back. Knows nothing of marks. */
#ifndef CUSTODY_INSTRUMENT_REWRITE_H
#define CUSTODY_INSTRUMENT_REWRITE_H

#include "frontend/clang.h"

namespace custody {

class Rewriter {
public:
  /// Puts New where Slot is; Slot stays where it is as long as the AST lives.
  void replace(clang::Stmt *&Slot, clang::Stmt *New);
  void replaceBody(clang::FunctionDecl *Function, clang::Stmt *New);

  void lift();
  void reapply();

private:
  struct Edit {
    clang::Stmt **Slot;
    clang::FunctionDecl *Function; ///< instead of Slot: its body
    clang::Stmt *Old, *New;

    void put(clang::Stmt *What) const;
  };
  std::vector<Edit> Edits;
};

} // namespace custody

#endif
