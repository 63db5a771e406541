// Reading policies: the grammar, strictly.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "auth/policy.h"
#include "base/ascii.h"
#include "json/reader.h"
#include "registry/account.h"

namespace berth::auth {
namespace {

using boost::json::object;
using boost::json::value;

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
Result<void> check_members(const object& from, const std::array<std::string_view, N>& known) {
  for (const auto& member : from) {
    if (std::ranges::find(known, std::string_view(member.key())) == known.end()) {
      return invalid("unknown element " + std::string(member.key()));
    }
  }
  return {};
}

// A string, or a list of strings that is not empty. Policy variables are for nobody to fill in.
Result<std::vector<std::string>> read_texts(const value& from, std::string_view name) {
  std::vector<std::string> texts;
  const auto add = [&texts](const value& element) {
    const auto* text = element.if_string();
    if (text == nullptr) return false;
    texts.emplace_back(*text);
    return true;
  };
  const auto* list = from.if_array();
  const bool ok = list != nullptr ? std::ranges::all_of(*list, add) : add(from);
  if (!ok || texts.empty()) {
    return invalid(std::string(name) + " must be a string or a list of strings");
  }
  const auto has_variable = [](const std::string& text) { return text.contains("${"); };
  if (const auto found = std::ranges::find_if(texts, has_variable); found != texts.end()) {
    return unsupported("the policy variable in '" + *found + "'");
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
  const std::string named = "Principal '" + text + "'";
  if (is_of_aws(text)) return unsupported(named);
  return invalid(named + " is neither an account nor a user");
}

Result<std::vector<PolicyPrincipal>> read_principals(const value& from) {
  if (const auto* text = from.if_string(); text != nullptr && *text == "*") {
    return std::vector<PolicyPrincipal>(1);
  }
  const object* kinds = from.if_object();
  if (kinds == nullptr || kinds->empty()) return invalid("Principal must be \"*\" or an object");
  std::vector<PolicyPrincipal> principals;
  for (const auto& [kind, names] : *kinds) {
    auto texts = read_texts(names, "Principal");
    if (!texts) return failure_of(texts);
    if (kind == "Service") continue;  // no service of AWS ever calls
    if (kind == "Federated" || kind == "CanonicalUser") {
      return unsupported("Principal of kind " + std::string(kind));
    }
    if (kind != "AWS") return invalid("Principal of unknown kind " + std::string(kind));
    for (const std::string& text : *texts) {
      auto principal = read_principal(text);
      if (!principal) return failure_of(principal);
      principals.push_back(*std::move(principal));
    }
  }
  return principals;
}

// "true" of true, and "5" of 5: conditions compare texts.
value as_text(const value& from) {
  const bool is_other = from.is_bool() || from.is_int64() || from.is_uint64();
  return is_other ? value(boost::json::serialize(from)) : from;
}

Result<std::vector<Condition>> read_conditions(const value& from) {
  const object* operators = from.if_object();
  if (operators == nullptr) return invalid("Condition must be an object");
  std::vector<Condition> conditions;
  for (const auto& [name, keys] : *operators) {
    const auto parsed = parse_condition_operator(name);
    if (!parsed) return unsupported("condition operator " + std::string(name));
    if (!keys.is_object()) return invalid("Condition must hold objects");
    for (const auto& [key, values] : keys.get_object()) {
      if (!is_condition_key(key)) return unsupported("condition key " + std::string(key));
      auto texts = read_texts(as_text(values), "Condition");
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

  Result<Policy> read(const value& document) {
    const object* members = document.if_object();
    if (members == nullptr) return invalid("a policy is a JSON object");
    if (auto checked = check_members(*members, kPolicyMembers); !checked) {
      return failure_of(checked);
    }
    if (const value* version = members->if_contains("Version")) {
      const auto* text = version->if_string();
      if (text == nullptr ||
          std::ranges::find(kVersions, std::string_view(*text)) == kVersions.end()) {
        return invalid("Version must be 2012-10-17 or 2008-10-17");
      }
    }
    const value* id = members->if_contains("Id");
    if (id != nullptr && !id->is_string()) return invalid("Id must be a string");
    const value* statements = members->if_contains("Statement");
    if (statements == nullptr) return invalid("Statement is missing");
    if (const auto* list = statements->if_array()) {
      if (list->empty()) return invalid("Statement is empty");
      for (const value& statement : *list) {
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
    const value* content;
    Match match;
  };
  static Result<Choice> choose(const object& from, std::string_view listed,
                               std::string_view not_listed) {
    const value* positive = from.if_contains(listed);
    const value* negative = from.if_contains(not_listed);
    if ((positive == nullptr) == (negative == nullptr)) {
      return invalid("a statement has either " + std::string(listed) + " or " +
                     std::string(not_listed));
    }
    return positive != nullptr ? Choice{positive, Match::listed}
                               : Choice{negative, Match::not_listed};
  }

  Result<void> read_statement(const value& from) {
    const object* members = from.if_object();
    if (members == nullptr) return invalid("a statement is an object");
    if (auto checked = check_members(*members, kStatementMembers); !checked) return checked;
    const value* sid = members->if_contains("Sid");
    if (sid != nullptr && !sid->is_string()) return invalid("Sid must be a string");

    Statement& statement = policy_.statements_.emplace_back();
    const value* effect = members->if_contains("Effect");
    if (effect == nullptr || (*effect != "Allow" && *effect != "Deny")) {
      return invalid("Effect must be Allow or Deny");
    }
    statement.effect = *effect == "Allow" ? Effect::allow : Effect::deny;
    if (auto read = read_actions(*members, statement); !read) return read;
    auto read = policy_.kind_ == PolicyKind::resource ? read_whom(*members, statement)
                                                      : read_resources(*members, statement);
    if (!read) return read;
    if (const value* condition = members->if_contains("Condition")) {
      auto conditions = read_conditions(*condition);
      if (!conditions) return failure_of(conditions);
      statement.conditions = *std::move(conditions);
    }
    return {};
  }

  static Result<void> read_actions(const object& members, Statement& statement) {
    const auto choice = choose(members, "Action", "NotAction");
    if (!choice) return failure_of(choice);
    auto actions = read_texts(*choice->content, "Action");
    if (!actions) return failure_of(actions);
    for (std::string& action : *actions) {
      if (action != "*" && !action.contains(':')) {
        return invalid("Action '" + action + "' has no service");
      }
      action = to_lower_case(action);
    }
    statement.actions_match = choice->match;
    statement.actions = *std::move(actions);
    return {};
  }

  Result<void> read_whom(const object& members, Statement& statement) const {
    if (members.contains("Resource") || members.contains("NotResource")) {
      return invalid("the policy of a repository names no Resource");
    }
    const auto choice = choose(members, "Principal", "NotPrincipal");
    if (!choice) return failure_of(choice);
    if (choice->match == Match::not_listed && statement.effect == Effect::allow &&
        source_ == PolicySource::author) {
      return unsupported("NotPrincipal with the Effect Allow");
    }
    auto principals = read_principals(*choice->content);
    if (!principals) return failure_of(principals);
    statement.principals_match = choice->match;
    statement.principals = *std::move(principals);
    return {};
  }

  static Result<void> read_resources(const object& members, Statement& statement) {
    if (members.contains("Principal") || members.contains("NotPrincipal")) {
      return invalid("the policy of a user names no Principal");
    }
    const auto choice = choose(members, "Resource", "NotResource");
    if (!choice) return failure_of(choice);
    auto resources = read_texts(*choice->content, "Resource");
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
  if (source == PolicySource::author && json::repeats_member(text, *document)) {
    return invalid("an element is there twice");
  }
  return Reader(kind, source).read(*document);
}

}  // namespace berth::auth
