#include "aws/ecr_public/messages.h"

#include "aws/ecr_public/patterns.h"
#include "plane/messages.h"
#include "registry/rules/quotas.h"

namespace berth::aws::messages {
namespace {

using plane::quote;

std::string text_of(std::size_t number) {
  return std::to_string(number);
}

// --- parts of messages ---

std::string repository_name(const Error& error) {
  return "the repository with name " + quote(error.repository);
}

// The real service has both forms.
std::string in_registry(const Error& error) {
  return " in registry with id " + quote(error.registry);
}
std::string in_the_registry(const Error& error) {
  return " in the registry with id " + quote(error.registry);
}

// "{imageDigest:'null', imageTag:'latest'}"
std::string image_id(const Error& error) {
  const auto text = [](const std::string& part) { return quote(part.empty() ? "null" : part); };
  return "{imageDigest:" + text(error.digest) + ", imageTag:" + text(error.tag) + "}";
}

// For something that a repository does not hold: "The layer with digest '...'".
std::string not_within(std::string_view what, const Error& error) {
  return std::string(what) + " does not exist within " + repository_name(error) +
         in_the_registry(error);
}

// For things that a manifest names and the repository does not hold: "Layers with digests
// '[sha256:..., ...]'".
std::string required(std::string_view what, const Error& error) {
  return std::string(what) + " with digests '[" + error.subject + "]'" +
         " required for pushing image into repository with name " + quote(error.repository) +
         in_the_registry(error) + " do not exist";
}

std::string layer(const Error& error) {
  return "The layer with digest " + quote(error.digest);
}

// "The upload with id '...' in the repository with name 'r' in registry with id '...'"
std::string upload(const Error& error) {
  return "The upload with id " + quote(error.subject) + " in " + repository_name(error) +
         in_registry(error);
}

std::string match_pattern(std::string_view pattern) {
  return "must satisfy regular expression '" + std::string(pattern) + "'";
}

std::string match_regex(std::string_view what, std::string_view pattern) {
  return "Invalid request parameters: " + std::string(what) + " should satisfy the regex '" +
         std::string(pattern) + "'";
}

std::string repository_name_constraint(NameFault fault) {
  switch (fault) {
    case NameFault::too_short:
      return "must have length greater than or equal to " + text_of(RepositoryName::kMinLength);
    case NameFault::too_long:
      return at_most_long(RepositoryName::kMaxLength);
    case NameFault::wrong_form:
    case NameFault::reserved:  // only aliases are
      return match_pattern(RepositoryName::kPattern);
  }
  std::unreachable();
}

// --- of the decoder ---

// Names a value as the real service's parser does.
std::string_view token_name(const WrongType& wrong) {
  switch (wrong.found) {
    case json::Kind::null:
      return "NULL_VALUE";
    case json::Kind::boolean:
      return wrong.is_true ? "TRUE_VALUE" : "FALSE_VALUE";
    case json::Kind::number:
      return "NUMBER_VALUE";
    case json::Kind::string:
      return "STRING_VALUE";
    case json::Kind::array:
      return "START_ARRAY";
    case json::Kind::object:
      return "START_OBJECT";
  }
  std::unreachable();
}

std::string_view type_name(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::string:
      return "String";
    case ShapeKind::blob:
      return "Blob";
    case ShapeKind::integer:
    case ShapeKind::long_integer:
      return "Integer";
    case ShapeKind::boolean:
      return "Boolean";
    case ShapeKind::timestamp:
      return "Timestamp";
    case ShapeKind::list:
      return "list";
    case ShapeKind::structure:
      return "structure";
  }
  std::unreachable();
}

std::string out_of_range(std::string_view what, const Violation& violation) {
  const bool is_less = violation.side == RangeSide::min;
  return std::string(what) + (is_less ? " greater" : " less") + " than or equal to " +
         std::to_string(violation.limit);
}

std::string constraint_of(const Violation& violation) {
  switch (violation.rule) {
    case Rule::presence:
      return "must not be null";
    case Rule::text_length:
      return out_of_range(violation.is_in_list ? "Member must have length" : "must have length",
                          violation);
    case Rule::blob_length:
      return out_of_range("must have length", violation);
    case Rule::list_length:
      return out_of_range("Member must have length", violation);
    case Rule::value:
      return out_of_range("Member must have value", violation);
    case Rule::pattern:
      return violation.is_in_list ? "Member must satisfy regular expression pattern: " +
                                        std::string(violation.pattern)
                                  : match_pattern(violation.pattern);
  }
  std::unreachable();
}

}  // namespace

