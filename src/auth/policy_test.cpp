#include "auth/policy.h"

#include <gtest/gtest.h>

#include "auth/managed_policies.h"
#include "registry/values/arn.h"

namespace berth::auth {
namespace {

const RegistryId kOwn = *RegistryId::parse("123456789012");
const RegistryId kOther = *RegistryId::parse("210987654321");
constexpr std::string_view kArn = "arn:aws:ecr-public::123456789012:repository/team/app";

const UserId kCi = *UserId::parse("AIDACCCCCCCCCCCCCCCCC");

// The users that the policies of these tests mean, by these names in both accounts. Both users
// called ci have the same id here.
PolicyUsers users() {
  PolicyUsers users;
  for (const RegistryId& registry : {kOwn, kOther}) {
    users.add(user_arn(registry, "ci"), kCi);
    users.add(user_arn(registry, "bob"), *UserId::parse("AIDABBBBBBBBBBBBBBBBB"));
  }
  return users;
}

std::vector<std::string> no_values(std::string_view) {
  return {};
}

Verdict ask(std::string_view text, PolicyKind kind, std::string_view action,
            const RegistryId& caller_registry = kOwn, PolicySource source = PolicySource::author) {
  auto policy = Policy::parse(text, kind, source);
  EXPECT_TRUE(policy) << text << ": " << (policy ? "" : policy.error().reason);
  if (!policy) return Verdict::none;
  policy->bind(users());
  const Principal caller{
      .registry = caller_registry, .user_name = "ci", .access_key_id = "AKID", .user_id = kCi};
  return policy->evaluate(
      {.caller = caller, .action = action, .resource = kArn, .condition_values = no_values}, kOwn);
}

std::string statement(std::string_view rest) {
  return R"({"Version":"2012-10-17","Statement":{"Sid":"with spaces",)" + std::string(rest) + "}}";
}

std::string identity(std::string_view action, std::string_view resource = "*") {
  return statement(R"("Effect":"Allow","Action":")" + std::string(action) + R"(","Resource":")" +
                   std::string(resource) + '"');
}

std::string resource_policy(std::string_view effect, std::string_view principal) {
  return statement(R"("Effect":")" + std::string(effect) + R"(","Action":"*","Principal":)" +
                   std::string(principal));
}

TEST(IdentityPolicy, AllowsTheActionsItNames) {
  const auto allows = [](std::string_view action, std::string_view asked) {
    return ask(identity(action), PolicyKind::identity, asked) == Verdict::allow;
  };
  EXPECT_TRUE(allows("ecr-public:PutImage", "ecr-public:PutImage"));
  EXPECT_TRUE(allows("ECR-Public:putimage", "ecr-public:PutImage"));
  EXPECT_TRUE(allows("ecr-public:Describe*", "ecr-public:DescribeImages"));
  EXPECT_TRUE(allows("*", "ecr-public:PutImage"));
  EXPECT_FALSE(allows("ecr-public:PutImage", "ecr-public:PutImages"));
  EXPECT_FALSE(allows("ecr:PutImage", "ecr-public:PutImage"));
}

TEST(IdentityPolicy, AllowsOnTheResourcesItNames) {
  const auto allows = [](std::string_view resource) {
    return ask(identity("*", resource), PolicyKind::identity, "ecr-public:PutImage") ==
           Verdict::allow;
  };
  EXPECT_TRUE(allows(kArn));
  EXPECT_TRUE(allows("arn:aws:ecr-public::123456789012:repository/team/*"));
  EXPECT_FALSE(allows("arn:aws:ecr-public::123456789012:repository/other/*"));
  EXPECT_FALSE(allows("arn:aws:ecr-public::210987654321:*"));
}

TEST(IdentityPolicy, MeansAllButWhatNotActionAndNotResourceName) {
  const auto verdict = [](std::string_view text) {
    return ask(statement(text), PolicyKind::identity, "ecr-public:PutImage");
  };
  EXPECT_EQ(verdict(R"("Effect":"Allow","NotAction":"ecr-public:Delete*","Resource":"*")"),
            Verdict::allow);
  EXPECT_EQ(verdict(R"("Effect":"Allow","NotAction":"ecr-public:Put*","Resource":"*")"),
            Verdict::none);
  EXPECT_EQ(verdict(R"("Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::*")"),
            Verdict::deny);
}

TEST(IdentityPolicy, DeniesEvenIfAnotherStatementAllows) {
  EXPECT_EQ(ask(R"({"Statement":[{"Effect":"Deny","Action":"ecr-public:Put*","Resource":"*"},
                                 {"Effect":"Allow","Action":"*","Resource":"*"}]})",
                PolicyKind::identity, "ecr-public:PutImage"),
            Verdict::deny);
}

