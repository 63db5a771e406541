#include "auth/policy_users.h"

#include "json/pretty.h"
#include "json/reader.h"
#include "json/writer.h"
#include "registry/values/arn.h"

namespace berth::auth {
namespace {

bool is_there(AccountReads& accounts, std::string_view arn, const UserId& id) {
  const auto named = parse_user_arn(arn);
  const auto user = named ? accounts.find_user(named->registry, named->user_name) : std::nullopt;
  return user && user->id == id;
}

PolicyUsers::Ids gone_users(AccountReads& accounts, const RepositoryPolicy& policy) {
  PolicyUsers::Ids gone = PolicyUsers::read(policy.users).ids();
  std::erase_if(gone,
                [&](const auto& entry) { return is_there(accounts, entry.first, entry.second); });
  return gone;
}

// Replaces the ARNs of users that are gone with their ids.
class Substitution {
 public:
  explicit Substitution(const PolicyUsers::Ids& gone) : gone_(gone) {}

  void visit_policy(json::Value policy) {
    const auto members = policy.if_object();
    const auto statements = members ? members->find("Statement") : std::nullopt;
    if (statements) visit_each(*statements, [this](json::Value from) { visit_statement(from); });
  }
  [[nodiscard]] const json::Replacements& replacements() const { return replacements_; }

 private:
  // Visits one element, or each of a list.
  template <typename Visit>
  static void visit_each(json::Value from, const Visit& visit) {
    const auto list = from.if_array();
    if (!list) return visit(from);
    for (const json::Value element : *list) visit(element);
  }
  void visit_statement(json::Value from) {
    const auto members = from.if_object();
    if (!members) return;
    for (const json::Member member : *members) {
      if (member.name != "Principal" && member.name != "NotPrincipal") continue;
      const auto kinds = member.value.if_object();
      if (!kinds) continue;
      for (const auto [kind, names] : *kinds) {
        if (kind == "AWS") visit_each(names, [this](json::Value name) { visit_name(name); });
      }
    }
  }
  void visit_name(json::Value from) {
    const auto found = gone_.find(from.if_string().value_or(""));
    if (found != gone_.end()) replacements_.emplace(from.node(), found->second.text());
  }

  const PolicyUsers::Ids& gone_;
  json::Replacements replacements_;
};

}  // namespace

PolicyUsers PolicyUsers::read(std::string_view json) {
  PolicyUsers users;
  if (json.empty()) return users;
  const auto document = json::parse(json);
  const auto members = document ? document->root().if_object() : std::nullopt;
  if (!members) return users;
  for (const json::Member member : *members) {
    const auto id = UserId::parse(member.value.if_string().value_or(""));
    if (id) users.add(std::string(member.name), *id);
  }
  return users;
}

std::string PolicyUsers::json() const {
  std::string out;
  if (ids_.empty()) return out;
  json::Writer writer(out);
  writer.begin_object();
  for (const auto& [arn, id] : ids_) {
    writer.key(arn);  // user names have no character that needs an escape
    writer.string(id.text());
  }
  writer.end_object();
  return out;
}

UserId PolicyUsers::find(std::string_view arn) const {
  const auto found = ids_.find(arn);
  return found == ids_.end() ? UserId() : found->second;
}

std::string shown_text(AccountReads& accounts, const RepositoryPolicy& policy) {
  const PolicyUsers::Ids gone = gone_users(accounts, policy);
  if (gone.empty()) return policy.text;
  const auto document = json::parse(policy.text);
  if (!document) return policy.text;
  Substitution substitution(gone);
  substitution.visit_policy(document->root());
  return json::pretty_print(document->root(), substitution.replacements());
}

}  // namespace berth::auth
