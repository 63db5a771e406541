// Reading policies: the grammar, strictly.
#include <algorithm>
#include <array>

#include "auth/policy.h"
#include "base/ascii.h"
#include "base/excerpt.h"
#include "json/reader.h"
#include "registry/values/account.h"

namespace berth::auth {
namespace {

using json::Object;
using json::Value;

constexpr std::array<std::string_view, 2> kVersions{"2008-10-17", "2012-10-17"};
constexpr std::array<std::string_view, 3> kPolicyMembers{"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> kStatementMembers{
    "Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
    "NotAction", "Resource", "NotResource", "Condition"};

Failure invalid(std::string reason) {
  return fail(
      {.code = ErrorCode::invalid_parameter, .subject = "PolicyText", .reason = std::move(reason)});
}

// What a policy may say elsewhere, and nobody here evaluates.
Failure unsupported(std::string what) {
  return fail({.code = ErrorCode::unsupported, .reason = std::move(what) + " is not supported"});
}

template <std::size_t N>
Result<void> check_members(Object from, const std::array<std::string_view, N>& known) {
  for (const json::Member& member : from) {
    if (std::ranges::find(known, member.name) == known.end()) {
      return invalid("unknown element " + excerpt(member.name));
    }
  }
  return {};
}

// A string, or a list of strings that is not empty. Policy variables are for nobody to fill in.
Result<std::vector<std::string>> read_texts(Value from, std::string_view name) {
  std::vector<std::string> texts;
  const auto add = [&texts](Value element) {
    const auto text = element.if_string();
    if (text) texts.emplace_back(*text);
    return text.has_value();
  };
  const auto list = from.if_array();
  const bool ok = list ? std::ranges::all_of(*list, add) : add(from);
  if (!ok || texts.empty()) {
    return invalid(std::string(name) + " must be a string or a list of strings");
  }
  const auto has_variable = [](const std::string& text) { return text.contains("${"); };
  if (const auto found = std::ranges::find_if(texts, has_variable); found != texts.end()) {
    return unsupported("the policy variable in '" + excerpt(*found) + "'");
  }
  return texts;
}

// "*", "123456789012", "arn:aws:iam::123456789012:root" or "arn:aws:iam::123456789012:user/ci".
std::optional<PolicyPrincipal> parse_principal(std::string_view text) {
  constexpr std::string_view kArn = "arn:aws:iam::";
  constexpr std::string_view kUser = "user/";
  constexpr std::size_t kAccountIdDigits = 12;
  if (text == "*") return PolicyPrincipal{};
  if (auto account = RegistryId::parse(text)) {
    return PolicyPrincipal{.account = *std::move(account), .user_name = {}};
  }
  if (!text.starts_with(kArn)) return std::nullopt;
  text.remove_prefix(kArn.size());
  auto account = RegistryId::parse(text.substr(0, kAccountIdDigits));
  if (!account) return std::nullopt;
  text.remove_prefix(kAccountIdDigits);
  if (!text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  if (text == "root") return PolicyPrincipal{.account = *std::move(account), .user_name = {}};
  if (!text.starts_with(kUser) || !is_user_name(text.substr(kUser.size()))) return std::nullopt;
  return PolicyPrincipal{.account = *std::move(account),
                         .user_name = std::string(text.substr(kUser.size()))};
}

// Of AWS, which has roles, sessions of roles and of federated users, users with a path, ids that
// are no names, and other partitions. Groups are no principals there either.
bool is_of_aws(std::string_view text) {
  return (text.starts_with("arn:") && !text.contains(":group/")) || text.starts_with("AIDA") ||
         text.starts_with("AROA");
}

Result<PolicyPrincipal> read_principal(const std::string& text) {
  if (auto principal = parse_principal(text)) return *std::move(principal);
  const std::string named = "Principal '" + excerpt(text) + "'";
  if (is_of_aws(text)) return unsupported(named);
  return invalid(named + " is neither an account nor a user");
}

Result<std::vector<PolicyPrincipal>> read_principals(Value from) {
  if (from.if_string() == "*") return std::vector<PolicyPrincipal>(1);
  const auto kinds = from.if_object();
  if (!kinds || kinds->empty()) return invalid("Principal must be \"*\" or an object");
  std::vector<PolicyPrincipal> principals;
  for (const auto [kind, names] : *kinds) {
    auto texts = read_texts(names, "Principal");
    if (!texts) return failure_of(texts);
    if (kind == "Service") continue;  // no service of AWS ever calls
    if (kind == "Federated" || kind == "CanonicalUser") {
      return unsupported("Principal of kind " + excerpt(kind));
    }
    if (kind != "AWS") return invalid("Principal of unknown kind " + excerpt(kind));
    for (const std::string& text : *texts) {
      auto principal = read_principal(text);
      if (!principal) return failure_of(principal);
      principals.push_back(*std::move(principal));
    }
  }
  return principals;
}

// "true" of true, and "5" of 5: conditions compare texts.
std::optional<std::string> text_of_scalar(Value from) {
  if (const auto boolean = from.if_boolean()) return *boolean ? "true" : "false";
  const auto number = from.if_number();
  if (!number || number->find_first_of(".eE") != number->npos) return std::nullopt;
  return std::string(*number);
}

Result<std::vector<std::string>> read_condition_values(Value from) {
  if (auto text = text_of_scalar(from)) return std::vector{*std::move(text)};
  return read_texts(from, "Condition");
}

Result<std::vector<Condition>> read_conditions(Value from) {
  const auto operators = from.if_object();
  if (!operators) return invalid("Condition must be an object");
  std::vector<Condition> conditions;
  for (const auto [name, members] : *operators) {
    const auto parsed = parse_condition_operator(name);
    if (!parsed) return unsupported("condition operator " + excerpt(name));
    const auto keys = members.if_object();
    if (!keys) return invalid("Condition must hold objects");
    for (const auto [key, values] : *keys) {
      if (!is_condition_key(key)) return unsupported("condition key " + excerpt(key));
      auto texts = read_condition_values(values);
      if (!texts) return failure_of(texts);
      Condition condition = *parsed;
      condition.key = key;
      condition.values = *std::move(texts);
      conditions.push_back(std::move(condition));
    }
  }
  return conditions;
}

}  // namespace

// Fills in one policy; the first thing wrong ends it.
class Policy::Reader {
 public:
  Reader(PolicyKind kind, PolicySource source) : source_(source) { policy_.kind_ = kind; }

