/* Builds the skeleton of one function from Clang's control-flow graph.
 *
 * The graph lists every expression as an element of its own, in the order of evaluation. Each is
 * visited once, for what its own node does; what its operands name or hold is worked out by path()
 * and value(), which look down the tree. */
#ifndef CUSTODY_FRONTEND_BODY_H
#define CUSTODY_FRONTEND_BODY_H

#include "clang.h"

#include "nodes.h"
#include "rules.h"
#include "scan.h"
#include "skeleton.h"

namespace custody {

class Body {
public:
  Body(clang::ASTContext &Context, Nodes &Known, Rules &Watch, const clang::FunctionDecl *Function,
       const Scan &Above)
      : Context(Context), Known(Known), Watch(Watch), Function(Function), Above(Above) {}

  /// From the function's body. False if Clang cannot build its control-flow graph.
  bool build();

  /// A single block that sets what the initialisers of these variables set and, in C++, does what
  /// they do.
  void buildInitialisers(llvm::ArrayRef<const clang::VarDecl *> Variables);

  const Skeleton &skeleton() const { return Made; }
  Skeleton take() { return std::move(Made); }

private:
  using Expr = clang::Expr;

  // body.cpp: blocks in order
  void buildBlocks(const clang::CFG &Graph);
  void buildBlock(const clang::CFGBlock &From);
  void visit(const clang::CFGElement &Element);
  void carryValues(const clang::CFGBlock &From);
  void carryValue(const clang::CFGBlock &From, const Expr *Into, bool IsTrueEdge);

  // exit.cpp: how a block ends
  void leave(const clang::CFGBlock &From);
  void leaveBySwitch(const clang::CFGBlock &From);
  uint32_t elseOf(const clang::CFGBlock &From);
  bool addCases(const clang::CFGBlock &Target, uint32_t Successor);

  // path.cpp: what storage an expression names
  Node path(const Expr *E);
  Node pathOfVariable(const clang::VarDecl *Variable);
  Node pathOfReference(const clang::DeclRefExpr *Reference);
  Node pathOfMember(const clang::MemberExpr *Member);
  Node pathOfOperator(const Expr *E);
  Node pathOfCall(const clang::CallExpr *Call);
  Node pathOfObject(const Expr *E);
  Node pointee(const Expr *Pointer);
  Node capture(const clang::ValueDecl *Variable);
  Node makeLocal(const void *Key, llvm::StringRef Name, clang::QualType Type);
  Node temporary(const Expr *E) { return makeLocal(E, "", E->getType()); }
  Node temp(const void *Call);

  // value.cpp: what an expression computes
  Node value(const Expr *E);
  Node valueOf(const Expr *E);
  Node valueOfCast(const clang::CastExpr *Cast);
  Node valueOfUnary(const clang::UnaryOperator *Operator);
  Node valueOfBinary(const clang::BinaryOperator *Operator);
  Node valueOfArithmetic(const clang::BinaryOperator *Operator);
  Node operand(const Expr *E);
  Node valueOfPointerSum(const clang::BinaryOperator *Operator);
  Node valueOfByteSum(const Expr *Pointer, Node Offset);
  Node valueOfCall(const clang::CallExpr *Call);
  Node truth(Node Value);
  Node constant(const Expr *E);
  /// The value where something binds to the expression: its address if it is an lvalue.
  Node bound(const Expr *E);

  // event.cpp: what an expression or statement does
  void visit(const clang::Stmt *S);
  void visitExpression(const Expr *E);
  void visitCast(const clang::ImplicitCastExpr *Cast);
  void visitAssignment(const clang::BinaryOperator *Assignment);
  void visitIncrement(const clang::UnaryOperator *Operator);
  void visitDeclaration(const clang::DeclStmt *Statement);
  void visitVariable(const clang::VarDecl *Variable);
  void visitReturn(const clang::ReturnStmt *Statement);
  void visitAsm(const clang::GCCAsmStmt *Asm);
  void set(Node Path, Node Value, clang::QualType Type, clang::SourceLocation Loc);
  void scope(Node Path, clang::SourceLocation Loc);
  void forget(const Expr *E);