TEST(ResourcePolicy, AllowsThePrincipalsItNames) {
  const auto verdict = [](std::string_view principal, const RegistryId& caller) {
    return ask(resource_policy("Allow", principal), PolicyKind::resource, "ecr-public:PutImage",
               caller);
  };
  EXPECT_EQ(verdict(R"("*")", kOther), Verdict::allow);
  EXPECT_EQ(verdict(R"({"AWS":"*"})", kOther), Verdict::allow);
  EXPECT_EQ(verdict(R"({"AWS":"210987654321"})", kOther), Verdict::allow);
  EXPECT_EQ(verdict(R"({"AWS":["arn:aws:iam::210987654321:root"]})", kOther), Verdict::allow);
  EXPECT_EQ(verdict(R"({"AWS":"arn:aws:iam::210987654321:user/ci"})", kOther), Verdict::allow);
  EXPECT_EQ(verdict(R"({"AWS":"arn:aws:iam::210987654321:user/cd"})", kOther), Verdict::none);
  EXPECT_EQ(verdict(R"({"AWS":"123456789012"})", kOther), Verdict::none);
  EXPECT_EQ(verdict(R"({"Service":"ecs.amazonaws.com"})", kOther), Verdict::none);
}

TEST(ResourcePolicy, MeansTheUserWhoHadTheNameWhenItWasSet) {
  const auto verdict = [](const UserId& bound, const UserId& caller_id) {
    auto policy =
        Policy::parse(resource_policy("Allow", R"({"AWS":"arn:aws:iam::123456789012:user/ci"})"),
                      PolicyKind::resource);
    PolicyUsers users;
    if (!bound.is_nobodys()) users.add("arn:aws:iam::123456789012:user/ci", bound);
    policy->bind(users);
    const Principal caller{
        .registry = kOwn, .user_name = "ci", .access_key_id = "AKID", .user_id = caller_id};
    return policy->evaluate({.caller = caller,
                             .action = "ecr-public:PutImage",
                             .resource = kArn,
                             .condition_values = no_values},
                            kOwn);
  };
  const UserId made_again = *UserId::parse("AIDADDDDDDDDDDDDDDDDD");
  EXPECT_EQ(verdict(kCi, kCi), Verdict::allow);
  EXPECT_EQ(verdict(kCi, made_again), Verdict::none);
  EXPECT_EQ(verdict(made_again, made_again), Verdict::allow);
  EXPECT_EQ(verdict(UserId(), kCi), Verdict::none);
  EXPECT_EQ(verdict(UserId(), UserId()), Verdict::none);
}

TEST(ResourcePolicy, LeavesUsersOfTheOwnAccountToTheirIdentityPolicies) {
  EXPECT_EQ(ask(resource_policy("Allow", R"({"AWS":"123456789012"})"), PolicyKind::resource,
                "ecr-public:PutImage"),
            Verdict::none);
  EXPECT_EQ(ask(resource_policy("Allow", R"({"AWS":"arn:aws:iam::123456789012:user/ci"})"),
                PolicyKind::resource, "ecr-public:PutImage"),
            Verdict::allow);
  EXPECT_EQ(ask(resource_policy("Deny", R"({"AWS":"123456789012"})"), PolicyKind::resource,
                "ecr-public:PutImage"),
            Verdict::deny);
}

TEST(ResourcePolicy, DeniesAllButTheUsersItExempts) {
  const auto verdict = [](std::string_view exempt, const RegistryId& caller = kOwn) {
    return ask(statement(R"("Effect":"Deny","Action":"*","NotPrincipal":)" + std::string(exempt)),
               PolicyKind::resource, "ecr-public:PutImage", caller);
  };
  constexpr std::string_view kBobAndHisAccount =
      R"({"AWS":["arn:aws:iam::123456789012:user/bob","arn:aws:iam::123456789012:root"]})";
  EXPECT_EQ(verdict(kBobAndHisAccount), Verdict::deny);
  EXPECT_EQ(verdict(kBobAndHisAccount, kOther), Verdict::deny);
  EXPECT_EQ(verdict(R"({"AWS":"123456789012"})"), Verdict::deny);
  EXPECT_EQ(verdict(R"({"AWS":["arn:aws:iam::123456789012:user/ci","123456789012"]})"),
            Verdict::none);
  EXPECT_EQ(verdict(R"({"AWS":"arn:aws:iam::123456789012:user/ci"})", kOther), Verdict::deny);
  EXPECT_EQ(verdict(R"("*")"), Verdict::none);
}

