// Forms of C++ in which code could not be marked, or a mark could break what must be constant: all of
// it compiles, at every level of optimisation and under the sanitizers, and runs on after its
// reports.
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=all -w -std=c++20 -O0 %s %runtime -ldl -o %t && %not %t
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=all -w -std=c++20 -O2 -g %s %runtime -ldl -o %t && %not %t
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=all -w -std=c++20 -O1 -fsanitize=thread %s %runtime -ldl -o %t && %not %t
#include <custody/short.h>
#include <pthread.h>
#include <coroutine>
#include <tuple>
#include <utility>
#include <vector>
#include <algorithm>
#include <thread>
#include <mutex>
#include <optional>
#include <variant>
#include <string>
#include <ranges>
#include <future>
THREAD_ROLE(main);
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
struct P { int a GUARDED_BY(m) = 0; int b; constexpr int cget() const { return a; } auto operator<=>(const P &) const = default; };
static P g, ga[4]; static P *gp = &g;
template <class... T> int pack(T... t) { return (0 + ... + (t->a + gp->a)); }
template <class... F> int call(F... f) { return (0 + ... + f()); }
template <class... T> int lampack(T... t) { return call([&] { return t->a + gp->a; }...); }
template <int... I> int idx(std::integer_sequence<int, I...>) { return (0 + ... + ga[I].a) + call([] { return ga[I].a; }...); }
template <class T> concept HasA = requires(T t) { t.a; };
template <HasA T> int con(T &t) { if constexpr (sizeof(T) > 2) return t.a; else return gp->a; }
template <class D> struct crtp { int f() { return static_cast<D *>(this)->x + gp->a; } };
struct der : crtp<der> { int x GUARDED_BY(m) = 2; };
constexpr auto cl = [](P p) { return p.b + p.a; }; static_assert(cl(P{1, 2}) == 3);
static_assert(P{3, 4}.cget() == 3);
consteval int cv(P p) { return p.a; }
constexpr P cp{1, 2};
int arr[cl(P{1, 2})];
struct dm { int v = gp->a; int w = [] { return gp->a; }(); static inline auto sl = [] { return gp->a; }; std::string s = "x"; };
int da(int x = gp->a, int y = [] { return gp->a; }()) { return x + y; }
template <class T = decltype([] { return 1; })> int tl(T t = {}) { return t() + gp->a; }
struct task { struct promise_type { task get_return_object() { return {}; } std::suspend_never initial_suspend() { return {}; } std::suspend_never final_suspend() noexcept { return {}; } void return_void() {} void unhandled_exception() {} }; };
task co(P *p) { p->a = 1; auto l = [p] { return p->a; }; l(); co_await std::suspend_never{}; for (auto &q : ga) q.a = 2; co_return; }
struct throwing { throwing() try : v(gp->a) { gp->a = 1; } catch (...) { gp->a = 2; } int v; };
struct virt { virtual int f() { return gp->a; } virtual ~virt() = default; };
struct virt2 : virtual virt { int f() override { return gp->a + virt::f(); } ~virt2() override { gp->a = 1; } };
union U { P p; int i; U() : i(gp->a) {} ~U() {} };
int operator""_x(unsigned long long) { return gp->a; }
static int si = [] { return gp->a; }();
inline auto vt = [](auto... x) { return (0 + ... + x) + gp->a; };
extern "C" int ec() { return gp->a; }
namespace { int anon() { return gp->a; } }
int rec(int n) { auto f = [&](auto self, int k) -> int { return k ? self(self, k - 1) + gp->a : 0; }; return f(f, n); }
int sb() { auto [x, y] = g; auto &[p, q] = g; auto l = [x, &q] { return x + q; }; return l() + p; }
int asg(P &x, P &&y) { x = std::move(y); P z = x; z = P{1, 2}; std::swap(x, ga[0]); return z.a; }
int alg() { std::vector<P> v(3); std::sort(v.begin(), v.end(), [](const P &a, const P &b) { return a.a < b.a; }); for (int x : v | std::views::transform([](P &p) { return p.a; })) g.b += x; return std::max_element(v.begin(), v.end())->a; }
int tr() try { return gp->a; } catch (...) { return gp->a; }
thread_local P tls; int tlsf() { return tls.a + [] { return tls.a; }(); }
struct movable { std::unique_ptr<P> p = std::make_unique<P>(); movable(movable &&) = default; movable() = default; movable &operator=(movable &&) = default; };
movable mv() { movable a; movable b = std::move(a); a = std::move(b); return a; }
int vis() { std::variant<int, P> v = P{}; return std::visit([](auto &x) { if constexpr (requires { x.a; }) return x.a; else return x; }, v); }
int main(int c, char **) {
  der d; throwing t; virt2 v; U u; dm z; std::thread th([&] { gp->a++; { std::lock_guard<std::mutex> l(*new std::mutex); } }); th.join();
  auto fu = std::async(std::launch::async, [] { return gp->a; }); c += fu.get();
  std::optional<P> o; o = g; o->a = 3; co(gp);
  return 0 * (c + pack(gp, &ga[1]) + lampack(gp, &ga[2]) + idx(std::make_integer_sequence<int, 4>{}) + con(g) + d.f() + z.v + da() + tl() + v.f() + 1_x + si + vt(1, 2) + ec() + anon() + rec(3) + sb() + asg(g, P{}) + alg() + tr() + tlsf() + (mv(), 1) + vis() + u.i + (g == ga[1]));
}