// --- names ---

std::string name_invalid(const Error& error) {
  const auto& invalid = facts_of<InvalidName>(error);
  switch (invalid.name) {
    case NameKind::registry_id:
      return invalid_parameter("registryId", match_pattern(RegistryId::kPattern));
    case NameKind::registry_alias:
      return invalid_parameter("alias", match_pattern(RegistryAlias::kPattern));
    case NameKind::repository:
      return invalid_parameter("repositoryName", repository_name_constraint(invalid.fault));
    case NameKind::tag:
      return invalid_parameter("imageTag", match_pattern(TagName::kPattern));
  }
  std::unreachable();
}

std::string digest_invalid(const Error&) {
  return invalid_parameter("imageDigest", match_pattern(patterns::layer_digest.text));
}

std::string arn_invalid(const Error&) {
  return invalid_parameter("resourceArn", "Invalid ARN");
}

std::string logo_invalid(const Error& error) {
  const bool is_png = facts_of<LogoFault>(error) == LogoFault::wrong_size;
  return invalid_parameter(
      "logoImageBlob", is_png ? "must be 60 to 2048 pixels wide and high" : "must be a PNG image");
}

// --- callers ---

std::string unauthenticated(const Error&) {
  return "The request needs credentials";
}

std::string access_denied(const Error& error) {
  return plane::message_of(facts_of<Denial>(error));
}

// --- registries and repositories ---

std::string registry_not_found(const Error& error) {
  return "The registry with id " + quote(error.registry) + " does not exist";
}

std::string repository_not_found(const Error& error) {
  return "The repository with name " + quote(error.repository) + " does not exist" +
         in_the_registry(error);
}

std::string repository_already_exists(const Error& error) {
  return "The repository with name " + quote(error.repository) + " already exists" +
         in_the_registry(error);
}

std::string repository_not_empty(const Error& error) {
  return "The repository with name " + quote(error.repository) + in_registry(error) +
         " cannot be deleted because it still contains images";
}

std::string repository_policy_not_found(const Error& error) {
  return "Repository policy does not exist for " + repository_name(error) + in_the_registry(error);
}

// --- images ---

std::string image_not_found(const Error& error) {
  return not_within("The image with imageId " + image_id(error), error);
}

std::string image_referenced(const Error& error) {
  return "Requested image referenced by manifest list: " + error.subject;
}

std::string image_already_exists(const Error& error) {
  return "Image with digest " + quote(error.digest) +
         (error.tag.empty() ? "" : " and tag " + quote(error.tag)) + " already exists in " +
         repository_name(error) + in_registry(error);
}

std::string image_tag_digest_mismatch(const Error& error) {
  return "The image tag " + quote(error.tag) + " does not point at the given image digest";
}

std::string image_digest_mismatch(const Error& error) {
  return "The image digest " + quote(error.digest) +
         " does not match the digest calculated for the image manifest";
}

std::string precondition_failed(const Error&) {
  return "The precondition of the request is not met";
}

std::string manifest_invalid(const Error& error) {
  return invalid_parameter("imageManifest", plane::message_of(facts_of<ManifestFault>(error)));
}

// --- layers ---

std::string blob_not_found(const Error& error) {
  return not_within(layer(error), error);
}

std::string blob_already_exists(const Error& error) {
  return layer(error) + " already exists in " + repository_name(error) + in_the_registry(error);
}

std::string blob_referenced(const Error& error) {
  return layer(error) + " belongs to an image in " + repository_name(error);
}

std::string referenced_blobs_not_found(const Error& error) {
  return required("Layers", error);
}

std::string referenced_images_not_found(const Error& error) {
  return required("Images", error);
}