  // access.cpp: which accesses are events
  void access(const Expr *E, unsigned Bits, bool IsExact = true);
  void addAccess(const Expr *E, unsigned Bits);
  void touch(Node Path, unsigned Bits, clang::SourceLocation Loc);
  void touchBehind(const Expr *Pointer, unsigned Bits);
  void accessBehind(const Expr *Pointer, unsigned Bits);

  // call.cpp
  void visitCall(const clang::CallExpr *Call);
  void call(const void *Key, Node Callee, llvm::ArrayRef<Node> Arguments,
            clang::SourceLocation Loc);
  void collectArguments(const clang::CallExpr *Call, llvm::SmallVectorImpl<Node> &Arguments);
  void passToSystem(const clang::CallExpr *Call, const clang::FunctionDecl *Callee);
  void passNumbers(const clang::CallExpr *Call, const clang::FunctionDecl *Callee);
  void forgetArguments(llvm::ArrayRef<const Expr *> Arguments, const clang::FunctionDecl *Callee,
                       clang::SourceLocation Loc);
  void forgetEscaped(clang::SourceLocation Loc);

  // memory.cpp: builtins that touch memory
  void accessObject(const Expr *Pointer, unsigned Bits);
  bool visitBuiltin(const clang::CallExpr *Call, unsigned Builtin);
  bool visitMemoryFunction(const clang::CallExpr *Call, unsigned Kind);
  bool visitNamedBuiltin(const clang::CallExpr *Call, llvm::StringRef Name);
  void visitAtomic(const clang::AtomicExpr *Atomic);
  bool visitAtomicMember(const clang::CallExpr *Call);

  // store.cpp: initialisers
  void visitAll(const clang::Stmt *S);
  void store(Node Path, clang::QualType Type, const Expr *Init, clang::SourceLocation Loc);
  void storeList(Node Path, const clang::InitListExpr *List, clang::SourceLocation Loc);
  void storeRecord(Node Path, const clang::RecordDecl *Record, const clang::InitListExpr *List);
  void storeArray(Node Path, const clang::InitListExpr *List);

  // object.cpp: C++ objects coming and going
  void noteParts();
  void visitConstruction(const clang::CXXConstructExpr *Construct);
  void visitNew(const clang::CXXNewExpr *New);
  void visitDelete(const clang::CXXDeleteExpr *Delete);
  void visitMemberInitialiser(const clang::CXXCtorInitializer *Initialiser);
  void visitDestruction(const clang::CFGElement &Element);
  void destroy(const clang::CXXDestructorDecl *Destructor, Node Object, clang::SourceLocation Loc);
#if CLANG_VERSION_MAJOR >= 18
  void visitCleanup(const clang::CFGElement &Element);
#endif
  Node target(const clang::CXXConstructExpr *Construct);

  Event &add(facts_event_kind Kind, clang::SourceLocation Loc);

  clang::ASTContext &Context;
  Nodes &Known;
  Rules &Watch;
  const clang::FunctionDecl *Function; ///< null for the initialisers
  const Scan &Above;
  Skeleton Made;
  Block *Current = nullptr;
  bool IsInLock = false; ///< an initialiser of a lock is being stored
  bool IsReturned = false; ///< the current block has a return statement
  unsigned Depth = 0; ///< of path() and value()
  llvm::DenseMap<const void *, uint32_t> Locals; ///< by VarDecl, or by the Expr of a temporary
  llvm::DenseMap<const void *, uint32_t> Temps;
  llvm::DenseMap<const clang::CFGBlock *, uint32_t> Numbers;
  llvm::DenseMap<const clang::ValueDecl *, clang::FieldDecl *> Captures;
  llvm::DenseMap<const Expr *, Node> Parts; ///< of the object that a constructor builds
  bool HasCaptures = false;
  clang::FieldDecl *CapturedThis = nullptr;
};

} // namespace custody

#endif