  Result<Policy> read(Value document) {
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
  // The one of two members that there is. Both, or none, is an error.
  struct Choice {
    Value content;
    Match match;
  };
  static Result<Choice> choose(Object from, std::string_view listed, std::string_view not_listed) {
    const auto positive = from.find(listed);
    const auto negative = from.find(not_listed);
    if (positive.has_value() == negative.has_value()) {
      return invalid("a statement has either " + std::string(listed) + " or " +
                     std::string(not_listed));
    }
    return positive ? Choice{*positive, Match::listed} : Choice{*negative, Match::not_listed};
  }

  Result<void> read_statement(Value from) {
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

  static Result<void> read_actions(Object members, Statement& statement) {
    const auto choice = choose(members, "Action", "NotAction");
    if (!choice) return failure_of(choice);
    auto actions = read_texts(choice->content, "Action");
    if (!actions) return failure_of(actions);
    for (std::string& action : *actions) {
      if (action != "*" && !action.contains(':')) {
        return invalid("Action '" + excerpt(action) + "' has no service");
      }
      action = to_lower_case(action);
    }
    statement.actions_match = choice->match;
    statement.actions = *std::move(actions);
    return {};
  }

  Result<void> read_whom(Object members, Statement& statement) const {
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

  static Result<void> read_resources(Object members, Statement& statement) {
    if (members.contains("Principal") || members.contains("NotPrincipal")) {
      return invalid("the policy of a user names no Principal");
    }
    const auto choice = choose(members, "Resource", "NotResource");
    if (!choice) return failure_of(choice);
    auto resources = read_texts(choice->content, "Resource");
    if (!resources) return failure_of(resources);
    const auto is_resource = [](const std::string& text) {
      return text == "*" || text.starts_with("arn:");
    };
    if (!std::ranges::all_of(*resources, is_resource)) {
      return invalid("Resource must be ARNs or \"*\"");
    }
    statement.resources_match = choice->match;
    statement.resources = *std::move(resources);
    return {};
  }

  PolicySource source_;
  Policy policy_;
};

Result<Policy> Policy::parse(std::string_view text, PolicyKind kind, PolicySource source) {
  const auto document = json::parse(text);
  if (!document) return invalid("not JSON: " + document.error().reason);
  if (source == PolicySource::author && json::find_repeated_member(document->root())) {
    return invalid("an element is there twice");
  }
  return Reader(kind, source).read(document->root());
}

}  // namespace berth::auth
