/* Puts nodes where others were, and remembers. */
#include "rewrite.h"

using namespace clang;

namespace custody {

void Rewriter::Edit::put(Stmt *What) const {
  if (Function) Function->setBody(What);
  else *Slot = What;
}

void Rewriter::replace(Stmt *&Slot, Stmt *New) {
  Edits.push_back({&Slot, nullptr, Slot, New});
  Slot = New;
}

void Rewriter::replaceBody(FunctionDecl *Function, Stmt *New) {
  Edits.push_back({nullptr, Function, Function->getBody(), New});
  Function->setBody(New);
}

void Rewriter::lift() {
  for (const Edit &E : llvm::reverse(Edits)) E.put(E.Old);
}

void Rewriter::reapply() {
  for (const Edit &E : Edits) E.put(E.New);
}

} // namespace custody
