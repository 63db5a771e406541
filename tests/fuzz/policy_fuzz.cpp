// A policy, read as a user's and as a repository's.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "auth/policy.h"
#include "base/ascii.h"
#include "fuzz.h"
#include "json/pretty.h"
#include "json/reader.h"

namespace berth::fuzz {
namespace {

using auth::Policy;
using auth::PolicyKind;
using auth::Verdict;

const RegistryId kOwner = *RegistryId::parse("123456789012");
const RegistryId kStranger = *RegistryId::parse("210987654321");

std::vector<std::string> no_values(std::string_view) {
  return {};
}
std::vector<std::string> some_values(std::string_view key) {
  if (equal_ignoring_case(key, "aws:TagKeys")) return {"team", "stage"};
  if (equal_ignoring_case(key, "aws:SourceIp")) return {"192.0.2.7"};
  if (equal_ignoring_case(key, "aws:SecureTransport")) return {"true"};
  if (equal_ignoring_case(key, "aws:CurrentTime")) return {"2026-01-02T03:04:05Z"};
  if (equal_ignoring_case(key, "aws:EpochTime")) return {"1767323045"};
  if (equal_ignoring_case(key, "aws:PrincipalArn")) return {"arn:aws:iam::123456789012:user/ci"};
  return {"red"};
}

// The verdicts of a policy on everything asked here.
std::vector<Verdict> decisions(const Policy& policy) {
  std::vector<Verdict> verdicts;
  for (const RegistryId& registry : {kOwner, kStranger}) {
    const Principal caller{.registry = registry, .user_name = "ci", .access_key_id = "AKID"};
    for (const std::string_view action : {"ecr-public:PutImage", "ecr-public:DescribeImageTags"}) {
      for (const std::string_view resource :
           {"arn:aws:ecr-public::123456789012:repository/team/app",
            "arn:aws:ecr-public::123456789012:registry/123456789012"}) {
        for (const auth::ConditionValues& values :
             {auth::ConditionValues(no_values), auth::ConditionValues(some_values)}) {
          verdicts.push_back(policy.evaluate({.caller = caller,
                                              .action = action,
                                              .resource = resource,
                                              .condition_values = values},
                                             kOwner));
        }
      }
    }
  }
  return verdicts;
}

// The document with one more statement, which denies everything.
boost::json::value deny_all(const boost::json::value& document, PolicyKind kind) {
  boost::json::object denial{{"Effect", "Deny"}, {"Action", "*"}};
  denial[kind == PolicyKind::identity ? "Resource" : "Principal"] = "*";
  boost::json::object out = document.as_object();
  boost::json::value& statements = out["Statement"];
  if (!statements.is_array()) statements = boost::json::array{statements};
  statements.as_array().push_back(denial);
  return out;
}

void check_policy(std::string_view text, PolicyKind kind) {
  const auto policy = Policy::parse(text, kind);
  if (!policy) {
    require(!policy.error().reason.empty(), "a refusal has a reason");
    return;
  }
  const std::vector<Verdict> verdicts = decisions(*policy);
  const auto document = json::parse(text);
  require(document.has_value(), "a policy is JSON");
  // What is stored (unless it is too long) and read again with every request.
  const auto stored = Policy::parse(json::pretty_print(document->root()), kind);
  require(stored.has_value(), "a policy that is laid out is a policy");
  require(decisions(*stored) == verdicts, "and decides the same");
  const std::string denied =
      boost::json::serialize(deny_all(boost::json::parse(boost::json::string_view(text)), kind));
  const auto denial = Policy::parse(denied, kind);
  require(denial.has_value(), "one more statement is a policy, too");
  for (const Verdict verdict : decisions(*denial)) {
    require(verdict == Verdict::deny, "a deny wins over everything");
  }
}

}  // namespace

void check(std::string_view input) {
  check_policy(input, PolicyKind::identity);
  check_policy(input, PolicyKind::resource);
}

}  // namespace berth::fuzz
