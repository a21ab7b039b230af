/* Paths and values while a function is being looked at: the same nodes as in facts.h, but they
 * name declarations of the AST, since most of them never make it into the facts. */
#ifndef CUSTODY_FRONTEND_NODES_H
#define CUSTODY_FRONTEND_NODES_H

#include "clang.h"

#include "facts/facts.h"

namespace custody {

/// 0 is the unknown path or value; what is made of it is unknown too.
using Node = uint32_t;
using NodeRow = struct facts_node; // a function has that name too

class Nodes {
public:
  Nodes() : Pool(facts_new()) {}
  ~Nodes() { facts_free(Pool); }
  Nodes(const Nodes &) = delete;
  Nodes &operator=(const Nodes &) = delete;

  // Paths.
  Node local(uint32_t Index) { return facts_node(Pool, FACTS_LOCAL, Index, 0, 0); }
  Node parameter(uint32_t Index) { return facts_node(Pool, FACTS_PARAM, Index, 0, 0); }
  Node temp(uint32_t Number) { return facts_node(Pool, FACTS_TEMP, Number, 0, 0); }
  Node global(const clang::VarDecl *Variable) {
    return facts_node(Pool, FACTS_GLOBAL, id(Variable->getCanonicalDecl()), 0, 0);
  }
  Node field(Node Object, const clang::FieldDecl *Field);
  Node deref(Node Pointer) { return step(FACTS_DEREF, Pointer); }
  /// Index may be unknown: some element.
  Node index(Node Array, Node Index);

  // Values.
  Node integer(int64_t Number) { return facts_integer(Pool, Number); }
  Node load(Node Path) { return step(FACTS_LOAD, Path); }
  /// Of what a pointer points to: the pointer.
  Node address(Node Path);
  Node function(const clang::FunctionDecl *Function) {
    return facts_node(Pool, FACTS_FUNCTION, id(Function->getCanonicalDecl()), 0, 0);
  }
  Node unary(facts_operator Operator, Node Operand);
  Node binary(facts_operator Operator, Node Left, Node Right);

  /// What the pointer points to, where that can be said as a path; else 0.
  Node pointee(Node Pointer) const;
  /// The pointer `Index` elements further on; 0 where pointee() is.
  Node advance(Node Pointer, Node Index);
  /// The pointer to the object that has, `Bytes` bytes in, what this pointer points to; 0 if the
  /// pointer is not known to point to such a member.
  Node container(const clang::ASTContext &Context, Node Pointer, int64_t Bytes);

  const NodeRow &operator[](Node N) const { return Pool->nodes.row[N]; }
  const clang::Decl *declaration(uint32_t Id) const { return Declarations[Id]; }
  uint32_t count() const { return Pool->nodes.count; }

private:
  uint32_t id(const clang::Decl *Declaration);
  Node step(facts_node_kind Kind, Node Of) { return Of ? facts_node(Pool, Kind, Of, 0, 0) : 0; }

  facts_unit *Pool; ///< only its table of nodes is used
  std::vector<const clang::Decl *> Declarations;
  llvm::DenseMap<const clang::Decl *, uint32_t> Ids;
};

} // namespace custody

#endif