TEST(ResourcePolicy, AllowsNobodyByNotPrincipal) {
  const std::string text =
      statement(R"("Effect":"Allow","Action":"*",)"
                R"("NotPrincipal":{"AWS":"arn:aws:iam::123456789012:user/bob"})");
  const auto policy = Policy::parse(text, PolicyKind::resource);
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error(), (PolicyError{.fault = PolicyFault::unsupported,
                                         .reason = "NotPrincipal with the Effect Allow is not "
                                                   "supported"}));
  // Some may have been set before such policies were refused.
  EXPECT_EQ(ask(text, PolicyKind::resource, "ecr-public:PutImage", kOther, PolicySource::store),
            Verdict::none);
}

// A policy is laid out before it is stored, and a number in it may turn into one that cannot be
// read again.
TEST(Policy, IsRefusedIfItsIdIsNotAString) {
  for (const std::string_view id : {"1e400", "1", "null", "{}"}) {
    EXPECT_FALSE(
        Policy::parse(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"},"Id":)" +
                          std::string(id) + "}",
                      PolicyKind::identity))
        << id;
  }
}

TEST(Policy, IsRefusedUnlessEveryPartOfItIsUnderstood) {
  const auto refused = [](std::string_view text, PolicyKind kind) {
    return !Policy::parse(text, kind);
  };
  for (const std::string& text : {
           std::string(),
           std::string("[]"),
           std::string("{}"),
           std::string("\"a\""),
           std::string(R"({"Statement":[]})"),
           std::string(R"({"Statement":{}})"),
           std::string(R"({"Version":"2020-01-01","Statement":[]})"),
           statement(R"("Effect":"allow","Action":"*","Resource":"*")"),
           statement(R"("Effect":"Allow","Action":"*")"),
           statement(R"("Effect":"Allow","Resource":"*")"),
           statement(R"("Effect":"Allow","Action":[],"Resource":"*")"),
           statement(R"("Effect":"Allow","Action":"PutImage","Resource":"*")"),
           statement(R"("Effect":"Allow","Action":"*","NotAction":"*","Resource":"*")"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"team")"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"arn:${aws:username}")"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"*","Principal":"*")"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"*","Extra":"*")"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"*",)"
                     R"("Condition":{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}})"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"*",)"
                     R"("Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","10.0.0/8"]}})"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"*",)"
                     R"("Condition":{"Bool":{"aws:SecureTransport":"yes"}})"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"*",)"
                     R"("Condition":{"StringEquals":{"aws:SourceIp":"10.0.0.1"}})"),
       }) {
    EXPECT_TRUE(refused(text, PolicyKind::identity)) << text;
  }
  for (const std::string& text : {
           statement(R"("Effect":"Allow","Action":"*","Principal":"*","Resource":"*")"),
           statement(R"("Effect":"Allow","Action":"*")"),
           resource_policy("Allow", R"("123456789012")"),
           resource_policy("Allow", R"({"AWS":"bob"})"),
           resource_policy("Allow", R"({"AWS":"arn:aws:iam::123456789012:role/r"})"),
           resource_policy("Allow", R"({"Federated":"*"})"),
           resource_policy("Allow", R"({})"),
       }) {
    EXPECT_TRUE(refused(text, PolicyKind::resource)) << text;
  }
}

// Conditions compare texts.
TEST(Policy, TreatsNumbersAndBooleansInConditionsAsTheirText) {
  for (const std::string_view value : {"5", "true"}) {
    const auto policy = Policy::parse(
        statement(R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":)"
                  R"({"aws:ResourceTag/a":)" +
                  std::string(value) + "}}"),
        PolicyKind::identity);
    ASSERT_TRUE(policy) << policy.error().reason;
    const auto verdict_if = [&](std::string_view tag) {
      const Principal caller{.registry = kOwn, .user_name = "ci", .access_key_id = "AKID"};
      const ConditionValues values = [tag](std::string_view) {
        return std::vector<std::string>{std::string(tag)};
      };
      return policy->evaluate({.caller = caller,
                               .action = "ecr-public:PutImage",
                               .resource = kArn,
                               .condition_values = values},
                              kOwn);
    };
    EXPECT_EQ(verdict_if(value), Verdict::allow);
    EXPECT_EQ(verdict_if("6"), Verdict::none);
  }
}