std::string digest_mismatch(const Error& error) {
  return "None of the provided layer digests match the calculated layer digest: " + error.digest;
}

// --- uploads ---

std::string upload_not_found(const Error& error) {
  return "The upload with id " + quote(error.subject) + " does not exist in " +
         repository_name(error) + in_the_registry(error);
}

std::string upload_in_use(const Error& error) {
  return "Another request is writing to the upload with id " + quote(error.subject);
}

std::string upload_part_invalid(const Error& error) {
  const auto& part = facts_of<InvalidPart>(error);
  return part.fault == PartFault::wrong_start
             ? "The part must begin at byte " + std::to_string(part.received_bytes)
             : "The part must be as long as its first and last byte say";
}

std::string upload_part_too_small(const Error& error) {
  return upload(error) + " has a part, not its last one, that is smaller than " +
         std::to_string(kMinLayerPartBytes) + " bytes";
}

std::string upload_empty(const Error& error) {
  return upload(error) + " cannot be completed because it does not have any parts";
}

// --- limits ---

std::string body_too_large(const Error& error) {
  return "The request is larger than the limit of " + std::to_string(facts_of<Limit>(error).value) +
         " bytes";
}

std::string too_many_resource_tags(const Error& error) {
  return plane::resource_tags_message(error);
}

std::string quota_used(const Error& error) {
  return plane::quota_message(error);
}

// --- accounts ---

std::string account_entry(const Error& error) {
  const std::string name = quote(facts_of<AccountEntry>(error).name);
  const bool exists = error.code == ErrorCode::account_entry_exists;
  return name + (exists ? " already exists" : " does not exist");
}

std::string alias_fixed(const Error& error) {
  return "The alias " + quote(error.subject) + " is the default or the primary one";
}

std::string query_invalid(const Error& error) {
  return plane::query_message(error);
}

// --- requests ---

std::string not_decoded(const DecodeError& error) {
  if (const auto* wrong = std::get_if<WrongType>(&error)) {
    return std::string(token_name(*wrong)) + " can not be converted to a " +
           std::string(type_name(wrong->wanted));
  }
  const auto& violation = std::get<Violation>(error);
  const std::string constraint = constraint_of(violation);
  return invalid_parameter(
      violation.member,
      violation.is_in_list ? "Member must satisfy constraint: [" + constraint + "]" : constraint);
}

std::string not_json(std::string_view reason) {
  return "The request is not JSON: " + std::string(reason);
}

std::string invalid_parameter(std::string_view member, std::string_view constraint) {
  return "Invalid parameter at " + quote(member) + " failed to satisfy constraint: '" +
         std::string(constraint) + "'";
}

std::string not_together_with(std::string_view member) {
  return "must not be given together with " + std::string(member);
}

std::string at_most_long(std::size_t limit) {
  return "must have length less than or equal to " + text_of(limit);
}

// The real service's words if that refuses the policy too. Terraform retries for two minutes on
// those words, so a refusal that is only Berth's is better explained at once.
std::string policy_refused(const auth::PolicyError& error) {
  constexpr std::string_view kMember = "PolicyText";
  switch (error.fault) {
    case auth::PolicyFault::invalid:
      return invalid_parameter(kMember, "Invalid repository policy provided");
    case auth::PolicyFault::unsupported:
      return invalid_parameter(kMember, error.reason);
    case auth::PolicyFault::unknown_principal:
      return invalid_parameter(kMember, "Principal not found");
  }
  std::unreachable();
}

std::string reserved_key(std::string_view key) {
  return "The key '" + std::string(key) + "' begins with the reserved prefix 'aws:'";
}

std::string repeated_key(std::string_view key) {
  return "The key '" + std::string(key) + "' is given more than once";
}

std::string invalid_layer_digest() {
  return match_regex("layer digest", patterns::layer_digest.text);
}

std::string invalid_image_digest() {
  return match_regex("image digest", patterns::layer_digest.text);
}

std::string invalid_image_tag() {
  return match_regex("image tag", TagName::kPattern);
}

}  // namespace berth::aws::messages
