// The elements of a policy's statements: lists of texts, principals, conditions, actions.
#include "auth/policy_elements.h"

#include <algorithm>
#include <span>

#include "auth/policy_actions.h"
#include "auth/policy_arns.h"
#include "base/ascii.h"
#include "base/excerpt.h"
#include "base/suggestion.h"
#include "registry/values/arn.h"

namespace berth::auth {

using json::Value;

std::unexpected<PolicyError> invalid(std::string reason) {
  return std::unexpected(PolicyError{.fault = PolicyFault::invalid, .reason = std::move(reason)});
}

std::unexpected<PolicyError> unsupported(std::string what) {
  return std::unexpected(PolicyError{.fault = PolicyFault::unsupported,
                                     .reason = std::move(what) + " is not supported"});
}

PolicyResult<std::vector<std::string>> read_texts(Value from, std::string_view name) {
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

namespace {

// "*", "123456789012", "arn:aws:iam::123456789012:root" or "arn:aws:iam::123456789012:user/ci".
std::optional<PolicyPrincipal> parse_principal(std::string_view text) {
  constexpr std::string_view kArn = "arn:aws:iam::";
  constexpr std::string_view kRoot = ":root";
  if (text == "*") return PolicyPrincipal{};
  if (auto account = RegistryId::parse(text)) {
    return PolicyPrincipal{.account = *std::move(account), .user_name = {}};
  }
  if (auto user = parse_user_arn(text)) {
    return PolicyPrincipal{.account = std::move(user->registry),
                           .user_name = std::move(user->user_name)};
  }
  if (!text.starts_with(kArn) || !text.ends_with(kRoot)) return std::nullopt;
  text.remove_prefix(kArn.size());
  text.remove_suffix(std::min(kRoot.size(), text.size()));
  auto account = RegistryId::parse(text);
  if (!account) return std::nullopt;
  return PolicyPrincipal{.account = *std::move(account), .user_name = {}};
}

// As shown_text() writes it. AWS refuses it, too, when the text is set again.
PolicyError deleted_user(const std::string& named) {
  return {.fault = PolicyFault::unsupported,
          .reason = named + " is the unique id of a user, which a policy shows when the user is " +
                    "deleted: remove it, or name a user by the ARN"};
}

// Whether AWS has such principals: roles, sessions of roles and of federated users, users with a
// path, unique ids of roles, and other partitions. Groups are not principals in AWS either.
bool is_of_aws(std::string_view text) {
  return is_principal_arn(text) || text.starts_with("AROA");
}

PolicyResult<PolicyPrincipal> read_principal(const std::string& text) {
  if (auto principal = parse_principal(text)) return *std::move(principal);
  const std::string named = "Principal '" + excerpt(text) + "'";
  if (text.starts_with("AIDA")) return std::unexpected(deleted_user(named));
  if (is_of_aws(text)) return unsupported(named);
  return invalid(named + " is neither an account nor a user");
}

// "true" for true, and "5" for 5: conditions compare texts.
std::optional<std::string> text_of_scalar(Value from) {
  if (const auto boolean = from.if_boolean()) return *boolean ? "true" : "false";
  const auto number = from.if_number();
  if (!number || number->find_first_of(".eE") != number->npos) return std::nullopt;
  return std::string(*number);
}

PolicyResult<std::vector<std::string>> read_condition_values(Value from, Comparison comparison) {
  std::vector<std::string> values;
  if (auto text = text_of_scalar(from)) {
    values.push_back(*std::move(text));
  } else {
    auto texts = read_texts(from, "Condition");
    if (!texts) return texts;
    values = *std::move(texts);
  }
  for (const std::string& value : values) {
    if (!is_condition_value(comparison, value)) {
      return invalid("'" + excerpt(value) + "' is no value for its condition operator");
    }
  }
  return values;
}

// Adds a key and its values to the operator.
PolicyResult<Condition> read_condition(std::string_view name, Condition condition,
                                       json::Member member) {
  const auto key = find_condition_key(member.name);
  if (!key) return unsupported("condition key " + excerpt(member.name));
  if (!is_comparable(condition.comparison, *key)) {
    return unsupported("condition operator " + excerpt(name) + " with " + excerpt(member.name));
  }
  auto values = read_condition_values(member.value, condition.comparison);
  if (!values) return failure_of(values);
  condition.key = member.name;
  condition.values = *std::move(values);
  return condition;
}

}  // namespace

PolicyResult<std::vector<PolicyPrincipal>> read_principals(Value from) {
  if (from.if_string() == "*") return std::vector<PolicyPrincipal>(1);
  const auto kinds = from.if_object();
  if (!kinds || kinds->empty()) return invalid("Principal must be \"*\" or an object");
  std::vector<PolicyPrincipal> principals;
  for (const auto [kind, names] : *kinds) {
    auto texts = read_texts(names, "Principal");
    if (!texts) return failure_of(texts);
    if (kind == "Service") continue;  // no AWS service ever calls
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

PolicyResult<std::vector<Condition>> read_conditions(Value from) {
  const auto operators = from.if_object();
  if (!operators) return invalid("Condition must be an object");
  std::vector<Condition> conditions;
  for (const auto [name, members] : *operators) {
    const auto parsed = parse_condition_operator(name);
    if (!parsed) return unsupported("condition operator " + excerpt(name));
    const auto keys = members.if_object();
    if (!keys) return invalid("Condition must hold objects");
    for (const json::Member member : *keys) {
      auto condition = read_condition(name, *parsed, member);
      if (!condition) return failure_of(condition);
      conditions.push_back(*std::move(condition));
    }
  }
  return conditions;
}

PolicyResult<void> check_action(std::string_view action, PolicyKind kind) {
  const std::string pattern = to_lower_case(action);
  std::span<const std::string_view> known = ecr_public_actions();
  if (kind == PolicyKind::identity) {
    const bool is_of_sts = pattern.starts_with("sts:");
    if (!is_of_sts && !pattern.starts_with("ecr-public:")) return {};
    if (is_of_sts) known = sts_actions();
  }
  if (names_an_action(pattern, known)) return {};
  return invalid("unknown action '" + excerpt(action) + "'" + did_you_mean(excerpt(action), known));
}

}  // namespace berth::auth