// A person who reads the policy may see one of the two, and Berth would go by the other.
TEST(Policy, IsRefusedIfAnElementIsRepeated) {
  for (const std::string& text : {
           statement(R"("Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*")"),
           statement(R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{)"
                     R"("StringEquals":{"aws:TagKeys":"a"},"StringEquals":{"aws:TagKeys":"b"}})"),
       }) {
    const auto policy = Policy::parse(text, PolicyKind::identity);
    ASSERT_FALSE(policy) << text;
    EXPECT_EQ(policy.error().fault, PolicyFault::invalid);
    EXPECT_EQ(policy.error().reason, "an element occurs twice");
    EXPECT_TRUE(Policy::parse(text, PolicyKind::identity, PolicySource::store)) << text;
  }
}

TEST(Policy, IsUnsupportedIfBerthDoesNotEvaluateIt) {
  const auto refusal = [](std::string_view more) {
    const auto policy = Policy::parse(
        statement(R"("Effect":"Allow","Action":"*",)" + std::string(more)), PolicyKind::resource);
    return policy ? PolicyError{} : policy.error();
  };
  const auto unsupported = [](std::string_view what) {
    return PolicyError{.fault = PolicyFault::unsupported,
                       .reason = std::string(what) + " is not supported"};
  };
  EXPECT_EQ(refusal(R"("Principal":"*","Condition":{"BinaryEquals":{"aws:TagKeys":"QQ=="}})"),
            unsupported("condition operator BinaryEquals"));
  EXPECT_EQ(refusal(R"("Principal":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}})"),
            unsupported("condition key aws:SourceVpc"));
  EXPECT_EQ(refusal(R"("Principal":"*","Condition":{"StringEquals":{"aws:SourceIp":"10.0.0.1"}})"),
            unsupported("condition operator StringEquals with aws:SourceIp"));
  EXPECT_EQ(refusal(R"("Principal":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":)"
                    R"(["a","${aws:username}"]}})"),
            unsupported("the policy variable in '${aws:username}'"));
  EXPECT_EQ(refusal(R"("Principal":{"Federated":"*"})"),
            unsupported("Principal of kind Federated"));
  for (const std::string_view arn :
       {"arn:aws:iam::123456789012:role/r", "arn:aws:sts::123456789012:assumed-role/r/session",
        "arn:aws:iam::123456789012:user/path/jane", "arn:aws-cn:iam::123456789012:root",
        "AROACKCEVSQ6C2EXAMPLE"}) {
    EXPECT_EQ(refusal(R"("Principal":{"AWS":")" + std::string(arn) + "\"}"),
              unsupported("Principal '" + std::string(arn) + "'"));
  }
  EXPECT_EQ(refusal(R"("Principal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"})"),
            (PolicyError{.fault = PolicyFault::unsupported,
                         .reason = "Principal 'AIDACKCEVSQ6C2EXAMPLE' is the unique id of a user, "
                                   "which a policy shows when the user is deleted: remove it, or "
                                   "name a user by the ARN"}));
  for (const std::string_view invalid :
       {R"("Principal":{"AWS":"bob"})", R"("Principal":{"Bob":"*"})",
        R"("Principal":{"AWS":"arn:aws:iam::123456789012:group/g"})", R"("Resource":"*")",
        R"("Principal":{"AWS":"arn:aws:iam::123456789012:usr/ci"})",
        R"("Principal":{"AWS":"arn:aws:s3:::bucket"})",
        R"("Principal":"*","Condition":{"StringEquals":{"aws:TagKeys":{}}})"}) {
    EXPECT_EQ(refusal(invalid).fault, PolicyFault::invalid) << invalid;
    EXPECT_FALSE(refusal(invalid).reason.empty()) << invalid;
  }
}

std::string refusal_of(std::string_view text, PolicyKind kind) {
  const auto policy = Policy::parse(text, kind);
  EXPECT_TRUE(policy || policy.error().fault == PolicyFault::invalid) << text;
  return policy ? "" : policy.error().reason;
}

std::string repository_policy(std::string_view actions) {
  return statement(R"("Effect":"Allow","Principal":"*",)" + std::string(actions));
}

