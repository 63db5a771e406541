// Reading policies: the grammar, strictly.
#include <algorithm>
#include <array>

#include "auth/policy.h"
#include "auth/policy_arns.h"
#include "auth/policy_elements.h"
#include "base/ascii.h"
#include "base/excerpt.h"
#include "json/reader.h"

namespace berth::auth {
namespace {

using json::Object;
using json::Value;

constexpr std::array<std::string_view, 2> kVersions{"2008-10-17", "2012-10-17"};
constexpr std::array<std::string_view, 3> kPolicyMembers{"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> kStatementMembers{
    "Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
    "NotAction", "Resource", "NotResource", "Condition"};

template <std::size_t N>
PolicyResult<void> check_members(Object from, const std::array<std::string_view, N>& known) {
  for (const json::Member& member : from) {
    if (std::ranges::find(known, member.name) == known.end()) {
      return invalid("unknown element " + excerpt(member.name));
    }
  }
  return {};
}

}  // namespace

// Fills in one policy; stops at the first fault.
class Policy::Reader {
 public:
  Reader(PolicyKind kind, PolicySource source) : source_(source) { policy_.kind_ = kind; }

  PolicyResult<Policy> read(Value document) {
    const auto members = document.if_object();
    if (!members) return invalid("a policy is a JSON object");
    if (auto checked = check_members(*members, kPolicyMembers); !checked) {
      return failure_of(checked);
    }
    if (const auto version = members->find("Version")) {
      const auto text = version->if_string();
      if (!text || std::ranges::find(kVersions, *text) == kVersions.end()) {
        return invalid("Version must be 2012-10-17 or 2008-10-17");
      }
    }
    const auto id = members->find("Id");
    if (id && !id->if_string()) return invalid("Id must be a string");
    const auto statements = members->find("Statement");
    if (!statements) return invalid("Statement is missing");
    if (const auto list = statements->if_array()) {
      if (list->empty()) return invalid("Statement is empty");
      for (const Value statement : *list) {
        if (auto read = read_statement(statement); !read) return failure_of(read);
      }
    } else if (auto read = read_statement(*statements); !read) {
      return failure_of(read);
    }
    return std::move(policy_);
  }

 private:
  // The one of two members that is present. Both, or neither, is an error.
  struct Choice {
    Value content;
    Match match;
  };
  static PolicyResult<Choice> choose(Object from, std::string_view listed,
                                     std::string_view not_listed) {
    const auto positive = from.find(listed);
    const auto negative = from.find(not_listed);
    if (positive.has_value() == negative.has_value()) {
      return invalid("a statement has either " + std::string(listed) + " or " +
                     std::string(not_listed));
    }
    return positive ? Choice{*positive, Match::listed} : Choice{*negative, Match::not_listed};
  }

  PolicyResult<void> read_statement(Value from) {
    const auto members = from.if_object();
    if (!members) return invalid("a statement is an object");
    if (auto checked = check_members(*members, kStatementMembers); !checked) return checked;
    const auto sid = members->find("Sid");
    if (sid && !sid->if_string()) return invalid("Sid must be a string");

    Statement& statement = policy_.statements_.emplace_back();
    const auto effect_value = members->find("Effect");
    const auto effect = effect_value ? effect_value->if_string() : std::nullopt;
    if (effect != "Allow" && effect != "Deny") {
      return invalid("Effect must be Allow or Deny");
    }
    statement.effect = effect == "Allow" ? Effect::allow : Effect::deny;
    if (auto read = read_actions(*members, statement); !read) return read;
    auto read = policy_.kind_ == PolicyKind::resource ? read_whom(*members, statement)
                                                      : read_resources(*members, statement);
    if (!read) return read;
    if (const auto condition = members->find("Condition")) {
      auto conditions = read_conditions(*condition);
      if (!conditions) return failure_of(conditions);
      statement.conditions = *std::move(conditions);
    }
    return {};
  }

  PolicyResult<void> read_actions(Object members, Statement& statement) const {
    const auto choice = choose(members, "Action", "NotAction");
    if (!choice) return failure_of(choice);
    auto actions = read_texts(choice->content, "Action");
    if (!actions) return failure_of(actions);
    for (std::string& action : *actions) {
      if (action != "*" && !action.contains(':')) {
        return invalid("Action '" + excerpt(action) + "' has no service");
      }
      if (source_ == PolicySource::author) {
        if (auto checked = check_action(action, policy_.kind_); !checked) return checked;
      }
      action = to_lower_case(action);
    }
    statement.actions_match = choice->match;
    statement.actions = *std::move(actions);
    return {};
  }

  PolicyResult<void> read_whom(Object members, Statement& statement) const {
    if (members.contains("Resource") || members.contains("NotResource")) {
      return invalid("the policy of a repository names no Resource");
    }
    const auto choice = choose(members, "Principal", "NotPrincipal");
    if (!choice) return failure_of(choice);
    if (choice->match == Match::not_listed && statement.effect == Effect::allow &&
        source_ == PolicySource::author) {
      return unsupported("NotPrincipal with the Effect Allow");
    }
    auto principals = read_principals(choice->content);
    if (!principals) return failure_of(principals);
    statement.principals_match = choice->match;
    statement.principals = *std::move(principals);
    return {};
  }

  PolicyResult<void> read_resources(Object members, Statement& statement) const {
    if (members.contains("Principal") || members.contains("NotPrincipal")) {
      return invalid("the policy of a user names no Principal");
    }
    const auto choice = choose(members, "Resource", "NotResource");
    if (!choice) return failure_of(choice);
    auto resources = read_texts(choice->content, "Resource");
    if (!resources) return failure_of(resources);
    const auto is_resource = [this](const std::string& text) {
      if (text == "*") return true;
      return source_ == PolicySource::author ? is_resource_arn(text) : text.starts_with("arn:");
    };
    const auto other = std::ranges::find_if_not(*resources, is_resource);
    if (other != resources->end()) {
      return invalid("Resource '" + excerpt(*other) + "' is no ARN of a known form, nor \"*\"");
    }
    statement.resources_match = choice->match;
    statement.resources = *std::move(resources);
    return {};
  }

  PolicySource source_;
  Policy policy_;
};

PolicyResult<Policy> Policy::parse(std::string_view text, PolicyKind kind, PolicySource source) {
  const auto document = json::parse(text);
  if (!document) return invalid("not JSON: " + document.error().reason);
  if (source == PolicySource::author && json::find_repeated_member(document->root())) {
    return invalid("an element occurs twice");
  }
  return Reader(kind, source).read(document->root());
}

}  // namespace berth::auth