TEST(Policy, OfARepositoryNamesOnlyExistingActionsOfEcrPublic) {
  for (const std::string_view actions :
       {R"("Action":"*")", R"("Action":"*:*")", R"("Action":"ecr-public:*")",
        R"("Action":"ecr-public:describe*")", R"("NotAction":"ECR-public:?utImage")",
        R"("Action":["ecr-public:PutImage","ecr-public:DeleteRepository"])"}) {
    EXPECT_EQ(refusal_of(repository_policy(actions), PolicyKind::resource), "") << actions;
  }
  for (const std::string_view actions :
       {R"("Action":"ecr-public:DeleteRepositry")", R"("NotAction":"ecr-public:PutImages")",
        R"("Action":["ecr-public:PutImage","ecr-public:Foo*"])", R"("Action":"ecr:PutImage")",
        R"("Action":"sts:GetCallerIdentity")", R"("Action":"ecr-public:")"}) {
    EXPECT_NE(refusal_of(repository_policy(actions), PolicyKind::resource), "") << actions;
  }
  EXPECT_EQ(refusal_of(repository_policy(R"("Action":"ecr-public:DeleteRepositry")"),
                       PolicyKind::resource),
            "unknown action 'ecr-public:DeleteRepositry'; did you mean "
            "'ecr-public:DeleteRepository'?");
}

TEST(Policy, OfAUserNamesOnlyExistingActionsOfKnownServices) {
  const auto refusal = [](std::string_view action) {
    return refusal_of(identity(action), PolicyKind::identity);
  };
  for (const std::string_view action :
       {"*", "ecr-public:*", "ecr-public:Put*", "sts:GetServiceBearerToken", "sts:*",
        "STS:getcalleridentity", "sts:Assume*", "s3:GetObjct", "ecr:PutImage",
        "ecr-pulbic:PutImage"}) {
    EXPECT_EQ(refusal(action), "") << action;
  }
  for (const std::string_view action :
       {"ecr-public:DeleteRepositry", "ECR-PUBLIC:Foo*", "sts:GetCallerIdentities", "sts:Foo?"}) {
    EXPECT_NE(refusal(action), "") << action;
  }
}

TEST(Policy, OfAUserNamesOnlyResourcesThatCanExist) {
  EXPECT_EQ(
      refusal_of(identity("*", "arn:aws:ecr-public::123456789012:repo/app"), PolicyKind::identity),
      "Resource 'arn:aws:ecr-public::123456789012:repo/app' is no ARN of a known form, nor "
      "\"*\"");
}

TEST(Policy, ThatWasStoredBeforeItWasRefusedGivesNoMoreThanItSays) {
  const auto verdict = [](std::string_view text, PolicyKind kind) {
    return ask(text, kind, "ecr-public:DeleteRepository", kOwn, PolicySource::store);
  };
  EXPECT_EQ(verdict(identity("ecr-public:DeleteRepositry"), PolicyKind::identity), Verdict::none);
  EXPECT_EQ(
      verdict(identity("*", "arn:aws:ecr-public::123456789012:repo/app"), PolicyKind::identity),
      Verdict::none);
  EXPECT_EQ(verdict(identity("*", "arn:*"), PolicyKind::identity), Verdict::allow);
  EXPECT_EQ(verdict(repository_policy(R"("Action":["ecr-public:DeleteRepositry","ecr:*"])"),
                    PolicyKind::resource),
            Verdict::none);
}

TEST(ManagedPolicies, ArePoliciesThatAUserMayHave) {
  for (const ManagedPolicy& managed : managed_policies()) {
    EXPECT_EQ(refusal_of(managed.document, PolicyKind::identity), "") << managed.name;
  }
}

TEST(ManagedPolicies, GrantWhatTheirNamesSay) {
  const auto allows = [](std::string_view name, std::string_view action) {
    return ask(find_managed_policy(name)->document, PolicyKind::identity, action) == Verdict::allow;
  };
  constexpr std::string_view kPower = "AmazonElasticContainerRegistryPublicPowerUser";
  constexpr std::string_view kReader = "AmazonElasticContainerRegistryPublicReadOnly";
  EXPECT_TRUE(allows(kAdministratorPolicy, "ecr-public:DeleteRepository"));
  EXPECT_TRUE(allows(kPower, "ecr-public:PutImage"));
  EXPECT_FALSE(allows(kPower, "ecr-public:BatchDeleteImage"));
  EXPECT_TRUE(allows(kReader, "ecr-public:DescribeImageTags"));
  EXPECT_FALSE(allows(kReader, "ecr-public:PutImage"));
  EXPECT_EQ(find_managed_policy("ReadOnly"), nullptr);
}

}  // namespace
}  // namespace berth::auth
